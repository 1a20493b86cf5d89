// The schedule of a job (a layer at a time step) in cycles: passes over groups of neurons and of slow states.
import { heldStill } from "../held-still.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { lateReads, memoryStages, stateLatency, termLatency, wordLatency } from "./facts.ts";

/**
 * One pass over groups. The first `workGroups` of them stream the slow state past and take `groupCycles`; the others
 * take only the cycles of their words of neurons.
 */
export interface Pass {
  readonly groups: number;
  readonly workGroups: number;
  /** Cycles of rest between the pass and what follows it. */
  readonly rest: number;
}

export interface Schedule {
  /** Cycles of a group with work: a term each, or a word of neurons each where these are more. */
  readonly groupCycles: number;
  /** In their order. The last one is that of the neurons; new slow states form in the first. */
  readonly passes: readonly Pass[];
  /** Cycles from the job's start to before the last pass's first term. */
  readonly offset: number;
  /** Cycles from one job's start to the next one's: how often the job can run. */
  readonly period: number;
}

/** Cycles of the first `count` groups of a pass. */
const groupsTime = (core: CorePlan, groupCycles: number, workGroups: number, count: number): number =>
  Math.min(count, workGroups) * groupCycles + Math.max(0, count - workGroups) * core.wordsPerGroup;

const groupCyclesOf = (core: CorePlan, layer: LayerPlan) => Math.max(layer.dim + 1, core.wordsPerGroup);

/** Cycles from a pass's end to its last new slow state in memory: a row leaves a cycle. */
const updateDrain = (core: CorePlan) => core.lanes.update + stateLatency(memoryStages(core.hardware));

const breaks = ({ hardware }: CorePlan, layer: LayerPlan) => hardware.dependencyBreaking || layer.dim === 0;

/** Cycles from the start of a layer's job to the end of its first group of neurons, at the least. */
function firstGroup(core: CorePlan, layer: LayerPlan): number {
  if (layer.dim === 0) return core.wordsPerGroup;
  const cycles = groupCyclesOf(core, layer);
  return breaks(core, layer) ? cycles : layer.updateGroups * cycles + core.wordsPerGroup;
}

/**
 * When the neurons let the next job start, counted from the start of their pass, which ends at `end` and whose first
 * group ends at `first`: their bank, where they have one, is free once the last word's currents are read, and the job's
 * flags may be replaced once the last word is written.
 */
function neuronsDone(core: CorePlan, layer: LayerPlan, end: number, first: number): number {
  const words = core.wordsPerGroup;
  const { layers } = core;
  const stages = memoryStages(core.hardware);
  const following = layers[(layers.indexOf(layer) + 1) % layers.length]!;
  return Math.max(
    heldStill(core.hardware).banks ? end + words - 1 + termLatency(stages) - lateReads : 0,
    end + words + wordLatency(stages) - firstGroup(core, following),
    first + termLatency(stages),
  );
}

/** One pass: new slow states and neurons form at the same time, from the same terms of the old slow state. */
function together(core: CorePlan, layer: LayerPlan, slowGroups: number): Schedule {
  const groupCycles = groupCyclesOf(core, layer);
  const workGroups = Math.max(slowGroups, layer.updateGroups);
  const groups = Math.max(layer.memoryGroups, layer.updateGroups);
  const time = (count: number) => groupsTime(core, groupCycles, workGroups, count);
  const period = Math.max(
    time(groups) + 1,
    layer.updateGroups > 0 ? time(layer.updateGroups) + updateDrain(core) : 0,
    neuronsDone(core, layer, time(layer.memoryGroups), time(1)),
  );
  return {
    groupCycles,
    passes: [{ groups, workGroups, rest: period - time(groups) - 1 }],
    offset: 0,
    period,
  };
}

/** Two passes: first the new slow states, then, once they are in memory, the neurons. */
function oneAfterTheOther(core: CorePlan, layer: LayerPlan, slowGroups: number): Schedule {
  const groupCycles = groupCyclesOf(core, layer);
  const update = { groups: layer.updateGroups, workGroups: layer.updateGroups, rest: updateDrain(core) };
  const offset = layer.updateGroups * groupCycles + update.rest;
  const time = (count: number) => groupsTime(core, groupCycles, slowGroups, count);
  const end = time(layer.memoryGroups);
  const period = Math.max(end + 1, neuronsDone(core, layer, end, time(1)));
  const neurons = { groups: layer.memoryGroups, workGroups: slowGroups, rest: period - end - 1 };
  return { groupCycles, passes: [update, neurons], offset, period: offset + period };
}

/** `refresh` false: a step between two refreshes of a dilated layer, at which no slow current forms. */
export function schedule(core: CorePlan, layer: LayerPlan, refresh: boolean): Schedule {
  const slowGroups = layer.dim > 0 && refresh ? layer.memoryGroups : 0;
  return breaks(core, layer) ? together(core, layer, slowGroups) : oneAfterTheOther(core, layer, slowGroups);
}
