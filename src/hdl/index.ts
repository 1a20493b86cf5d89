// The hardware construction language: everything a user of it imports.

export { belowTop } from "./below-top.ts";
export type { Body } from "./body.ts";
export type { CasesOf } from "./cases.ts";
export { mux, select } from "./choose.ts";
export { type CircuitDefinition, circuit } from "./circuit.ts";
export { type ClockGating, clockGated } from "./clock-gating.ts";
export { all, any, concat, sum } from "./combine.ts";
export { type CountPort, counted, type Unsaid } from "./count/counted.ts";
export type { Counted } from "./count/events.ts";
export { elaborate } from "./elaborate.ts";
export type { Circuit, ElaborateOptions } from "./elaborated.ts";
export { HdlError, type HdlRule } from "./errors.ts";
export { type ExternalDefinition, external, type ParameterValue } from "./external.ts";
export type * from "./ir.ts";
export type { Lanes } from "./lanes.ts";
export type { MemoryOptions, MemoryValue, WriteOptions } from "./memory.ts";
export {
  type ArbiterOptions,
  arbiter,
  type FifoOptions,
  fifo,
  fork,
  join,
  registerSlice,
  type StreamPart,
} from "./parts/index.ts";
export type { WhenChain } from "./paths.ts";
export type { Counter, PipeOptions, Stage, Terms } from "./pipeline.ts";
export type { RegisterSpec } from "./register.ts";
export { constant, type Operand, Signal } from "./signal.ts";
export * from "./simulator/index.ts";
export type { States } from "./states.ts";
export type { Register, Wire } from "./target.ts";
export {
  axiStream,
  bit,
  clock,
  flag,
  index,
  int,
  type RecordShape,
  type Shape,
  type StreamShape,
  sint,
  stream,
  uint,
  vector,
} from "./types.ts";
export type {
  Given,
  GivenOf,
  InstanceInputs,
  PortShapes,
  StreamIn,
  StreamOut,
  StreamWires,
  ValueOf,
} from "./values.ts";
export { type PrintOptions, printVerilog, VerilogError, type VerilogFile } from "./verilog/print.ts";
export type { WordMemory, WordMemoryOptions, WordWrite } from "./word-memory.ts";
