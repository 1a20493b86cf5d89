// The library: networks, recordings. The hardware construction language is "dmp-rtl/hdl", the golden model "dmp-rtl/golden".

export * from "./network/index.ts";
export * from "./recordings/index.ts";
