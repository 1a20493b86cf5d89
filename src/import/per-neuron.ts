// A number for each neuron of a layer, from a tensor that holds one for each, or one for all.
import { numbers } from "../files/array.ts";
import { inCheckpoint, type Tensor } from "../network/tensor.ts";
import { refuse } from "./error.ts";

export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? "a single number" : `shape ${shape.join(" x ")}`;

/**
 * One value a neuron. Dimensions of 1 before the last are left out; a column is refused, which may be a matrix.
 * @throws ImportError for another shape or type, or a number that is not finite
 */
export function neuronNumbers(name: string, tensor: Tensor, neurons: number): Float64Array {
  const { shape, dtype } = tensor;
  const one = shape.every((n) => n === 1);
  const each = shape.at(-1) === neurons && shape.slice(0, -1).every((n) => n === 1);
  if (!one && !each)
    refuse(name, shapeText(shape), `expected ${neurons}, one for each neuron, or one for all`);
  if (dtype === "BOOL") refuse(name, "holds true and false (BOOL)", "expected numbers");
  const values = inCheckpoint(() => numbers(name, tensor));
  const bad = values.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0)
    refuse(`${name}, element ${bad} of ${values.length}`, `is ${values[bad]}`, "expected a finite number");
  return one ? new Float64Array(neurons).fill(values[0]) : values;
}
