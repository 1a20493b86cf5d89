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
  const { neurons, beta, threshold, bias, memory } = layer;
  const { dilation, refresh } = description.memory ?? { dilation: 1, refresh: "hold" };
  const subtract = layer.reset === "subtract";
  const resetBy = layer.resetBy ?? threshold;
  const fast = transposed(layer.fast);
  const output = memory && transposed(memory.output);
  const nextSlow = new Float64Array(memory?.input.length ?? 0);

  return (state, k, s, spikes, beforeReset) => {
    const { membrane, slowCurrent } = state;
    const current = beforeReset;
    current.set(bias);
    const events = places(s);
    addProduct(current, fast, s, events);
    let x = memory ? memory.drive.bias : 0;
    if (memory) for (const c of events) x += memory.drive.weights[c] * s[c];
    x = Math.max(0, x); // relu
    if (memory && output) {
      for (let i = 0; i < nextSlow.length; i++)
        nextSlow[i] = memory.input[i] * x + dot(memory.transition, i, state.slow);
      state.slow.set(nextSlow);
      const refreshed = k % dilation === 0;
      if (refreshed) addProduct(slowCurrent.fill(0), output, nextSlow, places(nextSlow));
      if (refreshed || refresh === "hold") for (let n = 0; n < neurons; n++) current[n] += slowCurrent[n];
    }
    for (let n = 0; n < neurons; n++) {
      const u = beta[n] * membrane[n] + current[n];
      const fired = u >= threshold[n];
      beforeReset[n] = u;
      spikes[n] = fired ? 1 : 0;
      membrane[n] = fired ? (subtract ? u - resetBy[n] : 0) : u;
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

/** Where `v` is not zero: the events of a step, mostly few. */
export function places(v: Float64Array): number[] {
  const found: number[] = [];
  for (let c = 0; c < v.length; c++) if (v[c] !== 0) found.push(c);
  return found;
}

/**
 * to += M v, with the values of M column after column and v's `places`: added column by column in their order, four a
 * pass, so that each sum is loaded and stored less often.
 */
export function addProduct(
  to: Float64Array,
  columns: Float64Array,
  v: Float64Array,
  among: readonly number[],
): void {
  const rows = to.length;
  let i = 0;
  for (; i + 3 < among.length; i += 4) {
    const [c, d, e, f] = [among[i], among[i + 1], among[i + 2], among[i + 3]];
    const [vc, vd, ve, vf] = [v[c], v[d], v[e], v[f]];
    const [atC, atD, atE, atF] = [c * rows, d * rows, e * rows, f * rows];
    for (let n = 0; n < rows; n++)
      to[n] =
        to[n] + columns[atC + n] * vc + columns[atD + n] * vd + columns[atE + n] * ve + columns[atF + n] * vf;
  }
  for (; i < among.length; i++) {
    const [at, factor] = [among[i] * rows, v[among[i]]];
    for (let n = 0; n < rows; n++) to[n] += columns[at + n] * factor;
  }
}

/** The values of a matrix column after column. */
export function transposed({ rows, columns, values }: FloatMatrix): Float64Array {
  const columnMajor = new Float64Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) columnMajor[j * rows + i] = values[i * columns + j];
  return columnMajor;
}
