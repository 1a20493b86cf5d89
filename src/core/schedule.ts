// The schedule of the dense pass: when its groups, its neuron words and its slow states are at work, in cycles.
import type { CorePlan, LayerPlan } from "./plan.ts";

/** Cycles from a group's last term to its first neuron word and its first new slow state: memory, product, sum. */
export const denseLatency = 3;

/** Cycles from the read of a word of neurons to its write: leak and inflow, total, fire, write. */
export const wordLatency = 4;

/** Cycles from a group's last term to the write of its first new slow state: two more, to round and to add. */
const updateLatency = denseLatency + 1;

/** The counts that the sequencer runs by, for one layer, at a step that refreshes the slow current or not. */
export interface Schedule {
  /** Groups that need the slow state streamed: they take `dots` cycles, others `wordsPerGroup`. */
  readonly workGroups: number;
  /** Cycles of a group with work. */
  readonly dots: number;
  /** All groups of the run. */
  readonly groups: number;
  /** Cycles from the job's start to before the run's first term. */
  readonly offset: number;
  /** Cycles of idling between the update and the dense groups (dependency breaking off), else 0. */
  readonly gap: number;
  /** Cycles from the end of the run to the next job's start, at least 1. */
  readonly tail: number;
  /** Cycles from one job's start to the next one's: how often the pass can run. */
  readonly period: number;
}

/** Cycles from the start of a layer's job to the end of its first group of neurons, at the least. */
function firstGroup(core: CorePlan, at: LayerPlan): number {
  const words = core.wordsPerGroup;
  if (at.dim === 0) return words;
  const dots = Math.max(at.dim + 1, words);
  return core.hardware.dependencyBreaking ? dots : at.updateGroups * dots + words;
}

/** `refresh` false: a step between two refreshes of a dilated layer. */
export function schedule(core: CorePlan, at: LayerPlan, refresh: boolean): Schedule {
  const words = core.wordsPerGroup;
  const breaking = core.hardware.dependencyBreaking;
  const dots = Math.max(at.dim + 1, words);
  const dense = at.dim > 0 && refresh ? at.denseGroups : 0;
  const update = at.dim > 0 ? at.updateGroups : 0;
  const following = firstGroup(core, core.layers[(core.layers.indexOf(at) + 1) % core.layers.length]!);
  /**
   * When the next job may start: its hand-over bank is free once the last word's currents are read, and its flags may
   * replace this job's once the last word is written (`wordLatency` after it is read). Where layers differ, the layer
   * stays until the last word has its slow current.
   */
  const passDone = (end: number, first: number) =>
    Math.max(
      end + words - 1,
      end + words + wordLatency - following,
      first + denseLatency,
      core.layers.length > 1 ? end + words + 2 : 0,
    );
  const updateDone = (end: number) => (update === 0 ? 0 : end + core.lanes.update + updateLatency);
  if (breaking || update === 0) {
    const workGroups = Math.max(dense, update);
    const groups = Math.max(at.denseGroups, update);
    const time = (group: number) =>
      Math.min(group, workGroups) * dots + Math.max(0, group - workGroups) * words;
    const first = time(1);
    const run = time(groups);
    const period = Math.max(run + 1, updateDone(time(update)), passDone(time(at.denseGroups), first));
    return { workGroups, dots, groups, offset: 0, gap: 0, tail: period - run, period };
  }
  const gap = core.lanes.update + updateLatency;
  const time = (group: number) => Math.min(group, dense) * dots + Math.max(0, group - dense) * words;
  const run = time(at.denseGroups);
  const rest = Math.max(run + 1, passDone(run, time(1)), 4);
  return {
    workGroups: dense,
    dots,
    groups: at.denseGroups,
    offset: update * dots + gap,
    gap,
    tail: rest - run,
    period: update * dots + gap + rest,
  };
}
