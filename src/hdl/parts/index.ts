// Stream parts: circuits made by functions of a name and a payload.
export { type ArbiterOptions, arbiter } from "./arbiter.ts";
export { type FifoOptions, fifo } from "./fifo.ts";
export { fork } from "./fork.ts";
export { join } from "./join.ts";
export { registerSlice, type StreamPart } from "./register-slice.ts";
