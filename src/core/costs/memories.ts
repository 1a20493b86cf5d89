// Every memory of a network's hardware: how large it is, and how often a step reads and writes it.
import type { Type } from "../../hdl/index.ts";
import type { HardwarePart, ReadoutPart } from "../plan/parts.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { logitSteps, stepsInFlight } from "../timing/facts.ts";
import { eventMemories } from "./event-memories.ts";
import { remembers } from "./leaves.ts";
import {
  addressBits,
  bitsOf,
  type Count,
  type CountedMemory,
  never,
  ofLayers,
  packed,
  type Work,
  weightBits,
} from "./memory.ts";
import { slowMemories } from "./slow-memories.ts";
import { leakFactors, numbers } from "./summing.ts";

function coreMemories(core: CorePlan): CountedMemory[] {
  const { name, lanes, types, hardware, depth } = core;
  const each = (count: (layer: LayerPlan, work: Work) => number) => ofLayers(core, count);
  const words = each((l) => l.words);
  const per = (type: Type) => lanes.neuron * bitsOf(type);
  const inWords = (memory: string, type: Type, writes: Count): CountedMemory => ({
    name: `${name}.neurons.${memory}`,
    words: depth.neuron,
    bits: per(type),
    reads: words,
    writes,
  });
  return [
    ...eventMemories({
      name,
      hardware,
      depth,
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
      core.layers.some((l) => remembers(types.membrane, leakFactors(core, [l]), l.layer.leak.shift))
        ? types.membrane
        : nothing,
      words,
    ),
    inWords("bias", types.bias, never),
    inWords("leaks", types.leak, never),
    inWords("thresholds", types.threshold, never),
    inWords("resets", types.reset, never),
    inWords(
      "held_currents",
      types.heldCurrent,
      each((l, w) => (w.refresh ? l.words : 0)),
    ),
    {
      name: `${name}.emit.queue.words`,
      words: stepsInFlight * Math.max(...core.layers.map((l) => l.words)),
      bits: spikeBits(core),
      reads: words,
      writes: words,
    },
  ];
}

/** What has one value only. */
const nothing: Type = { lo: "0", hi: "0" };

/** A word of spikes, whether it is the last of its step and of its sequence. */
const spikeBits = ({ lanes }: CorePlan): number => packed(Array.from({ length: lanes.neuron + 2 }, () => 1));

function readoutMemories({ network, readout }: ReadoutPart): CountedMemory[] {
  const { classes, groups, lanes, types, hardware } = readout;
  const { membrane, lastSteps } = network.readout;
  const at = network.layers.length;
  const once: Count = () => classes;
  const each = (memory: string, type: Type, exists: boolean, writes: Count, steps = 1): CountedMemory => ({
    name: `readout.${memory}`,
    words: steps * classes,
    bits: exists ? bitsOf(type) : 0,
    reads: once,
    writes,
  });
  return [
    ...eventMemories({
      name: "readout",
      hardware,
      depth: { weights: readout.inputs * groups, currents: groups, events: readout.inputs },
      weights: weightBits(types.weight, lanes, hardware.memories.readout),
      current: lanes * bitsOf(types.current),
      event: addressBits(readout.inputs),
      rows: (events) => (work) => events(work[at]!) * groups,
      counted: (work) => work[at]!.counted,
      finished: () => groups,
    }),
    each("bias", types.bias, true, never),
    each(
      "membranes",
      types.membrane,
      membrane !== null && remembers(types.membrane, numbers([membrane.leak.factor]), membrane.leak.shift),
      once,
    ),
    each("logits", types.logit, true, once),
    each("window", types.step, lastSteps !== null, once, lastSteps ?? 1),
    {
      name: "readout.logit_queue.words",
      words: logitSteps * classes,
      // A queue of two is no memory.
      bits: hardware.outputs.logits && classes > 1 ? packed([bitsOf(types.logit), 1, 1]) : 0,
      reads: once,
      writes: once,
    },
  ];
}

/** All memories of a part that exist. */
export const countedMemories = (part: HardwarePart): CountedMemory[] =>
  ("core" in part ? coreMemories(part.core) : readoutMemories(part)).filter((memory) => memory.bits > 0);
