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
} from "./case.ts";
export type { Column, Values } from "./column.ts";
export { type Engine, type EngineName, type EngineOptions, openEngine } from "./engine.ts";
export { BenchError, BuildError, EngineError, ToolError } from "./errors.ts";
export { findVerilator } from "./toolchain.ts";
export type { BuildProgress, TextFile } from "./verilator/build.ts";
