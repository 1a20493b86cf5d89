// The activity of a network over one recording as a picture: input, spikes, slow states and logits on one time axis.
import type { TopLevelSpec } from "vega-lite";

/** Events by time step: those of step k are addresses[offsets[k]] up to addresses[offsets[k + 1]]. */
export interface Raster {
  readonly offsets: ArrayLike<number>;
  readonly addresses: ArrayLike<number>;
  /** Every address is below it. */
  readonly rows: number;
}

export interface ActivityData {
  readonly title: string;
  readonly subtitle: string;
  readonly steps: number;
  /** Seconds of a time step. */
  readonly timestep: number;
  readonly input: Raster;
  readonly layers: readonly {
    readonly spikes: Raster;
    /** Slow state after each step in real units, steps x dim; empty without one. */
    readonly slow: ArrayLike<number>;
    readonly dim: number;
  }[];
  /** Logits so far after each step, steps x classes, in real units. */
  readonly logits: ArrayLike<number>;
  /** They are summed over the last so many steps; null: over all. */
  readonly lastSteps: number | null;
  readonly classes: readonly string[];
  /** The class that was answered. */
  readonly answer: number;
}

const width = 720;
const colours = {
  input: "#4a5568",
  layers: ["#1f77b4", "#d95f02", "#2a9d55"],
  answer: "#c2185b",
  other: "#c4c9d4",
};

type View = Record<string, unknown>;

function points({ offsets, addresses }: Raster, timestep: number): { t: number; row: number }[] {
  const rows: { t: number; row: number }[] = [];
  for (let k = 0; k + 1 < offsets.length; k++)
    for (let e = offsets[k]!; e < offsets[k + 1]!; e++)
      rows.push({ t: (k + 0.5) * timestep, row: addresses[e]! });
  return rows;
}

function series(
  values: ArrayLike<number>,
  columns: number,
  timestep: number,
): { t: number; i: number; value: number }[] {
  return Array.from(values, (value, at) => ({
    t: (Math.floor(at / columns) + 0.5) * timestep,
    i: at % columns,
    value,
  }));
}

/** Draws `data` as a Vega-Lite specification. */
export function activitySpec(data: ActivityData): TopLevelSpec {
  const { timestep, steps, classes, answer } = data;
  const last = data.layers.length;
  const time = (axis: boolean) => ({
    field: "t",
    type: "quantitative",
    scale: { domain: [0, steps * timestep], nice: false },
    axis: axis
      ? { title: "time (s)", grid: false }
      : { title: null, labels: false, ticks: false, grid: false },
  });
  const raster = (title: string, r: Raster, colour: string, height: number): View => ({
    title: { text: title, anchor: "start", frame: "group", fontSize: 12 },
    width,
    height,
    data: { values: points(r, timestep) },
    mark: {
      type: "rect",
      color: colour,
      width: (0.8 * width) / steps,
      height: Math.max(1, (0.9 * height) / r.rows),
    },
    encoding: {
      x: time(false),
      y: {
        field: "row",
        type: "quantitative",
        scale: { domain: [0, r.rows], nice: false },
        axis: { title: null, grid: false, tickCount: 4 },
      },
    },
  });
  const slow = (layer: ActivityData["layers"][number], l: number): View => ({
    title: {
      text: `slow state of layer ${l + 1} (d = ${layer.dim})`,
      anchor: "start",
      frame: "group",
      fontSize: 12,
    },
    width,
    height: 90,
    data: { values: series(layer.slow, layer.dim, timestep) },
    mark: { type: "line", strokeWidth: 1.4, interpolate: "step" },
    encoding: {
      x: time(false),
      y: { field: "value", type: "quantitative", axis: { title: null, tickCount: 4 } },
      color: {
        field: "i",
        type: "ordinal",
        scale: { scheme: "viridis" },
        legend: { title: "m", symbolType: "stroke", columns: layer.dim > 8 ? 2 : 1, rowPadding: 0 },
      },
    },
  });
  const names = classes.map((name, i) => ({
    i,
    name,
    kind: i === answer ? `${name} (answer)` : "other classes",
  }));
  const logits: View = {
    title: {
      text: `logits, summed over ${data.lastSteps === null ? "the steps so far" : `the last ${data.lastSteps} steps`}`,
      anchor: "start",
      frame: "group",
      fontSize: 12,
    },
    width,
    height: 110,
    data: {
      values: series(data.logits, classes.length, timestep).map((row) => ({
        ...row,
        kind: names[row.i]!.kind,
      })),
    },
    mark: { type: "line", strokeWidth: 1.4 },
    encoding: {
      x: time(true),
      y: { field: "value", type: "quantitative", axis: { title: null, tickCount: 4 } },
      detail: { field: "i" },
      color: {
        field: "kind",
        type: "nominal",
        scale: { domain: [names[answer]!.kind, "other classes"], range: [colours.answer, colours.other] },
        legend: { title: null, symbolType: "stroke" },
      },
      order: { field: "t" },
    },
  };
  const panels = [
    raster(`input events (${data.input.rows} channels)`, data.input, colours.input, 120),
    ...data.layers.map((layer, l) =>
      raster(
        `spikes of layer ${l + 1} (${layer.spikes.rows} neurons)`,
        layer.spikes,
        colours.layers[l % colours.layers.length]!,
        100,
      ),
    ),
    ...data.layers.filter((layer) => layer.dim > 0).map(slow),
    logits,
  ];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: data.title, subtitle: data.subtitle, anchor: "start", fontSize: 15, offset: 12 },
    background: "white",
    padding: 16,
    config: {
      font: "DejaVu Sans, sans-serif",
      view: { stroke: "#d0d4dc" },
      concat: { spacing: last > 2 ? 8 : 12 },
    },
    resolve: { scale: { color: "independent" } },
    vconcat: panels,
  } as unknown as TopLevelSpec;
}
