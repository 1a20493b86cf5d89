// The plan of a network's hardware: how layers map to cores, every size, address base and type, and the schedule.
import type { Type } from "../hdl/index.ts";
import { int, sint, uint } from "../hdl/index.ts";
import type { IntegerLayer, IntegerNetwork } from "../network/integer.ts";
import {
  hullOf,
  type Interval,
  type NetworkRanges,
  type ReadoutRanges,
  rangesOfWeights,
  rangesOfWidths,
} from "../network/ranges.ts";
import { type Hardware, HardwareError } from "./hardware.ts";

/** One layer within its core. */
export interface LayerPlan {
  /** Number of the layer in the network. */
  readonly index: number;
  readonly layer: IntegerLayer;
  /** Dimension of the slow state; 0 without. */
  readonly dim: number;
  /** Words of spike lanes a row of Wf takes. */
  readonly spikeGroups: number;
  /** Groups of memory lanes the neurons take. */
  readonly denseGroups: number;
  /** Groups of update lanes the slow states take. */
  readonly updateGroups: number;
  /** Words of neuron lanes the membranes take. */
  readonly words: number;
  /** First word of the layer in each memory of its core. */
  readonly base: {
    readonly weights: number;
    readonly drive: number;
    readonly dense: number;
    readonly update: number;
    readonly neuron: number;
    readonly state: number;
  };
}

/** One core: the layers it computes in turn, its lanes and its types. */
export interface CorePlan {
  readonly name: string;
  readonly hardware: Hardware;
  readonly layers: readonly LayerPlan[];
  /** Largest number of inputs of a layer of this core. */
  readonly inputs: number;
  /** Width of an event's value; 0: every event counts 1. Only the first layer of the network has values. */
  readonly valueBits: number;
  readonly lanes: {
    readonly spike: number;
    readonly dense: number;
    readonly update: number;
    readonly neuron: number;
  };
  /** Neuron words a group of memory lanes takes. */
  readonly wordsPerGroup: number;
  /** Depth of each memory in words. */
  readonly depth: {
    readonly weights: number;
    readonly currents: number;
    readonly drive: number;
    readonly dense: number;
    readonly update: number;
    readonly neuron: number;
    /** Of one of the two halves (old and new slow state). */
    readonly state: number;
  };
  readonly types: CoreTypes;
  /** Some layer has a slow state. */
  readonly hasMemory: boolean;
  /** Some layer holds its slow current between refreshes. */
  readonly holds: boolean;
}

export interface CoreTypes {
  readonly weight: Type;
  readonly current: Type;
  readonly driveWeight: Type;
  readonly driveSum: Type;
  readonly drive: Type;
  readonly state: Type;
  /** What a term of the dense pass multiplies: a slow state or the scalar drive. */
  readonly multiplicand: Type;
  readonly denseWeight: Type;
  readonly denseSum: Type;
  readonly updateWeight: Type;
  readonly updateSum: Type;
  readonly bias: Type;
  /** The slow current after its shift. */
  readonly slow: Type;
  readonly membrane: Type;
}

export interface ReadoutPlan {
  readonly classes: number;
  readonly inputs: number;
  readonly lanes: number;
  readonly groups: number;
  readonly hardware: Hardware;
  readonly types: {
    readonly weight: Type;
    readonly current: Type;
    readonly bias: Type;
    /** What one step adds to a class. */
    readonly step: Type;
    readonly logit: Type;
    readonly membrane: Type;
  };
}

export interface NetworkPlan {
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
  readonly cores: readonly CorePlan[];
  readonly readout: ReadoutPlan;
}

const ceilDiv = (a: number, b: number) => Math.ceil(a / b);
const greatest = (a: number, b: number): number => (b === 0 ? a : greatest(b, a % b));
const typeOfInterval = (intervals: readonly Interval[]): Type => {
  const { min, max } = hullOf([...intervals, { min: 0n, max: 0n }]);
  return int(min, max);
};
/** The signed type of all bits that a type takes. */
const wholeWidth = ({ lo, hi }: Type): Type => {
  const magnitudes = [-BigInt(lo) - 1n, BigInt(hi)].map((v) => (v <= 0n ? 0 : v.toString(2).length));
  return sint(Math.max(1, ...magnitudes) + 1);
};
const sums = <T>(items: readonly T[], size: (item: T) => number): number[] => {
  let total = 0;
  return items.map((item) => {
    const at = total;
    total += size(item);
    return at;
  });
};

/**
 * Lanes of the fused neuron pass: the fewest that finish a group while the next group's terms stream by, and that
 * keep the tail of a step short. They must divide both other lane counts, so that every word is whole.
 */
function neuronLanes(spike: number, dense: number, layers: readonly IntegerLayer[]): number {
  const common = greatest(spike, dense);
  const allowed = Math.min(8, ...layers.map((l) => (l.memory?.dim ?? 0) + 1));
  for (let f = 1; f < common; f++) if (common % f === 0 && dense / f <= allowed) return f;
  return common;
}

