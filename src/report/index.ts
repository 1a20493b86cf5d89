// Pictures of results, from plain data.
export { type AblationData, ablationSvg } from "./ablation.ts";
export { type ActivityData, activitySvg } from "./activity.ts";
export { type ExplorationData, explorationPage, explorationSvg } from "./exploration.ts";
export { type MeasuredBeside, measuredSvg } from "./measured.ts";
export type { Raster } from "./panel.ts";
export { svgToPng } from "./png.ts";
export { type ScheduleData, scheduleSvg } from "./schedule.ts";
export { type SweepData, sweepSvg } from "./sweep.ts";
