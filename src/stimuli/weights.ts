// Weights and biases of a network, drawn or changed while every other number stays.

import type { Random } from "../base/random.ts";
import type {
  IntegerLayer,
  IntegerMemory,
  IntegerNetwork,
  IntegerVector,
  NeuronNumber,
} from "../network/integer.ts";

/**
 * `random`: all values alike. `extreme`: only the two ends of each width. `one-sided`: each tensor all at one end.
 * `sparse`: mostly 0. `decaying`: as a trained network's.
 */
type WeightStyle = "random" | "extreme" | "one-sided" | "sparse" | "decaying";

export const weightStyles: readonly WeightStyle[] = ["random", "extreme", "one-sided", "sparse", "decaying"];

/** What gives a weight tensor its new values; `slow` is the slow state whose transition matrix it is, if it is one. */
type Change = (vector: IntegerVector, slow: IntegerMemory | null) => Int32Array;

/** The network with every tensor changed: weights, biases, numbers that neurons have each. In a fixed order: layer by layer, then the readout. */
export function changeWeights(network: IntegerNetwork, change: Change): IntegerNetwork {
  const changed = <T extends IntegerVector>(v: T, slow: IntegerMemory | null = null): T => ({
    ...v,
    values: change(v, slow),
  });
  const memoryOf = (memory: IntegerMemory): IntegerMemory => ({
    ...memory,
    drive: { ...memory.drive, weights: changed(memory.drive.weights), bias: changed(memory.drive.bias) },
    state: {
      ...memory.state,
      transition: changed(memory.state.transition, memory),
      input: changed(memory.state.input),
    },
    current: {
      ...memory.current,
      state: changed(memory.current.state),
      drive: changed(memory.current.drive),
    },
  });
  const changedOwn = (number: NeuronNumber): NeuronNumber =>
    typeof number === "number" ? number : changed(number);
  const layers = network.layers.map(
    (layer): IntegerLayer => ({
      ...layer,
      fast: { ...layer.fast, weights: changed(layer.fast.weights) },
      bias: changed(layer.bias),
      leak: { ...layer.leak, factor: changedOwn(layer.leak.factor) },
      threshold: changedOwn(layer.threshold),
      ...(layer.resetBy === undefined ? {} : { resetBy: changedOwn(layer.resetBy) }),
      memory: layer.memory && memoryOf(layer.memory),
    }),
  );
  const { readout } = network;
  return {
    ...network,
    layers,
    readout: { ...readout, weights: changed(readout.weights), bias: changed(readout.bias) },
  };
}

function draw(random: Random, style: WeightStyle, bits: number): number {
  const [low, high] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  if (style === "extreme") return random.chance(0.5) ? low : high;
  if (style === "sparse" && random.chance(0.8)) return 0;
  return random.int(low, high);
}

/** D of a slow state that forgets: leaks on the diagonal, weak couplings beside it, in the scale of each row's shift. */
function decaying(random: Random, { dim, state }: IntegerMemory): Int32Array {
  const limit = 2 ** (state.transition.bits - 1);
  return Int32Array.from({ length: dim * dim }, (_, at) => {
    const [i, j] = [Math.floor(at / dim), at % dim];
    const one = Math.min(limit, 2 ** Math.max(0, state.shifts[i]!));
    const value =
      i === j ? -random.int(1, Math.max(1, one / 2)) : Math.round((random.next() - 0.5) * (one / dim));
    return Math.max(-limit, Math.min(limit - 1, value));
  });
}

const endOf = ({ bits }: IntegerVector, high: boolean): number =>
  high ? 2 ** (bits - 1) - 1 : -(2 ** (bits - 1));

/**
 * Of the tensors of a layer, in the order of `changeWeights`, which bit of a number says whether it is high; null: it is
 * high, so that neurons fire. The readout's share the last bit.
 */
const layerBits = ({ leak, threshold, resetBy, memory }: IntegerLayer): (number | null)[] => [
  ...[null, null],
  ...(typeof leak.factor === "number" ? [] : [2]),
  ...(typeof threshold === "number" ? [] : [0]),
  ...(typeof resetBy === "object" ? [1] : []),
  ...(memory === null ? [] : [null, null, 0, 1, 2, 3]),
];
const readoutBits = [3, 3];

/** The network with every tensor all at one end of its width. Number 0: all high; 1: all low; others: by their bits. */
export function atEnds(network: IntegerNetwork, number: number): IntegerNetwork {
  const bits = [...network.layers.flatMap(layerBits), ...readoutBits];
  let at = 0;
  return changeWeights(network, (vector) => {
    const bit = bits[at++]!;
    const high = number < 2 ? number === 0 : bit === null || ((number >> bit) & 1) === 1;
    return new Int32Array(vector.values.length).fill(endOf(vector, high));
  });
}

/**
 * The network with all tensors drawn anew within their widths: what a loaded circuit may be given without being built
 * again. Shifts and dilations stay, and the leaks, thresholds and resets that neurons share.
 */
export const reweight = (network: IntegerNetwork, random: Random, style: WeightStyle): IntegerNetwork =>
  changeWeights(network, (vector, slow) => {
    if (style === "one-sided")
      return new Int32Array(vector.values.length).fill(endOf(vector, random.chance(0.5)));
    // Now and then a whole tensor is 0: what is constant then must not trip the hardware.
    if (random.chance(0.03)) return new Int32Array(vector.values.length);
    return style === "decaying" && slow !== null
      ? decaying(random, slow)
      : vector.values.map(() => draw(random, style, vector.bits));
  });
