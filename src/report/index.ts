// Pictures of results, from plain data.
export { type ActivityData, activitySpec, type Raster } from "./activity.ts";
export { drawSvg, svgToPng } from "./draw.ts";
