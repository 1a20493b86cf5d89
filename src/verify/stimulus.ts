// What a case sends: the beats of its streams, and what waits for what.
import { scramble } from "../base/random.ts";
import { addressBits, type NetworkPlan } from "../core/index.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";
import type { Beats, Case, Wait } from "../simulate/index.ts";
import { emptyBeat, endOfSequence, eventBeats } from "../simulate/network.ts";
import { paramsInARow, paramsWith } from "../stimuli/packets.ts";
import { stepsOf, type VerifyCase } from "./case.ts";

/** Beats that a sequence takes. */
export const beatsOf = ({ steps, offsets }: EventSequence): number => {
  let beats = 0;
  for (let k = 0; k < steps; k += 1) beats += Math.max(1, offsets[k + 1]! - offsets[k]!);
  return beats;
};

/**
 * The beats of the events. Bits that mean nothing hold noise, as they may: TDATA where TUSER says that there is no event,
 * and the end of the sequence in TUSER where TLAST is 0.
 */
function noisyBeats(sequences: readonly EventSequence[], { valueBits }: IntegerInputs): Beats {
  const { beats, columns } = eventBeats(sequences);
  const [data, last, user] = columns;
  for (let n = 0; n < beats; n += 1) {
    const noise = scramble(n + 1);
    if (user[n]! & emptyBeat) data[n] = noise % 2 ** (addressBits + valueBits);
    if (last[n] === 0 && noise % 2 === 0) user[n]! |= endOfSequence;
  }
  return { beats, columns };
}

/** More than the cycles of one step's dense pass of a core, all its layers, with everything in a row. */
const stepCycles = (core: NetworkPlan["cores"][number]): number =>
  core.layers.reduce(
    (sum, l) =>
      sum + (l.memoryGroups + l.updateGroups + 2) * (l.dim + 2 + core.wordsPerGroup) + core.lanes.update + 40,
    0,
  );

/** A generous count of the cycles that a case can take: what exceeds it hangs. */
function cycleLimit(p: NetworkPlan, c: VerifyCase, beats: number): number {
  const events = c.sequences.reduce((sum, s) => sum + s.addresses.length, 0);
  const perEvent = Math.max(...p.cores.map((core) => 2 + Math.max(...core.layers.map((l) => l.spikeGroups))));
  const perStep = p.cores.reduce((sum, core) => sum + stepCycles(core), 3 * p.readout.classes + 20);
  const spikes = p.network.layers.reduce((sum, l) => sum + l.neurons, 0) * (2 + p.readout.groups + perEvent);
  const slow = c.stalls === null ? 1 : 1 / ((1 - c.stalls.source) * (1 - c.stalls.sink));
  return Math.ceil((beats * 2 + events * perEvent + stepsOf(c) * (perStep + spikes)) * slow * 2) + 1000;
}

/** The last sequence's class may leave before its last slow states are written, and before its last logits and spikes leave. */
function idleCycles(p: NetworkPlan, { stalls }: VerifyCase): number {
  const slow = stalls === null ? 1 : 1 / (1 - stalls.sink);
  const { logits, spikes } = p.hardware.outputs;
  const beats =
    (logits ? 4 * p.readout.classes + 8 : 0) + (spikes ? 2 * p.network.layers.at(-1)!.neurons + 8 : 0);
  return p.cores.reduce((sum, core) => sum + stepCycles(core), Math.ceil(beats * slow * 3));
}

/**
 * The simulation of a case: one, or two where the first is cut off. `p`: the plan of its shape; `planOf`: that of another
 * network of the same shape.
 */
export function stimulus(
  p: NetworkPlan,
  c: VerifyCase,
  planOf: (network: VerifyCase["network"]) => NetworkPlan,
  trace?: Case["trace"],
): Case[] {
  const loaded = c.hardware.parameters === "loaded";
  const everyStep = c.hardware.outputs.classes === "step";
  const events = noisyBeats(c.sequences, p.network.inputs);
  const first = loaded ? paramsWith(planOf(c.network), c.stray) : null;
  const again = loaded && c.reload !== null ? paramsWith(planOf(c.reload.network), []) : null;
  const waits: Wait[] = [];
  if (first !== null) waits.push({ source: "events", beat: 0, stream: "params", beats: first.value.length });
  if (first !== null && again !== null && c.reload !== null) {
    const { before, beats } = c.reload;
    const sizes = c.sequences.map(beatsOf);
    const start = sizes.slice(0, before - 1).reduce((a, b) => a + b, 0);
    const under = Math.min(Math.max(1, beats), sizes[before - 1]!);
    const next = start + sizes[before - 1]!;
    waits.push({ source: "params", beat: first.value.length, stream: "events", beats: start + under });
    waits.push({
      source: "events",
      beat: next,
      stream: "params",
      beats: first.value.length + again.value.length,
    });
  }
  const params = first === null ? null : paramsInARow([first, ...(again === null ? [] : [again])]);
  const main: Case = {
    sources: { ...(params === null ? {} : { params }), events },
    waits,
    until: { sink: "classes", beats: everyStep ? stepsOf(c) : c.sequences.length },
    idleCycles: idleCycles(p, c),
    assertions: c.assertions,
    maxCycles: cycleLimit(p, c, events.beats + (params?.beats ?? 0)),
    ...(c.stateSeed === 0 ? {} : { start: "power-up" as const, stateSeed: c.stateSeed }),
    ...(c.stalls === null ? {} : { stalls: c.stalls }),
    ...(trace === undefined ? {} : { trace }),
  };
  if (c.interrupted === null) return [main];
  const { start: _, stateSeed: __, ...rest } = main;
  const { sequences, cycles } = c.interrupted;
  const cut: Case = {
    sources: {
      ...(params === null ? {} : { params }),
      events: noisyBeats(sequences, p.network.inputs),
    },
    waits: waits.slice(0, 1),
    // Loading takes its time: half of the cuts come before its end.
    assertions: c.assertions,
    maxCycles: cycles + (first !== null && cycles % 2 === 0 ? first.value.length : 0),
    ...(c.stateSeed === 0 ? {} : { start: "power-up" as const, stateSeed: c.stateSeed }),
    ...(c.stalls === null ? {} : { stalls: c.stalls }),
  };
  return [cut, { ...rest, start: "reset" }];
}
