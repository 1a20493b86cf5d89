// What lies between two layers of neurons, as one matrix and one bias: linear maps, scalings and reshapings folded.
import { type FloatMatrix, identity, matrix, multiply } from "../../network/matrix.ts";
import { refuse } from "../error.ts";
import type { NirNode } from "./graph.ts";

/** y = weights x + bias: a row an output. Null: x itself. */
export interface Affine {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: FloatMatrix | null;
  readonly bias: Float64Array;
}

export const unchanged = (n: number): Affine => ({
  inputs: n,
  outputs: n,
  weights: null,
  bias: new Float64Array(n),
});

/** The matrix, the identity written out. */
export const matrixOf = ({ outputs, weights }: Affine): FloatMatrix => weights ?? identity(outputs);

/** Every output times its factor. */
export function scaled(map: Affine, factor: (row: number) => number): Affine {
  const { rows, columns, values } = matrixOf(map);
  const weights = matrix(
    rows,
    columns,
    values.map((w, at) => w * factor(Math.floor(at / columns))),
  );
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
  const own = matrix(shape[0], shape[1], values);
  const bias = node.has("bias") ? perOutput(node, "bias", own.rows) : new Float64Array(own.rows);
  const before = multiply(own, matrix(map.outputs, 1, map.bias)).values;
  return {
    inputs: map.inputs,
    outputs: own.rows,
    weights: map.weights === null ? own : multiply(own, map.weights),
    bias: bias.map((b, row) => b + before[row]),
  };
}
