// What lies between two layers of neurons, as one matrix and one bias: linear maps, scalings and reshapings folded.
import { refuse } from "../error.ts";
import type { NirNode } from "./graph.ts";

/** y = weights x + bias; `weights` row after row, a row an output. Null: x itself. */
export interface Affine {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array | null;
  readonly bias: Float64Array;
}

export const identity = (n: number): Affine => ({
  inputs: n,
  outputs: n,
  weights: null,
  bias: new Float64Array(n),
});

/** The matrix, the identity written out. */
export function matrixOf({ inputs, outputs, weights }: Affine): Float64Array {
  if (weights !== null) return weights;
  const written = new Float64Array(inputs * outputs);
  for (let i = 0; i < outputs; i++) written[i * inputs + i] = 1;
  return written;
}

/** Every output times its factor. */
export function scaled(map: Affine, factor: (row: number) => number): Affine {
  const weights = matrixOf(map).map((w, at) => w * factor(Math.floor(at / map.inputs)));
  return { ...map, weights, bias: map.bias.map((b, row) => b * factor(row)) };
}

/** The map followed by an Affine, Linear, Scale or Flatten node. Null: the node is none of them. */
export function followed(map: Affine, node: NirNode): Affine | null {
  switch (node.type) {
    case "Affine":
    case "Linear":
      return linear(map, node);
    case "Scale": {
      const scale = perOutput(node, "scale", map.outputs);
      return scaled(map, (row) => scale[row]);
    }
    case "Flatten":
      return map;
    default:
      return null;
  }
}

/** A parameter with one value, or one for each of `count` elements, as `count` values. */
export function perOutput(node: NirNode, parameter: string, count: number): Float64Array {
  const { values } = node.numbers(parameter);
  if (values.length === 1) return new Float64Array(count).fill(values[0]);
  if (values.length !== count)
    refuse(
      `node ${node.name}, ${parameter}`,
      `has ${values.length} values`,
      `expected ${count}, as the layer has`,
    );
  return values;
}

function linear(map: Affine, node: NirNode): Affine {
  const { shape, values } = node.numbers("weight");
  if (shape.length !== 2 || shape[1] !== map.outputs)
    refuse(
      `node ${node.name}, weight`,
      `has the shape ${shape.join(" x ") || "of a number"}`,
      `expected outputs x ${map.outputs}${shape.length === 2 && shape[0] === map.outputs ? ": is it transposed?" : ""}`,
    );
  const outputs = shape[0];
  const bias = node.has("bias") ? perOutput(node, "bias", outputs) : new Float64Array(outputs);
  if (map.weights === null && map.bias.every((b) => b === 0))
    return { inputs: map.inputs, outputs, weights: values, bias };
  const [inner, { inputs }] = [matrixOf(map), map];
  const weights = new Float64Array(outputs * inputs);
  for (let row = 0; row < outputs; row++)
    for (let k = 0; k < map.outputs; k++)
      for (let c = 0; c < inputs; c++)
        weights[row * inputs + c] += values[row * map.outputs + k] * inner[k * inputs + c];
  return {
    ...{ inputs, outputs, weights },
    bias: bias.map((b, row) => map.bias.reduce((sum, v, k) => sum + values[row * map.outputs + k] * v, b)),
  };
}
