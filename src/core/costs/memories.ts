// Every memory of a network's hardware: how wide its words are, and how often a step reads and writes it.
import type { Type } from "../../hdl/index.ts";
import { mulRange, type Range, rangeOf, shiftRange, widthOf } from "../../hdl/range.ts";
import type { IntegerMemory } from "../../network/integer.ts";
import type { CorePlan, LayerPlan, NetworkPlan, ReadoutPlan } from "../plan/plan.ts";
import { schedule } from "../timing/schedule.ts";

/** What a layer, or the readout behind the last one, has to do in a step. */
export interface Work {
  /** Events that come to it, and those of them whose value is not 0. */
  readonly events: number;
  readonly counted: number;
  /** Its slow current is formed anew. */
  readonly refresh: boolean;
}

type Count = (work: readonly Work[]) => number;

export interface CountedMemory {
  /** Its path of instances. Banks of currents, in turn the one and the other, are one. */
  readonly name: string;
  /** Bits of a word. */
  readonly bits: number;
  readonly reads: Count;
  readonly writes: Count;
}

/** Bits of a value in memory: what can have one value only is not stored. */
const bitsOf = (type: Type): number => (type.lo === type.hi ? 0 : widthOf(rangeOf(type)));

/** Bits of values side by side in a word, which is whole lanes of at most 64 bits. */
function packed(bits: readonly number[]): number {
  const total = bits.reduce((a, b) => a + b, 0);
  if (bits.every((b) => b === bits[0]) || total <= 64) return total;
  const lanes = Math.ceil(total / 64);
  return lanes * Math.ceil(total / lanes);
}

/** Bits of a word of weights: the large single-port RAM has whole nibbles. */
function weightBits(type: Type, lanes: number, style: string): number {
  const bits = bitsOf(type);
  return lanes * (style === "spram" ? Math.ceil(bits / 4) * 4 : bits);
}

/** One part of the hardware that sums weights of events: a layer's neurons, or the classes. */
interface Summing {
  readonly name: string;
  /** Words that the weights of an event take, summed over events by `rows`. */
  readonly weights: number;
  readonly current: number;
  /** Address and value of an event. */
  readonly event: number;
  readonly rows: (events: (work: Work) => number) => Count;
  readonly counted: Count;
  /** Words of finished sums. */
  readonly finished: Count;
}

/**
 * An event is held still: its row of weights, and the currents of all neurons, written, and read for every event but the
 * first of a step.
 */
const eventStationary = ({ name, weights, current, rows, finished }: Summing): CountedMemory[] => {
  const row = rows((w) => w.events);
  const old = rows((w) => Math.max(0, w.events - 1));
  return [
    // Weights whose sums can only be 0 are not read.
    { name: `${name}.integrate.weights`, bits: current > 0 ? weights : 0, reads: row, writes: never },
    { name: `${name}.integrate.banks`, bits: current, reads: (w) => old(w) + finished(w), writes: row },
  ];
};

/** Neurons are held still: the list of events is read for every group of them. */
const neuronStationary = ({ name, weights, event, rows, counted }: Summing): CountedMemory[] => {
  const row = rows((w) => w.counted);
  return [
    { name: `${name}.event_list.lists`, bits: event, reads: row, writes: counted },
    { name: `${name}.fast_current.weights`, bits: weights, reads: row, writes: never },
  ];
};

const never: Count = () => 0;

const summing = ({ hardware }: NetworkPlan, part: Summing): CountedMemory[] =>
  (hardware.dataflow === "neuron-stationary" ? neuronStationary : eventStationary)(part);

/** The sum over the layers of a core. */
const ofLayers =
  (core: CorePlan, count: (layer: LayerPlan, work: Work) => number): Count =>
  (work) => {
    let sum = 0;
    for (const layer of core.layers) sum += count(layer, work[layer.index]!);
    return sum;
  };

function coreMemories(plan: NetworkPlan, core: CorePlan): CountedMemory[] {
  const { name, lanes, types, hardware } = core;
  const each = (count: (layer: LayerPlan, work: Work) => number) => ofLayers(core, count);
  const words = each((l) => l.words);
  const per = (type: Type) => lanes.neuron * bitsOf(type);
  const inWords = (memory: string, type: Type, writes: Count): CountedMemory => ({
    name: `${name}.neurons.${memory}`,
    bits: per(type),
    reads: words,
    writes,
  });
  return [
    ...summing(plan, {
      name,
      weights: weightBits(types.weight, lanes.spike, hardware.memories.weights),
      current: lanes.spike * bitsOf(types.current),
      event: packed([addressBits(core.inputs), core.valueBits]),
      rows: (events) => each((l, w) => events(w) * l.spikeGroups),
      counted: each((_, w) => w.counted),
      finished: each((l) => Math.ceil(l.words / core.wordsPerRead)),
    }),
    ...(core.hasMemory ? slowMemories(core) : []),
    inWords(
      "membranes",
      core.layers.some((l) => remembers(types.membrane, l.layer.leak)) ? types.membrane : nothing,
      words,
    ),
    inWords("bias", types.bias, never),
    inWords(
      "held_currents",
      types.heldCurrent,
      each((l, w) => (w.refresh ? l.words : 0)),
    ),
    { name: `${name}.emit.queue.words`, bits: spikeBits(core), reads: words, writes: words },
  ];
}

