// The built-in simulator: compiles a design to JavaScript and runs it.
export { AssertionFailure, type Failure, SimulationError } from "./errors.ts";
export type { Value } from "./representation.ts";
export { type RunOptions, Simulator, type SimulatorOptions, simulate } from "./simulator.ts";
export type { Accessor } from "./values.ts";
export type { VcdOptions, VcdRecorder } from "./vcd.ts";
export { type DrawOptions, drawWaves, type Trace, type Wave } from "./waves.ts";
