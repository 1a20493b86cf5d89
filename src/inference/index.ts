// Recordings through a network: its hardware in simulation, the golden model and the float model side by side.
export { type CycleCount, joinCounts } from "./cycles.ts";
export type { RtlSteps } from "./group.ts";
export {
  groupSize,
  type InferenceEngine,
  type InferenceOptions,
  infer,
  inferred,
  prepare,
} from "./infer.ts";
export {
  type InferenceResult,
  type Inferred,
  joinInferred,
  type RecordingResult,
  resultOf,
} from "./inferred.ts";
export type { LabelledEvents } from "./labels.ts";
export { openResponder, type Responder, type Response } from "./responder.ts";
export { type TraceFiles, trace, traceFiles } from "./trace.ts";
