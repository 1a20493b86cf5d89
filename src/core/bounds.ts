// How large every sum of the core can get: from the actual parameters (baked) or from their widths alone (loaded).
import type { IntegerLayer, IntegerMatrix, IntegerNetwork, IntegerVector } from "../network/integer.ts";

/** A closed interval of integers. */
export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** How much of the parameters is known when the hardware is made. */
export type Knowledge = "weights" | "widths";

const interval = (lo: bigint, hi: bigint): Interval => ({ lo, hi });
const extend = (a: Interval, b: Interval): Interval =>
  interval(a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi);

/** Everything a two's complement number of `bits` bits can be. */
export const signedBits = (bits: number): Interval =>
  interval(-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n);

/** Everything a natural number of `bits` bits can be. */
export const unsignedBits = (bits: number): Interval => interval(0n, (1n << BigInt(bits)) - 1n);

const times = (a: Interval, b: Interval): Interval => {
  const p = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  return interval(
    p.reduce((x, y) => (x < y ? x : y)),
    p.reduce((x, y) => (x > y ? x : y)),
  );
};

/** The values of one weight, as far as they are known. */
export const weightRange = (m: IntegerMatrix | IntegerVector, known: Knowledge): Interval =>
  known === "widths"
    ? signedBits(m.bits)
    : m.values.reduce((r, v) => extend(r, interval(BigInt(v), BigInt(v))), interval(0n, 0n));

/**
 * Every partial sum of weights . s over one row, in any order of the events, where each input is 0 or 1 (`total` null)
 * or all inputs are natural numbers that add up to at most `total`.
 */
function spikeSum(
  rows: Iterable<readonly number[]>,
  total: bigint | null,
  bits: Interval,
  inputs: number,
  known: Knowledge,
): Interval {
  if (known === "widths") {
    const most = total ?? BigInt(inputs);
    return interval(bits.lo * most, bits.hi * most);
  }
  let result = interval(0n, 0n);
  for (const row of rows) {
    let [lo, hi] = [0n, 0n];
    if (total === null) for (const w of row) w < 0 ? (lo += BigInt(w)) : (hi += BigInt(w));
    else {
      lo = total * BigInt(Math.min(0, ...row));
      hi = total * BigInt(Math.max(0, ...row));
    }
    result = extend(result, interval(lo, hi));
  }
  return result;
}

function* rowsOf(m: IntegerMatrix): Generator<number[]> {
  for (let r = 0; r < m.rows; r++) yield [...m.values.subarray(r * m.columns, (r + 1) * m.columns)];
}

/** Every partial sum of row . m + input * x, m of `stateBits` and x of `driveBits`, each prefix of the row included. */
function denseSum(
  matrix: IntegerMatrix,
  column: IntegerVector,
  stateBits: number,
  driveBits: number,
  known: Knowledge,
): Interval {
  const [m, x] = [signedBits(stateBits), unsignedBits(driveBits)];
  const rowSum = (weights: Interval[], drive: Interval) =>
    [...weights.map((w) => times(w, m)), times(drive, x)].reduce(
      (s, t) => interval(s.lo + (t.lo < 0n ? t.lo : 0n), s.hi + (t.hi > 0n ? t.hi : 0n)),
      interval(0n, 0n),
    );
  if (known === "widths")
    return rowSum(
      Array.from({ length: matrix.columns }, () => signedBits(matrix.bits)),
      signedBits(column.bits),
    );
  let result = interval(0n, 0n);
  let r = 0;
  for (const row of rowsOf(matrix)) {
    const drive = BigInt(column.values[r++]!);
    result = extend(
      result,
      rowSum(
        row.map((w) => interval(BigInt(w), BigInt(w))),
        interval(drive, drive),
      ),
    );
  }
  return result;
}

/** The intervals of one layer's sums. */
export interface LayerBounds {
  /** Wf . s, and every partial sum. */
  readonly fast: Interval;
  /** Wx . s + bx, and every partial sum. */
  readonly drive: Interval;
  /** D . m + B x, and every partial sum. */
  readonly update: Interval;
  /** P . m + v x, and every partial sum. */
  readonly slow: Interval;
  readonly bias: Interval;
}

const zero = interval(0n, 0n);

export function layerBounds(network: IntegerNetwork, at: number, known: Knowledge): LayerBounds {
  const layer = network.layers[at] as IntegerLayer;
  const total = at === 0 ? BigInt(network.inputs.maxPerStep) : null;
  const { weights } = layer.fast;
  const fast = spikeSum(rowsOf(weights), total, signedBits(weights.bits), layer.inputs, known);
  const bias = weightRange(layer.bias, known);
  const memory = layer.memory;
  if (memory === null) return { fast, drive: zero, update: zero, slow: zero, bias };
  const { drive, state, current } = memory;
  const sum = spikeSum(
    [[...drive.weights.values]],
    total,
    signedBits(drive.weights.bits),
    layer.inputs,
    known,
  );
  const offset = weightRange(drive.bias, known);
  return {
    fast,
    bias,
    drive: interval(sum.lo + offset.lo, sum.hi + offset.hi),
    update: denseSum(state.transition, state.input, state.bits, drive.bits, known),
    slow: denseSum(current.state, current.drive, state.bits, drive.bits, known),
  };
}

/** Wo . o of one step, and every partial sum. */
export const readoutBounds = (
  network: IntegerNetwork,
  known: Knowledge,
): { sum: Interval; bias: Interval } => ({
  sum: spikeSum(
    rowsOf(network.readout.weights),
    null,
    signedBits(network.readout.weights.bits),
    network.readout.weights.columns,
    known,
  ),
  bias: weightRange(network.readout.bias, known),
});

/** The smallest interval that holds all of them. */
export const hullOf = (intervals: readonly Interval[]): Interval => intervals.reduce(extend);
