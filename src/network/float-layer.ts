// One time step of one layer in float64: scalar drive, slow state, currents, membranes, spikes.
import type { LayerDescription } from "./description.ts";
import type { FloatLayer } from "./float-network.ts";
import type { FloatMatrix } from "./matrix.ts";

/** What a layer remembers from one step to the next. */
export interface LayerState {
  /** m, d values. */
  readonly slow: Float64Array;
  /** u after reset, N values. */
  readonly membrane: Float64Array;
  /** The slow current of the last refresh, N values. */
  readonly slowCurrent: Float64Array;
}

export const restingState = ({ neurons, memory }: FloatLayer): LayerState => ({
  slow: new Float64Array(memory?.input.length ?? 0),
  membrane: new Float64Array(neurons),
  slowCurrent: new Float64Array(memory ? neurons : 0),
});

/**
 * Advances `state` by step k with the inputs s (C sums of values). Writes the spikes (0 or 1, N values) and the
 * membranes before their reset (N values); returns the scalar drive x, 0 without memory.
 */
export type LayerStep = (
  state: LayerState,
  k: number,
  s: Float64Array,
  spikes: Float64Array,
  beforeReset: Float64Array,
) => number;

/** Prepares a layer's step. The inputs of a step are taken in the order of their channels, so the sums have one value. */
export function layerStep(layer: FloatLayer, description: LayerDescription): LayerStep {
  const { neurons, inputs, beta, threshold, bias, memory } = layer;
  const { dilation, refresh } = description.memory ?? { dilation: 1, refresh: "hold" };
  const subtract = layer.reset === "subtract";
  const fast = transposed(layer.fast);
  const output = memory && transposed(memory.output);
  const nextSlow = new Float64Array(memory?.input.length ?? 0);

  return (state, k, s, spikes, beforeReset) => {
    const { membrane, slowCurrent } = state;
    const current = beforeReset;
    current.set(bias);
    addProduct(current, fast, s);
    let x = memory ? memory.drive.bias : 0;
    if (memory) for (let c = 0; c < inputs; c++) x += memory.drive.weights[c] * s[c];
    x = Math.max(0, x); // relu
    if (memory && output) {
      for (let i = 0; i < nextSlow.length; i++)
        nextSlow[i] = memory.input[i] * x + dot(memory.transition, i, state.slow);
      state.slow.set(nextSlow);
      const refreshed = k % dilation === 0;
      if (refreshed) addProduct(slowCurrent.fill(0), output, nextSlow);
      if (refreshed || refresh === "hold") for (let n = 0; n < neurons; n++) current[n] += slowCurrent[n];
    }
    for (let n = 0; n < neurons; n++) {
      const u = beta * membrane[n] + current[n];
      const fired = u >= threshold;
      beforeReset[n] = u;
      spikes[n] = fired ? 1 : 0;
      membrane[n] = fired ? (subtract ? u - threshold : 0) : u;
    }
    return x;
  };
}

/** Row i of a matrix times a vector. */
function dot({ values, columns }: FloatMatrix, i: number, vector: Float64Array): number {
  let sum = 0;
  for (let j = 0, at = i * columns; j < columns; j++) sum += values[at + j] * vector[j];
  return sum;
}

/** to += M v, with the values of M column after column: a v that is mostly zero costs only its other entries. */
export function addProduct(to: Float64Array, columns: Float64Array, v: Float64Array): void {
  const rows = to.length;
  for (let c = 0; c < v.length; c++) {
    const factor = v[c];
    if (factor === 0) continue;
    for (let n = 0, at = c * rows; n < rows; n++) to[n] += columns[at + n] * factor;
  }
}

/** The values of a matrix column after column. */
export function transposed({ rows, columns, values }: FloatMatrix): Float64Array {
  const columnMajor = new Float64Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) columnMajor[j * rows + i] = values[i * columns + j];
  return columnMajor;
}
