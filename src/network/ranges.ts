// Range analysis: the interval of every sum of the arithmetic, and so the least width that cannot overflow.
// What a sum is made of is free: m, u and x take any value of their width, events any pattern the inputs allow.
import type {
  IntegerLayer,
  IntegerMatrix,
  IntegerMemory,
  IntegerNetwork,
  IntegerReadout,
  IntegerVector,
  NeuronNumber,
} from "./integer.ts";

/** A closed interval of integers. */
export interface Interval {
  readonly min: bigint;
  readonly max: bigint;
}

export interface MemoryRanges {
  /** Wx . s + bx. Accumulate from bx: then every partial sum lies in the interval too. */
  readonly driveSum: Interval;
  /** x: everything its width holds. */
  readonly drive: Interval;
  /** D m + B x, a row each; partial sums in any order included (as in all sums below that start from 0). */
  readonly stateSums: readonly Interval[];
  /** m + rshift(D m + B x), a row each, before saturation. */
  readonly nextStates: readonly Interval[];
  /** m: everything its width holds. */
  readonly state: Interval;
  /** P m + v x, a neuron each. */
  readonly currentSums: readonly Interval[];
  /** Im, a neuron each, 0 included where the current is absent at some steps ("skip"). */
  readonly currents: readonly Interval[];
}

export interface LayerRanges {
  /** Wf s, a neuron each. */
  readonly fastSums: readonly Interval[];
  /** If, a neuron each. */
  readonly fasts: readonly Interval[];
  /** factor * u, a neuron each. */
  readonly leakSums: readonly Interval[];
  /** rshift(factor * u), a neuron each. */
  readonly leaks: readonly Interval[];
  /** a = leak + If + Im + b, a neuron each: what the threshold sees. */
  readonly membraneSums: readonly Interval[];
  /** What is saturated: a where the neuron did not fire, and what the reset leaves where it did. */
  readonly kept: readonly Interval[];
  /** u: everything its width holds. */
  readonly membrane: Interval;
  readonly memory: MemoryRanges | null;
}

export interface ReadoutRanges {
  /** Wo o, a class each, without bias. */
  readonly sums: readonly Interval[];
  /** What a step adds to the logit, a class each: Wo o + bo, or the membrane's whole width. */
  readonly terms: readonly Interval[];
  /** Of "mean-membrane": the membranes before saturation, a class each. */
  readonly membraneSums: readonly Interval[] | null;
  /** Logits after any number of steps, a class each. With `lastSteps`: after the oldest term was taken away. */
  readonly logits: readonly Interval[];
}

export interface NetworkRanges {
  readonly layers: readonly LayerRanges[];
  readonly readout: ReadoutRanges;
}

const ZERO: Interval = { min: 0n, max: 0n };
const interval = (min: bigint, max: bigint): Interval => ({ min, max });
const point = (a: number | bigint): Interval => interval(BigInt(a), BigInt(a));
const add = (...all: readonly Interval[]): Interval =>
  all.reduce((a, b) => interval(a.min + b.min, a.max + b.max), ZERO);
const bigger = (a: bigint, b: bigint): boolean => a > b;
const hull = (a: Interval, b: Interval): Interval =>
  interval(bigger(a.min, b.min) ? b.min : a.min, bigger(a.max, b.max) ? a.max : b.max);

const times = (a: Interval, b: Interval): Interval => {
  const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
  return corners.map((corner) => point(corner)).reduce(hull);
};
const signed = (bits: number): Interval => interval(-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n);
const unsigned = (bits: number): Interval => interval(0n, (1n << BigInt(bits)) - 1n);

/** rshift never decreases as its argument grows, so the ends map to the ends. */
const shifted = (a: Interval, n: number): Interval => {
  const shift = (value: bigint) =>
    n <= 0 ? value << BigInt(-n) : (value + (1n << BigInt(n - 1))) >> BigInt(n);
  return interval(shift(a.min), shift(a.max));
};

/** The smallest interval that holds all of `intervals`: what one accumulator shared by all rows must hold. */
export const hullOf = (intervals: readonly Interval[]): Interval => intervals.reduce(hull);

