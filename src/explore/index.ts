// Exploration: what a hardware choice costs, and which choice serves a device.
export { type Modelled, scheduleCosts, schedulesOf } from "./ablation.ts";
export { type Recorded, recordedOf } from "./activity.ts";
export { areaModelOf } from "./area.ts";
export { axesOf, combinationCount, inputAt } from "./combinations.ts";
export { type Hindrance, hindrances, type Limit, limitsOf, missesOf } from "./constraints.ts";
export { countCycles } from "./cycles.ts";
export { bankedOf } from "./energy.ts";
export { type EnergyTable, loadEnergyTable, shippedTables } from "./energy-table.ts";
export { type Alternative, type Fitted, fit, hardMisfits } from "./fit.ts";
export { type MeasuredPoint, measurePoint, spreadOver } from "./measure.ts";
export { modelledNames } from "./modelled.ts";
export { dilated, resized } from "./network-changes.ts";
export {
  figureOf,
  lessIsBetter,
  type ObjectiveName,
  objectiveNames,
  objectives,
  type Point,
  type Range,
} from "./objectives.ts";
export { frontOf } from "./pareto.ts";
export { evaluator, type PointCosts, type Setting } from "./point.ts";
export { type Searchable, searchSpace } from "./search-space.ts";
export { settingOf } from "./setting.ts";
export { needFew, type Space, spaceOf } from "./space.ts";
export { choicesInSlices, choicesOf } from "./space-choices.ts";
export { openStore } from "./store.ts";
export { energyRanges, pointOf, sweep } from "./sweep.ts";
