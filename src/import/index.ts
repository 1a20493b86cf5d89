// Foreign networks become ours.
export type { Imported } from "./imported.ts";
export { type NetworkMap, parseMap } from "./network-map.ts";
export { importProject } from "./project.ts";
export { proposeMap } from "./propose.ts";
export { importTensors } from "./tensors.ts";
