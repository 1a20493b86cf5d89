// The near-memory-compute core: from an integer network and a hardware choice to a circuit.
export {
  type Accesses,
  accesses,
  accessesOf,
  bitsMoved,
  type MemoryAccess,
  type OperationCount,
  workOf,
} from "./costs/accesses.ts";
export { bitsOf, type Work } from "./costs/memory.ts";
export { eventBit, eventOfWord, MOST_CHANNELS, wordOfEvent } from "./events/event-word.ts";
export { addressBits } from "./events/intake.ts";
export {
  checkLanes,
  type Hardware,
  HardwareError,
  type HardwareInput,
  hardware,
  hardwareSchema,
  lanesOfLayer,
  stateStyle,
} from "./hardware.ts";
export { networkCircuit } from "./network.ts";
export { IMAGE_MAGIC, longestPacket, parameterImage } from "./parameters/image.ts";
export {
  type ParameterMemory,
  type Parameters,
  parameterBeats,
  parametersOf,
  valueBitsOf,
} from "./parameters/parameters.ts";
export { coreCount, plan, planPart, rangesOf } from "./plan/network.ts";
export { type HardwarePart, partsOf, type ReadoutPart } from "./plan/parts.ts";
export type { CorePlan, LayerPlan, NetworkPlan, ReadoutPlan } from "./plan/plan.ts";
export { activityOf, type FiredNeurons, type StepActivity, stepEnds } from "./timing/activity.ts";
export { sequencesInFlight } from "./timing/facts.ts";
export { type Pass, type Schedule, schedule } from "./timing/schedule.ts";
export type { Span, SpanKind } from "./timing/spans.ts";
export { cycleBound, type Stage, stages } from "./timing/stages.ts";
export type { StepCycles } from "./timing/step-run.ts";
export { type StepTimes, stepTimes } from "./timing/step-times.ts";
export type { TimedPart } from "./timing/timed-parts.ts";
export { cyclesPerStep, type Timeline, timeline } from "./timing/timeline.ts";
