// Simulation of circuits with any engine.
export {
  type Bench,
  type Field,
  fieldOf,
  type MonitorInterface,
  type StreamInterface,
} from "./bench.ts";
export type { CacheOptions } from "./cache.ts";
export {
  type Beats,
  type Case,
  type CaseResult,
  RESET_CYCLES,
  type Stalls,
  type Taken,
  type TraceRequest,
  type Until,
  type Wait,
} from "./case.ts";
export type { Column, Values } from "./column.ts";
export { type BenchChoice, benchOf } from "./derive.ts";
export { type Diagnosis, doctor, type ToolStatus } from "./doctor.ts";
export { type Engine, type EngineName, type EngineOptions, openEngine } from "./engine.ts";
export { BenchError, BuildError, EngineError, ToolError } from "./errors.ts";
export { type SetupOptions, type SetupResult, setup } from "./setup.ts";
export type { BuildProgress, TextFile } from "./verilator/build.ts";
export { type View, type ViewGroup, type ViewSignal, writeWaveView } from "./waveview.ts";
