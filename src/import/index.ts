// Foreign networks become ours.
export type { Imported, ImportOptions } from "./imported.ts";
export { type NetworkMap, parseMap } from "./network-map.ts";
export { exportNir, nirNotes } from "./nir/export.ts";
export { importNir, type NirOptions } from "./nir/network.ts";
export { discretisations, type Exporter, exporters } from "./nir/neurons.ts";
export { importProject } from "./project.ts";
export { proposeMap } from "./propose.ts";
export { importTensors } from "./tensors.ts";
export { compareTrace, type TraceComparison } from "./trace/compare.ts";
export { readTrace } from "./trace/file.ts";
export { parseZeros, zerosFile } from "./zeros.ts";