/** Plans one core for the given layers of the network; `known`: how large its sums can get. */
function planCore(
  network: IntegerNetwork,
  hardware: Hardware,
  known: NetworkRanges,
  indices: readonly number[],
  name: string,
): CorePlan {
  const layers = indices.map((i) => network.layers[i]!);
  const ranges = indices.map((i) => known.layers[i]!);
  const slowRanges = ranges.flatMap((r) => (r.memory === null ? [] : [r.memory]));
  const slowType = typeOfInterval(slowRanges.flatMap((r) => r.currents));
  const most = Math.max(...layers.map((l) => l.neurons));
  const dims = layers.map((l) => l.memory?.dim ?? 0);
  const spike = Math.min(hardware.lanes.spike, most);
  const dense = Math.min(hardware.lanes.memory, most);
  const update = Math.min(hardware.lanes.update, Math.max(1, ...dims));
  const neuron = neuronLanes(spike, dense, layers);
  const groups = layers.map((l, i) => ({
    spike: ceilDiv(l.neurons, spike),
    dense: ceilDiv(l.neurons, dense),
    update: ceilDiv(dims[i]!, update),
    words: ceilDiv(l.neurons, neuron),
  }));
  const index = layers.map((_, i) => i);
  const sizes = {
    weights: (i: number) => layers[i]!.inputs * groups[i]!.spike,
    // One word more than inputs: the drive's bias follows its weights.
    drive: (i: number) => (dims[i]! > 0 ? layers[i]!.inputs + 1 : 0),
    dense: (i: number) => (dims[i]! > 0 ? groups[i]!.dense * (dims[i]! + 1) : 0),
    update: (i: number) => groups[i]!.update * (dims[i]! > 0 ? dims[i]! + 1 : 0),
    neuron: (i: number) => groups[i]!.words,
    state: (i: number) => dims[i]!,
  };
  const bases = Object.fromEntries(Object.entries(sizes).map(([k, size]) => [k, sums(index, size)]));
  const total = (size: (i: number) => number) =>
    Math.max(
      1,
      index.map(size).reduce((a, b) => a + b, 0),
    );
  const memories = layers.flatMap((l) => (l.memory === null ? [] : [l.memory]));
  const has = memories.length > 0;
  const widest = (bits: readonly number[]) => sint(Math.max(2, ...bits));
  return {
    name,
    hardware,
    inputs: Math.max(...layers.map((l) => l.inputs)),
    valueBits: indices[0] === 0 ? network.inputs.valueBits : 0,
    lanes: { spike, dense, update, neuron },
    wordsPerGroup: dense / neuron,
    layers: layers.map((layer, i) => ({
      index: indices[i]!,
      layer,
      dim: dims[i]!,
      spikeGroups: groups[i]!.spike,
      denseGroups: groups[i]!.dense,
      updateGroups: groups[i]!.update,
      words: groups[i]!.words,
      base: Object.fromEntries(Object.entries(bases).map(([k, b]) => [k, b[i]!])) as LayerPlan["base"],
    })),
    depth: {
      weights: total(sizes.weights),
      currents: Math.max(...groups.map((g) => g.spike)),
      drive: total(sizes.drive),
      dense: total(sizes.dense),
      update: total(sizes.update),
      neuron: total(sizes.neuron),
      state: 2 ** Math.ceil(Math.log2(Math.max(2, total(sizes.state)))),
    },
    types: {
      weight: widest(layers.map((l) => l.fast.weights.bits)),
      current: typeOfInterval(ranges.flatMap((r) => r.fastSums)),
      driveWeight: widest(memories.flatMap((m) => [m.drive.weights.bits, m.drive.bias.bits])),
      driveSum: typeOfInterval(slowRanges.map((r) => r.driveSum)),
      drive: uint(Math.max(1, ...memories.map((m) => m.drive.bits))),
      state: widest(memories.map((m) => m.state.bits)),
      multiplicand: typeOfInterval(slowRanges.flatMap((r) => [r.state, r.drive])),
      denseWeight: widest(memories.flatMap((m) => [m.current.state.bits, m.current.drive.bits])),
      denseSum: typeOfInterval(slowRanges.flatMap((r) => r.currentSums)),
      updateWeight: widest(memories.flatMap((m) => [m.state.transition.bits, m.state.input.bits])),
      updateSum: typeOfInterval(slowRanges.flatMap((r) => r.stateSums)),
      slow: layers.length > 1 ? wholeWidth(slowType) : slowType,
      bias: widest(layers.map((l) => l.bias.bits)),
      membrane: widest(layers.map((l) => l.membraneBits)),
    },
    hasMemory: has,
    holds: memories.some((m) => m.dilation > 1 && m.refresh === "hold"),
  };
}

function planReadout(network: IntegerNetwork, hardware: Hardware, known: ReadoutRanges): ReadoutPlan {
  const { readout } = network;
  const { classes } = readout;
  // Twice what the last layer's spikes need: that layer may fire more than the one before it.
  const enough = Math.ceil((2 * classes * hardware.lanes.spike) / readout.weights.columns);
  const lanes = Math.min(hardware.lanes.readout ?? enough, classes);
  return {
    classes: readout.classes,
    inputs: readout.weights.columns,
    lanes,
    groups: ceilDiv(readout.classes, lanes),
    hardware,
    types: {
      weight: sint(Math.max(2, readout.weights.bits)),
      current: typeOfInterval(known.sums),
      bias: sint(Math.max(2, readout.bias.bits)),
      step: typeOfInterval(known.terms),
      logit: typeOfInterval(known.logits),
      membrane: sint(readout.membrane?.bits ?? 2),
    },
  };
}

/** Plans the hardware of a network. Throws `HardwareError` where the two do not go together. */
export function plan(network: IntegerNetwork, hardware: Hardware): NetworkPlan {
  if (network.layers.length === 0)
    throw new HardwareError("The network has no layers: layers must have at least one.");
  const all = network.layers.map((_, i) => i);
  // Parameters that are loaded later may be anything of their widths.
  const known = hardware.parameters === "baked" ? rangesOfWeights(network) : rangesOfWidths(network);
  const cores =
    hardware.mapping === "shared"
      ? [planCore(network, hardware, known, all, "core")]
      : all.map((i) => planCore(network, hardware, known, [i], `core${i}`));
  return { network, hardware, cores, readout: planReadout(network, hardware, known.readout) };
}