/** Bits that hold the interval: two's complement where it has negative values, else unsigned; at least 1. */
export function bitsOf({ min, max }: Interval): number {
  const length = (a: bigint) => (a === 0n ? 0 : a.toString(2).length);
  if (min >= 0n) return Math.max(1, length(max));
  return 1 + Math.max(length(-min - 1n), max > 0n ? length(max) : 0);
}

/** How one weight may look: its own value, or everything its width holds. */
interface Reading {
  readonly row: (matrix: IntegerMatrix, r: number) => readonly Interval[];
  readonly entries: (vector: IntegerVector) => readonly Interval[];
}

const actual: Reading = {
  row: ({ columns, values }, r) =>
    Array.from(values.subarray(r * columns, (r + 1) * columns), (value) => point(value)),
  entries: ({ values }) => Array.from(values, (value) => point(value)),
};

const anyOfWidth: Reading = {
  row: ({ columns, bits }) => Array<Interval>(columns).fill(signed(bits)),
  entries: ({ bits, values }) => Array<Interval>(values.length).fill(signed(bits)),
};

/** What a layer's neurons share, or have each. */
const numbers = (number: NeuronNumber, neurons: number, { entries }: Reading): readonly Interval[] =>
  typeof number === "number" ? Array<Interval>(neurons).fill(point(number)) : entries(number);

/** Inputs of a layer: events whose values add up to at most `perStep`, or spikes, at most one a neuron. */
type Inputs = { readonly perStep: bigint } | "spikes";

/** weights . s. Events may all fall on one channel, so the extreme weight counts `perStep` times. */
function eventSum(weights: readonly Interval[], inputs: Inputs): Interval {
  const withNone = weights.map((w) => hull(w, ZERO));
  if (inputs === "spikes") return add(...withNone);
  const extreme = withNone.reduce(hull);
  return interval(extreme.min * inputs.perStep, extreme.max * inputs.perStep);
}

const rowsOf = <T>(matrix: IntegerMatrix, each: (r: number) => T): T[] =>
  Array.from({ length: matrix.rows }, (_, r) => each(r));

function memoryRanges(memory: IntegerMemory, inputs: Inputs, reading: Reading): MemoryRanges {
  const { drive, state: slow, current } = memory;
  const x = unsigned(drive.bits);
  const m = signed(slow.bits);

  const slowSum = (matrix: IntegerMatrix, r: number, input: Interval): Interval =>
    add(...reading.row(matrix, r).map((weight) => times(weight, m)), times(input, x));
  const B = reading.entries(slow.input);
  const stateSums = rowsOf(slow.transition, (i) => slowSum(slow.transition, i, B[i]));
  const nextStates = rowsOf(slow.transition, (i) => nextState(slow, i, reading, m, times(B[i], x)));

  const v = reading.entries(current.drive);
  const currentSums = rowsOf(current.state, (n) => slowSum(current.state, n, v[n]));
  const currents = currentSums.map((sum) => shifted(sum, current.shift));
  const absent = memory.refresh === "skip" && memory.dilation > 1;

  return {
    driveSum: add(eventSum(reading.entries(drive.weights), inputs), reading.entries(drive.bias)[0]),
    drive: x,
    stateSums,
    nextStates,
    state: m,
    currentSums,
    currents: absent ? currents.map((c) => hull(c, ZERO)) : currents,
  };
}

/**
 * m + rshift(D m + B x): m[i] occurs twice, so it goes into the sum as 2^shift (which rshift takes out again exactly):
 * rshift(2^shift m[i] + D m + B x), in which every variable occurs once.
 */
function nextState(
  slow: IntegerMemory["state"],
  i: number,
  reading: Reading,
  m: Interval,
  input: Interval,
): Interval {
  const shift = slow.shifts[i];
  const up = BigInt(Math.max(shift, 0));
  const down = BigInt(Math.max(-shift, 0));
  const terms = reading.row(slow.transition, i).map((weight, j) => {
    const scaled = interval(weight.min << down, weight.max << down);
    return times(i === j ? add(scaled, point(1n << up)) : scaled, m);
  });
  return shifted(add(...terms, interval(input.min << down, input.max << down)), Math.max(shift, 0));
}

