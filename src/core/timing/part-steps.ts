// What each recorded step is for one part of the hardware, whatever came before it: the constants of the recurrence.
import { heldStill } from "../held-still.ts";
import type { CorePlan, LayerPlan, ReadoutPlan } from "../plan/plan.ts";
import type { StepActivity } from "./activity.ts";
import { memoryStages, queueLatency, readoutTail, termLatency, wordLatency } from "./facts.ts";
import { between, type Intake, readyAfter } from "./intake.ts";
import { type Schedule, schedule } from "./schedule.ts";
import { EVENT_FIELDS, FIELDS, field } from "./step-fields.ts";

type Sequences = readonly (readonly StepActivity[])[];

/** What does not hang on the spikes of a step, but on how many events it has. */
interface Pass {
  /** The first four fields. */
  readonly fields: readonly [number, number, number, number];
  /** When each word of spikes is offered to the next part, counted from met. */
  readonly offered: Int32Array;
}

/** When words are offered whose groups have their last terms at `ends`. */
function offeredAt(core: CorePlan, { words }: LayerPlan, ends: readonly number[]): Int32Array {
  const stages = memoryStages(core.hardware);
  const latency = termLatency(stages) + wordLatency(stages) + queueLatency(stages);
  const { wordsPerGroup } = core;
  return Int32Array.from(
    { length: words },
    (_, word) => ends[Math.floor(word / wordsPerGroup)]! + latency + (word % wordsPerGroup),
  );
}

/** A pass that meets the events of a list group by group. */
function listPass(core: CorePlan, layer: LayerPlan, times: Schedule, events: number): Pass {
  const { groups, workGroups, rest } = times.passes.at(-1)!;
  const cyclesOf = (group: number) => (group < workGroups ? times.groupCycles : core.wordsPerGroup);
  const stream = Math.max(1, events);
  const first = times.offset + cyclesOf(0);
  const ends = [0];
  let [met, at] = [0, 0];
  for (let group = 1; group < groups; group++) {
    at += cyclesOf(group);
    if (group >= layer.memoryGroups) continue;
    if (group % core.groupsPerMeeting === 0) {
      met = Math.max(at, met + stream);
      at = met;
    }
    ends.push(at);
  }
  return {
    fields: [Math.max(first + 1, stream), first, met + 1, at + rest + 1],
    offered: offeredAt(core, layer, ends),
  };
}

/** A pass at its schedule's pace, its currents in a bank. */
function bankPass(core: CorePlan, layer: LayerPlan, times: Schedule): Pass {
  const { workGroups } = times.passes.at(-1)!;
  const ends: number[] = [];
  let at = times.offset;
  for (let group = 0; group < layer.memoryGroups; group++) {
    at += group < workGroups ? times.groupCycles : core.wordsPerGroup;
    ends.push(at);
  }
  // With overlap the other bank opens at once, else this one when the job is done.
  return {
    fields: [0, 0, core.hardware.overlap ? 1 : times.period + 1, times.period],
    offered: offeredAt(core, layer, ends),
  };
}

/** Writes how the spikes of a step leave, one after the other, words without any between them: the last four fields. */
type Send = (offered: Int32Array, fired: ArrayLike<number>, into: Int32Array, at: number) => void;

function sender({ lanes }: CorePlan, { words, layer }: LayerPlan, next: Intake): Send {
  const apart = between(next);
  const wordOf = Int32Array.from({ length: layer.neurons }, (_, n) => Math.floor(n / lanes.neuron));
  return (offered, fired, into, at) => {
    const first = fired.length > 0 ? wordOf[fired[0]!]! : words - 1;
    // From the first beat to the one at hand; from met to it: the next part turns to a step in a cycle of its own.
    let [chain, met, word] = [0, offered[first]! + 1, first];
    for (let spike = 1; spike < fired.length; spike++) {
      const own = wordOf[fired[spike]!]!;
      const cycles = Math.max(apart, own - word);
      chain += cycles;
      met = own > word ? Math.max(met + cycles, offered[own]!) : met + cycles;
      word = own;
    }
    const closing = fired.length === 0 || word < words - 1;
    if (word < words - 1) {
      const cycles = Math.max(apart, words - 1 - word);
      chain += cycles;
      met = Math.max(met + cycles, offered[words - 1]!);
    }
    into[at + field.opensToSent] = chain + 1;
    into[at + field.leftToSent] = chain + first + 2;
    into[at + field.metToSent] = met;
    into[at + field.sentToReady] = readyAfter(next, closing);
  };
}

