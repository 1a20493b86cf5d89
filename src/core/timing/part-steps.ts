// What each recorded step is for one part of the hardware, whatever came before it: the constants of the recurrence.
import type { StepActivity } from "./activity.ts";
import { between, type Intake, readyAfter } from "./intake.ts";
import { EVENT_FIELDS, FIELDS, field } from "./step-fields.ts";
import type { TimedLayer, TimedPass, TimedReadout } from "./timed-parts.ts";

type Sequences = readonly (readonly StepActivity[])[];

/** What does not hang on the spikes of a step, but on how many events it has. */
interface Pass {
  /** The first four fields. */
  readonly fields: readonly [number, number, number, number];
  /** When each word of spikes is offered to the next part, counted from met. */
  readonly offered: Int32Array;
}

/** When words are offered whose groups have their last terms at `ends`. */
function offeredAt({ words, wordsPerGroup, latency }: TimedLayer, ends: readonly number[]): Int32Array {
  const offered = new Int32Array(words);
  for (const [group, end] of ends.entries()) {
    const first = group * wordsPerGroup;
    for (let word = first; word < Math.min(words, first + wordsPerGroup); word++)
      offered[word] = end + latency + word - first;
  }
  return offered;
}

/** Cycles of a group of a pass. */
const cyclesOf = ({ wordsPerGroup }: TimedLayer, { groupCycles, workGroups }: TimedPass, group: number) =>
  group < workGroups ? groupCycles : wordsPerGroup;

/** A pass that meets the events of a list group by group. */
function listPass(layer: TimedLayer, pass: TimedPass, events: number): Pass {
  const stream = Math.max(1, events);
  const first = pass.offset + cyclesOf(layer, pass, 0);
  const ends = [0];
  let [met, at] = [0, 0];
  for (let group = 1; group < pass.groups; group++) {
    at += cyclesOf(layer, pass, group);
    if (group >= layer.groups) continue;
    if (group % layer.groupsPerMeeting === 0) {
      met = Math.max(at, met + stream);
      at = met;
    }
    ends.push(at);
  }
  return {
    fields: [Math.max(first + 1, stream), first, met + 1, at + pass.rest + 1],
    offered: offeredAt(layer, ends),
  };
}

/** A pass at its schedule's pace, its currents in a bank. */
function bankPass(layer: TimedLayer, pass: TimedPass): Pass {
  const ends: number[] = [];
  let at = pass.offset;
  for (let group = 0; group < layer.groups; group++) {
    at += cyclesOf(layer, pass, group);
    ends.push(at);
  }
  // With two, the other bank opens at once, else this one when the job is done.
  return {
    fields: [0, 0, layer.banks > 1 ? 1 : pass.period + 1, pass.period],
    offered: offeredAt(layer, ends),
  };
}

/** Writes how the spikes of a step leave, one after the other, words without any between them: the last four fields. */
type Send = (offered: Int32Array, fired: ArrayLike<number>, into: Int32Array, at: number) => void;

function sender({ lanes, neurons, words }: TimedLayer, next: Intake): Send {
  const apart = between(next);
  const wordOf = Int32Array.from({ length: neurons }, (_, n) => Math.floor(n / lanes));
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
export function layerSteps(layer: TimedLayer, next: Intake, sequences: Sequences, into: Int32Array): void {
  const { index, banks, passes, dilation } = layer;
  const send = sender(layer, next);
  const known: Pass[] = [];
  eachStep(sequences, FIELDS, ({ inputs, counted, spikes }, at, step) => {
    const events = index === 0 ? (counted ?? inputs) : spikes[index - 1]!.length;
    const rests = Number(step % dilation > 0);
    const key = 2 * (banks > 0 ? 0 : events) + rests;
    const pass = passes[rests]!;
    known[key] ??= banks > 0 ? bankPass(layer, pass) : listPass(layer, pass, events);
    const { fields, offered } = known[key];
    into[at] = fields[0];
    into[at + 1] = fields[1];
    into[at + 2] = fields[2];
    into[at + 3] = fields[3];
    send(offered, spikes[index]!, into, at);
  });
}

/** Writes the steps of the readout, which sends nothing: the first four fields. */
export function readoutSteps(
  { banks, classes, lanes, groups, latency, tail, answers }: TimedReadout,
  sequences: Sequences,
  into: Int32Array,
): void {
  eachStep(sequences, FIELDS, ({ spikes }, at, _, last) => {
    const after = tail + (last || answers ? 2 : 0);
    const stream = Math.max(1, spikes.at(-1)!.length);
    const before = (groups - 1) * Math.max(lanes, stream);
    const read = before + latency + classes - (groups - 1) * lanes - 1;
    const banked = banks > 1 ? 1 : classes + tail + 1;
    const list = banks === 0;
    into[at + field.takenToMet] = list ? Math.max(lanes + 1, stream) : 0;
    into[at + field.freeToMet] = list ? lanes : 0;
    into[at + field.metToPass] = list ? before + 1 : banked;
    into[at + field.metToFree] = (list ? read : classes) + after;
  });
}

/** No number of a layer's steps is larger, where a step has at most so many events or spikes. */
export function largestOfLayer({ words, wordsPerGroup, passes }: TimedLayer, next: Intake, events: number) {
  const [{ period, groups, groupCycles }] = passes as [TimedPass];
  const pass = period + (groups + 1) * (groupCycles + wordsPerGroup + events);
  return pass + words + (events + 2) * (between(next) + 1) + next.settle + MARGIN;
}

export const largestOfReadout = ({ classes, lanes, groups }: TimedReadout, events: number): number =>
  groups * (lanes + events) + classes + MARGIN;

/** More than all latencies together. */
const MARGIN = 100;