function layerRanges(layer: IntegerLayer, inputs: Inputs, reading: Reading): LayerRanges {
  const { fast, leak, neurons } = layer;
  const u = signed(layer.membraneBits);
  const memory = layer.memory && memoryRanges(layer.memory, inputs, reading);

  const fastSums = rowsOf(fast.weights, (n) => eventSum(reading.row(fast.weights, n), inputs));
  const fasts = fastSums.map((sum) => shifted(sum, fast.shift));
  const leakSums = numbers(leak.factor, neurons, reading).map((factor) => times(factor, u));
  const leaks = leakSums.map((sum) => shifted(sum, leak.shift));
  const bias = reading.entries(layer.bias);
  const membraneSums = fasts.map((current, n) =>
    add(leaks[n], current, memory?.currents[n] ?? ZERO, bias[n]),
  );
  const thresholds = numbers(layer.threshold, neurons, reading);
  const taken = layer.resetBy === undefined ? null : numbers(layer.resetBy, neurons, reading);

  return {
    fastSums,
    fasts,
    leakSums,
    leaks,
    membraneSums,
    kept: membraneSums.map((a, n) => afterReset(a, layer.reset, thresholds[n], taken?.[n] ?? null)),
    membrane: u,
    memory,
  };
}

/** What a leaves once the neurons that fired are reset, by `taken` where they subtract; null: by the threshold that they met. */
function afterReset(
  a: Interval,
  reset: IntegerLayer["reset"],
  threshold: Interval,
  taken: Interval | null,
): Interval {
  const lowest = bigger(threshold.min, a.min) ? threshold.min : a.min;
  if (bigger(lowest, a.max)) return a;
  const highest = bigger(threshold.max, a.max) ? a.max : threshold.max - 1n;
  const below = bigger(a.min, highest) ? [] : [interval(a.min, highest)];
  const least = a.min - threshold.max;
  const left =
    taken === null
      ? interval(bigger(least, 0n) ? least : 0n, a.max - threshold.min)
      : interval(lowest - taken.max, a.max - taken.min);
  return hullOf([...below, reset === "zero" ? ZERO : left]);
}

/** Most steps that a logit sums. */
const stepsThatCount = (lastSteps: number | null, maxSteps: number | null): number =>
  Math.min(lastSteps ?? Infinity, maxSteps ?? Infinity);

function readoutRanges(readout: IntegerReadout, maxSteps: number | null, reading: Reading): ReadoutRanges {
  const { weights, membrane, lastSteps } = readout;
  const bias = reading.entries(readout.bias);
  const sums = rowsOf(weights, (c) => eventSum(reading.row(weights, c), "spikes"));
  const steps = BigInt(stepsThatCount(lastSteps, maxSteps));
  const logitsOf = (term: Interval): Interval => hull(ZERO, interval(term.min * steps, term.max * steps));

  if (!membrane) {
    const terms = sums.map((sum, c) => add(sum, bias[c]));
    return { sums, terms, membraneSums: null, logits: terms.map(logitsOf) };
  }
  const u = signed(membrane.bits);
  const leaked = shifted(times(point(membrane.leak.factor), u), membrane.leak.shift);
  return {
    sums,
    terms: sums.map(() => u),
    membraneSums: sums.map((sum, c) => add(leaked, shifted(sum, membrane.shift), bias[c])),
    logits: sums.map(() => logitsOf(u)),
  };
}

function networkRanges(net: IntegerNetwork, reading: Reading): NetworkRanges {
  return {
    layers: net.layers.map((layer, l) =>
      layerRanges(layer, l === 0 ? { perStep: BigInt(net.inputs.maxPerStep) } : "spikes", reading),
    ),
    readout: readoutRanges(net.readout, net.maxSteps, reading),
  };
}

/** The ranges with the weights that `net` has: exact, both ends of every interval of a sum are reached by some input. */
export const rangesOfWeights = (net: IntegerNetwork): NetworkRanges => networkRanges(net, actual);

/**
 * The ranges with any weights, biases, D, B, P and v of the widths that `net` declares: what hardware needs
 * whose weights are loaded at run time; so with leaks, thresholds and resets that neurons have each. Those that they share and
 * shifts are constants as in `net`.
 */
export const rangesOfWidths = (net: IntegerNetwork): NetworkRanges => networkRanges(net, anyOfWidth);
