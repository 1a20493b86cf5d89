// The library: networks, recordings, quantizing, the core, simulation, generated folders. Beside it stand "dmp-rtl/hdl",
// the hardware construction language, "dmp-rtl/golden", the integer reference model, "dmp-rtl/verify" and "dmp-rtl/report".

export { type ErrorKind, errorKind, InputError, RunError } from "./base/errors.ts";
export * from "./core/index.ts";
export { parametersOf as coreParameters } from "./core/index.ts";
export * from "./generate/index.ts";
export * from "./inference/index.ts";
export * from "./network/index.ts";
export { parametersOf } from "./network/index.ts";
export * from "./quantize/index.ts";
export * from "./recordings/index.ts";
export * from "./simulate/index.ts";