/** Calls `write` for each step, with its number in its sequence, whether it is the last, and the place of its first field. */
function eachStep(
  sequences: Sequences,
  fields: number,
  write: (activity: StepActivity, at: number, step: number, last: boolean) => void,
): void {
  let at = 0;
  for (const sequence of sequences)
    for (let step = 0; step < sequence.length; step++) {
      write(sequence[step]!, at, step, step === sequence.length - 1);
      at += fields;
    }
}

/** Writes the steps of the events from outside, as the first layer takes them. */
export function eventSteps(intake: Intake, sequences: Sequences, into: Int32Array): void {
  eachStep(sequences, EVENT_FIELDS, ({ inputs }, at) => {
    into[at] = 1 + Math.max(0, inputs - 1) * between(intake);
    into[at + 1] = readyAfter(intake, inputs === 0);
  });
}

/** Writes the steps of a layer whose spikes go to `next`. */
export function layerSteps(
  core: CorePlan,
  layer: LayerPlan,
  next: Intake,
  sequences: Sequences,
  into: Int32Array,
): void {
  const { list } = heldStill(core.hardware);
  const dilation = layer.layer.memory?.dilation ?? 1;
  const schedules = [schedule(core, layer, true), schedule(core, layer, false)];
  const send = sender(core, layer, next);
  const known: Pass[] = [];
  eachStep(sequences, FIELDS, ({ inputs, counted, spikes }, at, step) => {
    const events = layer.index === 0 ? (counted ?? inputs) : spikes[layer.index - 1]!.length;
    const rests = Number(step % dilation > 0);
    const key = 2 * (list ? events : 0) + rests;
    const times = schedules[rests]!;
    known[key] ??= list ? listPass(core, layer, times, events) : bankPass(core, layer, times);
    const { fields, offered } = known[key];
    into[at] = fields[0];
    into[at + 1] = fields[1];
    into[at + 2] = fields[2];
    into[at + 3] = fields[3];
    send(offered, spikes[layer.index]!, into, at);
  });
}

/** Writes the steps of the readout, which sends nothing: the first four fields. */
export function readoutSteps(
  { classes, lanes, groups, hardware }: ReadoutPlan,
  sequences: Sequences,
  into: Int32Array,
): void {
  const { list } = heldStill(hardware);
  const stages = memoryStages(hardware);
  const tail = readoutTail(stages);
  eachStep(sequences, FIELDS, ({ spikes }, at, _, last) => {
    const answers = last || hardware.outputs.classes === "step";
    const after = tail + (answers ? 2 : 0);
    const stream = Math.max(1, spikes.at(-1)!.length);
    const before = (groups - 1) * Math.max(lanes, stream);
    const read = before + termLatency(stages) + classes - (groups - 1) * lanes - 1;
    const banked = hardware.overlap ? 1 : classes + tail + 1;
    into[at + field.takenToMet] = list ? Math.max(lanes + 1, stream) : 0;
    into[at + field.freeToMet] = list ? lanes : 0;
    into[at + field.metToPass] = list ? before + 1 : banked;
    into[at + field.metToFree] = (list ? read : classes) + after;
  });
}

/** No number of a layer's steps is larger, where a step has at most so many events or spikes. */
export function largestOfLayer(core: CorePlan, layer: LayerPlan, next: Intake, events: number): number {
  const times = schedule(core, layer, true);
  const groups = Math.max(...times.passes.map((pass) => pass.groups)) + 1;
  const pass = times.period + groups * (times.groupCycles + core.wordsPerGroup + events);
  return pass + layer.words + (events + 2) * (between(next) + 1) + next.settle + MARGIN;
}

export function largestOfReadout({ classes, lanes, groups }: ReadoutPlan, events: number): number {
  return groups * (lanes + events) + classes + MARGIN;
}

/** More than all latencies together. */
const MARGIN = 100;
