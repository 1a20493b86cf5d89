// A part of the hardware as step times depend on it: plain numbers, the same for all choices whose times cannot differ.
import { heldStill } from "../held-still.ts";
import { type HardwarePart, nameOfPart } from "../plan/parts.ts";
import type { CorePlan, LayerPlan, ReadoutPlan } from "../plan/plan.ts";
import { isJoint } from "./core-times.ts";
import { memoryStages, queueLatency, readoutTail, termLatency, wordLatency } from "./facts.ts";
import { coreIntake, type Intake, readoutIntake } from "./intake.ts";
import { schedule } from "./schedule.ts";

/** The pass over a layer's neurons, as its schedule has it, all in cycles but the groups. */
export interface TimedPass {
  readonly offset: number;
  readonly period: number;
  readonly groupCycles: number;
  readonly groups: number;
  readonly workGroups: number;
  readonly rest: number;
}

export interface TimedLayer {
  /** Its number in the network. */
  readonly index: number;
  /** Banks of currents; 0: neurons are held still while the events of a list stream by. */
  readonly banks: number;
  readonly neurons: number;
  /** Neurons of a word of spikes, words of a group, and groups that meet the events together. */
  readonly lanes: number;
  readonly wordsPerGroup: number;
  readonly groupsPerMeeting: number;
  readonly words: number;
  readonly groups: number;
  /** From a group's last term until its first word is offered to the next part. */
  readonly latency: number;
  /** Of steps that refresh the slow current, and, where it is dilated, of those between. */
  readonly passes: readonly TimedPass[];
  readonly dilation: number;
}

export interface TimedReadout {
  readonly banks: number;
  readonly classes: number;
  readonly lanes: number;
  readonly groups: number;
  /** From a group's last term until its first class is read, and from the last class to the next step. */
  readonly latency: number;
  readonly tail: number;
  /** It answers after every step. */
  readonly answers: boolean;
}

interface Timed {
  /** How it takes the events of each of its layers. */
  readonly intakes: readonly Intake[];
  /** A part opens for the next step once it has taken one, not once the events of that have gone by. */
  readonly opensWhenTaken: boolean;
  /** What else its times depend on where events wait for reads of the bank that is handed over; null: they do not. */
  readonly waits: unknown;
}

/** Choices that have a part with the same number keep the same time in it. */
export type TimedPart = Timed & { readonly number: number } & (
    | { readonly layers: readonly TimedLayer[] }
    | { readonly readout: TimedReadout }
  );

const banksOf = ({ hardware }: CorePlan | ReadoutPlan): number =>
  heldStill(hardware).list ? 0 : 1 + Number(hardware.overlap);

function passOf(core: CorePlan, layer: LayerPlan, refresh: boolean): TimedPass {
  const { passes, offset, period, groupCycles } = schedule(core, layer, refresh);
  return { offset, period, groupCycles, ...passes.at(-1)! };
}

function layerOf(core: CorePlan, layer: LayerPlan): TimedLayer {
  const stages = memoryStages(core.hardware);
  const dilation = layer.layer.memory?.dilation ?? 1;
  return {
    index: layer.index,
    banks: banksOf(core),
    neurons: layer.layer.neurons,
    lanes: core.lanes.neuron,
    wordsPerGroup: core.wordsPerGroup,
    groupsPerMeeting: core.groupsPerMeeting,
    words: layer.words,
    groups: layer.memoryGroups,
    latency: termLatency(stages) + wordLatency(stages) + queueLatency(stages),
    passes: (dilation > 1 ? [true, false] : [true]).map((refresh) => passOf(core, layer, refresh)),
    dilation,
  };
}

function readoutOf(readout: ReadoutPlan): TimedReadout {
  const { classes, lanes, groups, hardware } = readout;
  const stages = memoryStages(hardware);
  return {
    ...{ banks: banksOf(readout), classes, lanes, groups },
    latency: termLatency(stages),
    tail: readoutTail(stages),
    answers: hardware.outputs.classes === "step",
  };
}

function timedOf(part: HardwarePart): Timed {
  const own = "core" in part ? part.core : part.readout;
  const { hardware, lanes } = own;
  const held = heldStill(hardware);
  return {
    intakes:
      "core" in part ? part.core.layers.map((l) => coreIntake(part.core, l)) : [readoutIntake(part.readout)],
    opensWhenTaken: held.list && hardware.overlap,
    waits: held.banks && isJoint(hardware) ? [nameOfPart(part), lanes, { ...hardware, lanes: null }] : null,
  };
}

/** Makes timed parts of the hardware of one network: of those with the same numbers the same object, and of their layers. */
export function timedParts(): (part: HardwarePart) => TimedPart {
  const known = new Map<string, unknown>();
  const same = <T>(made: T): T => {
    const key = JSON.stringify(made);
    const found = (known.get(key) as T | undefined) ?? made;
    known.set(key, found);
    return found;
  };
  const parts = new Map<string, TimedPart>();
  return (part) => {
    const timed = {
      ...timedOf(part),
      ...("core" in part
        ? { layers: part.core.layers.map((layer) => same(layerOf(part.core, layer))) }
        : { readout: readoutOf(part.readout) }),
    };
    const key = JSON.stringify(timed);
    const found = parts.get(key) ?? { ...timed, number: parts.size };
    parts.set(key, found);
    return found;
  };
}
