// Facts of timing, each in one place: circuits are built by them, formulas count with them.

/** Registers between a memory and the arithmetic behind it; most of what follows grows with them. */
export const memoryStages = ({ pipeline }: { readonly pipeline: boolean }): number => Number(pipeline);

/** Cycles that a row of `groups` words occupies at least: a word of currents is read and written back within them. */
export const eventCycles = (groups: number, stages: number): number => Math.max(2 + stages, groups);

/** Registers between a weight and the currents: the product with an event's value, where events carry one. */
export const valueStages = (valueBits: number): number => (valueBits > 0 ? 1 : 0);

/** Cycles of a step beside its events: begin, first event taken, hand-over; with values one more to settle. */
export const integrateOverhead = (valueBits: number, stages: number): number =>
  3 + valueStages(valueBits) + stages;

/** Cycles in which the scalar drive may still grow after a step's last event came: taken, weight, sum; none without one. */
export const driveLatency = (core: { hasMemory: boolean; valueBits: number }, stages: number): number =>
  core.hasMemory ? 2 + valueStages(core.valueBits) + stages : 0;

/** Cycles from a group's last term to its first word of neurons: memory, product, sum, row. */
export const termLatency = (stages: number): number => 4 + stages;

/** Cycles from a group's last term to the write of its first new slow state: rounded, then added, after the row. */
export const stateLatency = (stages: number): number => termLatency(stages) + 1;

/** Cycles after a hand-over in which the neurons may still read the bank that was handed over before. */
export const lateReads = 3;

/**
 * Cycles from the read of a word of neurons to its write: leak and inflow, total, fire, write. With registers of their own
 * for what memories give, and for what the threshold decides.
 */
export const wordLatency = (stages: number): number => 4 + 2 * stages;

/** Cycles of a word of spikes through the queue, and through a register slice behind its memory. */
export const queueLatency = (stages: number): number => 2 + stages;

/** Steps whose spikes may wait to be sent; with three, a pass never waits for a consumer that keeps pace. */
export const stepsInFlight = 3;

/** Cycles between the last class of a step and the next step's start: its value, its logit, its place among the others. */
export const readoutTail = (stages: number): number => 2 + 3 * stages;

/** Steps whose logits may wait: with two, a step never waits for a consumer that keeps pace. */
export const logitSteps = 2;

/** Cycles from the read of a class to its logit on the way out: value, logit, and a queue for two steps (a slice for two logits). */
export const logitLatency = (classes: number, stages: number): number =>
  2 + 2 * stages + (logitSteps * classes > 2 ? 2 : 1);

/** Sequences that may be on their way at once. */
export const sequencesInFlight = 15;
