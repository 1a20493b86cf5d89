// The plan of one core: its lanes, the groups its layers take, and where each layer lies in every memory.
import type { IntegerLayer, IntegerNetwork } from "../../network/integer.ts";
import type { NetworkRanges } from "../../network/ranges.ts";
import { halfWords } from "../halves.ts";
import { type Hardware, HardwareError, lanesOfLayer } from "../hardware.ts";
import { heldStill } from "../held-still.ts";
import type { CorePlan, LayeredMemory, LayerPlan } from "./plan.ts";
import { coreTypes, holdsCurrents, ownNumbers } from "./types.ts";

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/**
 * Lanes of the fused neuron pass: the fewest that finish a group while the next group's terms stream by, and that
 * keep the tail of a step short. They must divide both other lane counts, so that every word is whole.
 */
function neuronLanes(spike: number, memory: number, layers: readonly IntegerLayer[]): number {
  const common = greatestDivisor(spike, memory);
  const allowed = Math.min(8, ...layers.map((l) => (l.memory?.dim ?? 0) + 1));
  for (let lanes = 1; lanes < common; lanes++)
    if (common % lanes === 0 && memory / lanes <= allowed) return lanes;
  return common;
}

/** The lanes that are made: no more than there is work for. Where neurons are held still memory lanes divide spike lanes. */
function lanesOf(hardware: Hardware, first: number, layers: readonly IntegerLayer[]): CorePlan["lanes"] {
  const lanes = lanesOfLayer(hardware, first);
  const most = Math.max(...layers.map((l) => l.neurons));
  const memory = Math.min(lanes.memory, most);
  const whole = heldStill(hardware).list ? memory * Math.ceil(most / memory) : most;
  const spike = Math.min(lanes.spike, whole);
  const update = Math.min(lanes.update, Math.max(1, ...layers.map((l) => l.memory?.dim ?? 0)));
  return { spike, memory, update, neuron: neuronLanes(spike, memory, layers) };
}

type Groups = Pick<LayerPlan, "dim" | "spikeGroups" | "memoryGroups" | "updateGroups" | "words">;

function groupsOf({ neurons, memory }: IntegerLayer, lanes: CorePlan["lanes"]): Groups {
  const dim = memory?.dim ?? 0;
  return {
    dim,
    spikeGroups: Math.ceil(neurons / lanes.spike),
    memoryGroups: Math.ceil(neurons / lanes.memory),
    updateGroups: Math.ceil(dim / lanes.update),
    words: Math.ceil(neurons / lanes.neuron),
  };
}

/** Words that a layer takes in each memory. */
function sizesOf({ inputs }: IntegerLayer, g: Groups): Record<LayeredMemory, number> {
  // The slow state's matrices have a column for the scalar drive after their own, the drive's weights a bias.
  const slow = (words: number) => (g.dim > 0 ? words : 0);
  return {
    weights: inputs * g.spikeGroups,
    drive: slow(inputs + 1),
    slow: slow(g.memoryGroups * (g.dim + 1)),
    update: slow(g.updateGroups * (g.dim + 1)),
    neuron: g.words,
    state: g.dim,
  };
}

type Sizes = Record<LayeredMemory, number>;
const none: Sizes = { weights: 0, drive: 0, slow: 0, update: 0, neuron: 0, state: 0 };
const addSizes = (a: Sizes, b: Sizes): Sizes =>
  Object.fromEntries(
    Object.entries(a).map(([memory, n]) => [memory, n + b[memory as LayeredMemory]]),
  ) as Sizes;

/** The first word in each memory; 0 where the layer has none. */
const basesOf = (before: Sizes, own: Sizes): Sizes =>
  Object.fromEntries(
    Object.entries(before).map(([memory, at]) => [memory, own[memory as LayeredMemory] > 0 ? at : 0]),
  ) as Sizes;

/** The most events of a step that a list must hold, of any layer: what the description allows, or every neuron before. */
const LONGEST_LIST = 4096;

function listDepth({ inputs }: IntegerNetwork, layers: readonly IntegerLayer[], first: number): number {
  if (first === 0 && inputs.maxPerStep > LONGEST_LIST)
    throw new HardwareError(
      `Hardware and network do not go together: with dataflow "neuron-stationary" the events of a step are kept in a ` +
        `list, and inputs.maxPerStep is ${inputs.maxPerStep}; allowed: at most ${LONGEST_LIST}. Give the network a lower ` +
        `maxPerStep, or choose dataflow "event-stationary".`,
    );
  return Math.max(...layers.map((l, i) => (first === 0 && i === 0 ? inputs.maxPerStep : l.inputs)));
}

/** Plans one core for the given layers of the network; `known`: how large its sums can get. */
export function planCore(
  network: IntegerNetwork,
  hardware: Hardware,
  known: NetworkRanges,
  indices: readonly number[],
  name: string,
): CorePlan {
  const layers = indices.map((i) => network.layers[i]!);
  const lanes = lanesOf(hardware, indices[0]!, layers);
  const groups = layers.map((l) => groupsOf(l, lanes));
  const sizes = layers.map((l, i) => sizesOf(l, groups[i]!));
  const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce(addSizes, none));
  const total = Object.entries(ends.at(-1)!).map(([memory, words]) => [memory, Math.max(1, words)]);
  const depth = Object.fromEntries(total) as Sizes;
  const lists = heldStill(hardware).list;
  return {
    name,
    hardware,
    inputs: Math.max(...layers.map((l) => l.inputs)),
    valueBits: indices[0] === 0 ? network.inputs.valueBits : 0,
    lanes,
    wordsPerGroup: lanes.memory / lanes.neuron,
    wordsPerRead: lists ? 1 : lanes.spike / lanes.neuron,
    groupsPerMeeting: lists ? lanes.spike / lanes.memory : 1,
    layers: layers.map((layer, i) => ({
      index: indices[i]!,
      layer,
      ...groups[i]!,
      base: basesOf(ends[i - 1] ?? none, sizes[i]!),
    })),
    depth: {
      ...depth,
      currents: lists ? 1 : Math.max(...groups.map((g) => g.spikeGroups)),
      events: lists ? listDepth(network, layers, indices[0]!) : 1,
      state: halfWords(depth.state),
    },
    types: coreTypes(network, known, indices),
    hasMemory: layers.some((l) => l.memory !== null),
    dilated: layers.some((l) => (l.memory?.dilation ?? 1) > 1),
    holds: holdsCurrents(layers),
    own: ownNumbers(layers),
  };
}
