// The library: networks, recordings, simulation. Beside it stand "dmp-rtl/hdl", the hardware construction language, and
// "dmp-rtl/golden", the integer reference model.

export * from "./network/index.ts";
export * from "./recordings/index.ts";
export * from "./simulate/index.ts";
