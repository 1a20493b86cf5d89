// The hardware construction language: everything a user of it imports.

export type { Register, WhenChain, Wire } from "./builder.ts";
export {
  Body,
  type Circuit,
  type CircuitDefinition,
  circuit,
  type RegisterSpec,
  type States,
} from "./circuit.ts";
export { elaborate } from "./elaborate.ts";
export { HdlError, type HdlRule } from "./errors.ts";
export type * from "./ir.ts";
export type { MemoryOptions, MemoryValue, WriteOptions } from "./memory.ts";
export { all, any, concat, constant, mux, type Operand, Signal, select, sum } from "./signal.ts";
export {
  bit,
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
export type { StreamIn, StreamOut } from "./values.ts";
