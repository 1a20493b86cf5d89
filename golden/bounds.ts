// How large the sums of a network can get: what decides which arithmetic is exact for it.
import {
  type IntegerLayer,
  type IntegerMatrix,
  type IntegerNetwork,
  type IntegerReadout,
  type NeuronNumber,
  numbersOf,
} from "../src/network/integer.ts";
import { refuse } from "./legal.ts";
import { paddedRows } from "./simd/kernels.ts";

/** Below this magnitude every integer has a double of its own, and so do all steps of a sum that stays below it. */
const DOUBLE = 1n << 53n;
const INT32 = 1n << 31n;

const magnitude = (a: number | bigint): bigint => (a < 0 ? -BigInt(a) : BigInt(a));
const largest = (all: Iterable<bigint>): bigint => {
  let most = 0n;
  for (const a of all) if (a > most) most = a;
  return most;
};
const largestOf = (number: NeuronNumber): bigint => largest(numbersOf(number).map(magnitude));
const total = (all: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const a of all) sum += a;
  return sum;
};

/** A sum on its way through rshift: the largest magnitude before the shift (rounding added) and after it. */
function shifted(sum: bigint, shift: number): { before: bigint; after: bigint } {
  if (shift <= 0) return { before: sum, after: sum << BigInt(-shift) };
  const before = sum + (1n << BigInt(shift - 1));
  return { before, after: (before >> BigInt(shift)) + 1n };
}

/** Inputs of a layer: events whose values add up to `perStep` at most, or spikes, one a neuron at most. */
export type Inputs = { perStep: bigint } | "spikes";

/** The most that a row of weights times the inputs of one step can come to. */
function eventSum(row: Int32Array, inputs: Inputs): bigint {
  // Doubles hold the magnitudes of 2^22 weights of 32 bits exactly; BigInts would take most of the time.
  let [sum, most] = [0, 0];
  for (const w of row) {
    const a = Math.abs(w);
    sum += a;
    if (a > most) most = a;
  }
  return inputs === "spikes" ? BigInt(sum) : BigInt(most) * inputs.perStep;
}

const rows = (values: Int32Array, columns: number): Int32Array[] =>
  Array.from({ length: values.length / columns }, (_, r) => values.subarray(r * columns, (r + 1) * columns));

export const inputsOf = (net: IntegerNetwork, layer: number): Inputs =>
  layer === 0 ? { perStep: BigInt(net.inputs.maxPerStep) } : "spikes";

/** The largest magnitude that a row of `matrix` times the inputs of one step can come to. */
export const largestEventSum = ({ values, columns }: IntegerMatrix, inputs: Inputs): bigint =>
  largest(rows(values, columns).map((row) => eventSum(row, inputs)));

/** What the proof collects: magnitudes held in int32 while summing, magnitudes on the way, magnitudes that are kept. */
interface Collected {
  readonly eventSums: bigint[];
  readonly passing: bigint[];
  readonly kept: { where: string; magnitude: bigint }[];
}

function collectLayer(layer: IntegerLayer, where: string, inputs: Inputs, out: Collected): void {
  const keep = (name: string, sum: bigint, shift: number): bigint => {
    const { before, after } = shifted(sum, shift);
    out.passing.push(before);
    out.kept.push({ where: `${where}.${name}`, magnitude: after });
    return after;
  };

  let a =
    largestOf(layer.threshold) +
    largestOf(layer.resetBy ?? 0) +
    largest(Array.from(layer.bias.values, magnitude));
  const fastSum = largestEventSum(layer.fast.weights, inputs);
  out.eventSums.push(fastSum);
  a += keep("fast", fastSum, layer.fast.shift);
  a += keep("leak", largestOf(layer.leak.factor) << BigInt(layer.membraneBits - 1), layer.leak.shift);

  if (layer.memory) {
    const { dim, drive, state, current } = layer.memory;
    const driveSum = eventSum(drive.weights.values, inputs);
    out.eventSums.push(driveSum);
    keep("memory.drive", driveSum + magnitude(drive.bias.values[0]), drive.shift);

    const m = 1n << BigInt(state.bits - 1);
    const x = 1n << BigInt(drive.bits);
    const slowSum = (row: Int32Array, input: number) =>
      total(Array.from(row, magnitude)) * m + magnitude(input) * x;
    rows(state.transition.values, dim).forEach((row, i) => {
      const next = keep("memory.state", slowSum(row, state.input.values[i]), state.shifts[i]);
      out.kept.push({ where: `${where}.memory.state`, magnitude: m + next });
    });
    a += largest(
      rows(current.state.values, dim).map((row, n) =>
        keep("memory.current", slowSum(row, current.drive.values[n]), current.shift),
      ),
    );
  }
  out.kept.push({ where: `${where}.membrane`, magnitude: a });
}