/** What has one value only. */
const nothing: Type = { lo: "0", hi: "0" };

/** What a value can be after its shift. */
function shifted(range: Range, shift: number): Range {
  if (shift === 0) return range;
  return shift > 0 ? shiftRange("roundShift", range, shift) : shiftRange("shl", range, -shift);
}

/**
 * What a shift always rounds to 0 is not computed, and the memories behind it are not read; a sum that can only be one
 * number is, since that is asserted.
 */
const leaves = (range: Range, shift: number): boolean => {
  const { lo, hi } = shifted(range, shift);
  return lo !== 0n || hi !== 0n || range.lo === range.hi;
};

/** Something of a membrane is left in the next step. */
function remembers(membrane: Type, { factor, shift }: { readonly factor: number; readonly shift: number }) {
  const by = BigInt(factor);
  return factor !== 0 && leaves(mulRange(rangeOf(membrane), { lo: by, hi: by }), shift);
}

/** Something of some layer's value is left after one of the layer's shifts. */
const some = (core: CorePlan, type: Type, shifts: (memory: IntegerMemory) => Iterable<number>): boolean =>
  core.layers.some(
    ({ layer: { memory } }) => memory !== null && [...shifts(memory)].some((n) => leaves(rangeOf(type), n)),
  );

const addressBits = (inputs: number): number =>
  inputs > 1 ? widthOf({ lo: 0n, hi: BigInt(inputs - 1) }) : 0;

/** A word of spikes, whether it is the last of its step and of its sequence. */
const spikeBits = ({ lanes }: CorePlan): number => packed(Array.from({ length: lanes.neuron + 2 }, () => 1));

/** Terms of the slow state that stream by in a step. */
function streamed(core: CorePlan, layer: LayerPlan): Record<"on" | "off", number> {
  const groups = (refresh: boolean) =>
    schedule(core, layer, refresh).passes.reduce((sum, pass) => sum + pass.workGroups, 0);
  return { on: groups(true) * layer.dim, off: groups(false) * layer.dim };
}

function slowMemories(core: CorePlan): CountedMemory[] {
  const { name, lanes, types } = core;
  const terms = new Map(core.layers.map((l) => [l, streamed(core, l)]));
  const each = (count: (layer: LayerPlan, work: Work) => number) =>
    ofLayers(core, (l, w) => (l.dim > 0 ? count(l, w) : 0));
  return [
    {
      name: `${name}.scalar_drive.drive_weights`,
      bits: some(core, types.driveSum, (m) => [m.drive.shift]) ? bitsOf(types.driveWeight) : 0,
      reads: each((_, w) => 1 + w.events),
      writes: never,
    },
    {
      name: `${name}.slow_state.states`,
      bits: bitsOf(types.state),
      reads: each((l, w) => terms.get(l)![w.refresh ? "on" : "off"]),
      writes: each((l) => l.dim),
    },
    {
      name: `${name}.slow_state.transitions`,
      bits: some(core, types.updateSum, (m) => m.state.shifts)
        ? lanes.update * bitsOf(types.updateWeight)
        : 0,
      reads: each((l) => l.updateGroups * (l.dim + 1)),
      writes: never,
    },
    {
      name: `${name}.slow_current.slow_weights`,
      bits: lanes.memory * bitsOf(types.slowWeight),
      reads: each((l, w) => (w.refresh ? l.memoryGroups * (l.dim + 1) : 0)),
      writes: never,
    },
  ];
}

function readoutMemories(plan: NetworkPlan, readout: ReadoutPlan, at: number): CountedMemory[] {
  const { classes, groups, lanes, types, hardware } = readout;
  const { membrane, lastSteps } = plan.network.readout;
  const once: Count = () => classes;
  const each = (memory: string, type: Type, exists: boolean, writes: Count): CountedMemory => ({
    name: `readout.${memory}`,
    bits: exists ? bitsOf(type) : 0,
    reads: once,
    writes,
  });
  return [
    ...summing(plan, {
      name: "readout",
      weights: weightBits(types.weight, lanes, hardware.memories.readout),
      current: lanes * bitsOf(types.current),
      event: addressBits(readout.inputs),
      rows: (events) => (work) => events(work[at]!) * groups,
      counted: (work) => work[at]!.counted,
      finished: () => groups,
    }),
    each("bias", types.bias, true, never),
    each("membranes", types.membrane, membrane !== null && remembers(types.membrane, membrane.leak), once),
    each("logits", types.logit, true, once),
    each("window", types.step, lastSteps !== null, once),
    {
      name: "readout.logit_queue.words",
      // A queue of two is no memory.
      bits: hardware.outputs.logits && classes > 1 ? packed([bitsOf(types.logit), 1, 1]) : 0,
      reads: once,
      writes: once,
    },
  ];
}

/** All memories of a plan that exist. */
export const countedMemories = (plan: NetworkPlan): CountedMemory[] =>
  [
    ...plan.cores.flatMap((core) => coreMemories(plan, core)),
    ...readoutMemories(plan, plan.readout, plan.network.layers.length),
  ].filter((memory) => memory.bits > 0);
