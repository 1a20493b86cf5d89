// Exploration: what a hardware choice costs, and which choice serves a device.
export { recordedOf } from "./activity.ts";
export { areaModelOf } from "./area.ts";
export { type EnergyTable, loadEnergyTable, shippedTables } from "./energy-table.ts";
export { type Alternative, type Fitted, fit, hardMisfits } from "./fit.ts";
export type { PointCosts, Setting } from "./point.ts";