function collectReadout(readout: IntegerReadout, maxSteps: number | null, out: Collected): void {
  const { weights, bias, membrane, lastSteps } = readout;
  const sum = largestEventSum(weights, "spikes");
  const offset = largest(Array.from(bias.values, magnitude));
  out.eventSums.push(sum);
  let term = sum + offset;
  if (membrane) {
    const current = shifted(sum, membrane.shift);
    const leaked = shifted(magnitude(membrane.leak.factor) << BigInt(membrane.bits - 1), membrane.leak.shift);
    out.passing.push(current.before, leaked.before);
    out.kept.push({ where: "readout.membrane", magnitude: current.after + leaked.after + offset });
    term = 1n << BigInt(membrane.bits - 1);
  }
  // One term more than counts: the newest is added before the oldest is taken away.
  const steps = BigInt(Math.min(lastSteps ?? Infinity, maxSteps ?? Infinity)) + 1n;
  out.kept.push({ where: "readout.logits", magnitude: term * steps });
}

/** What the sums of a network are computed in: 32-bit integers, doubles, or integers of any size. */
export type Arithmetic = "int32" | "double" | "bigint";

/** Whether the factors of all products fit the 16 bits that the kernels of simd/ take them in. */
function factorsFit(net: IntegerNetwork): boolean {
  const layers = net.layers.every(({ fast, memory }) => {
    if (fast.weights.bits > 16) return false;
    if (memory === null) return true;
    const { drive, state, current } = memory;
    const weights = [state.transition, state.input, current.state, current.drive];
    return drive.bits <= 15 && state.bits <= 16 && weights.every(({ bits }) => bits <= 16);
  });
  return layers && net.readout.weights.bits <= 16;
}

/** The most bytes of weights that the kernels' memory is to take. */
const WEIGHTS = 2 ** 29;
const weightBytes = ({ layers, readout }: IntegerNetwork): number =>
  layers.reduce(
    (sum, { neurons, inputs, memory }) =>
      sum +
      2 * paddedRows(neurons) * (inputs + (memory?.dim ?? 0)) +
      2 * paddedRows(memory?.dim ?? 0) * (memory?.dim ?? 0),
    2 * paddedRows(readout.classes) * readout.weights.columns,
  );

/**
 * The arithmetics that hold every integer of `net` exactly, the fastest first; "bigint" always does.
 * Throws a GoldenError where even a shifted term, a membrane before saturation or a logit could reach 2^53:
 * such a network is not legal.
 */
export function exactArithmetics(net: IntegerNetwork): Arithmetic[] {
  const layers: Collected = { eventSums: [], passing: [], kept: [] };
  const readout: Collected = { eventSums: [], passing: [], kept: [] };
  net.layers.forEach((layer, l) => {
    collectLayer(layer, `layers[${l}]`, inputsOf(net, l), layers);
  });
  collectReadout(net.readout, net.maxSteps, readout);
  for (const { where, magnitude: reached } of [...layers.kept, ...readout.kept])
    if (reached >= DOUBLE) refuse(where, `a magnitude of up to ${reached}`, "below 2^53 after its shift");
  const below = (sums: readonly bigint[], limit: bigint) => sums.every((sum) => sum < limit);
  const doubles =
    below([...layers.eventSums, ...readout.eventSums], INT32) &&
    below([...layers.passing, ...readout.passing], DOUBLE);
  // Of the readout only the sums over spikes are in the kernels.
  const kept = layers.kept.map(({ magnitude }) => magnitude);
  const int32 =
    doubles && below([...layers.passing, ...kept], INT32) && factorsFit(net) && weightBytes(net) < WEIGHTS;
  return [...(int32 ? (["int32"] as const) : []), ...(doubles ? (["double"] as const) : []), "bigint"];
}
