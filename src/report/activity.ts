// The activity of a network over recordings as a picture: input, spikes, slow states and logits on one time axis each.
import { type Line, linesPanel, type Raster, rasterPanel, type TimeAxis } from "./panel.ts";
import { label, picture } from "./svg.ts";

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
  /** The class that would be right; null where nobody knows. */
  readonly label: number | null;
}

const colours = {
  input: "#4a5568",
  layers: ["#1f77b4", "#d95f02", "#2a9d55"],
  right: "#0b7a4b",
  wrong: "#c2185b",
  others: "#ccd2dc",
  slow: ["#440154", "#3b528b", "#21918c", "#5ec962", "#d4c112"],
};

/** Places of a column: its panels are between the numbers of the axis and the names of the lines. */
const margin = { left: 44, top: 78, panel: 26, bottom: 42 };
const width = 460;

/** The column `series` of values that lie as steps x columns. */
const column = (values: ArrayLike<number>, columns: number, at: number): number[] =>
  Array.from({ length: values.length / columns }, (_, k) => values[k * columns + at]!);

/** Colours of a scale, spread over so many lines. */
const slowColour = (i: number, dim: number) =>
  colours.slow[dim < 2 ? 0 : Math.round((i * (colours.slow.length - 1)) / (dim - 1))]!;

function slowLines({ slow, dim }: ActivityData["layers"][number]): Line[] {
  // Beside a panel there is room for six names: of more lines the first and the last are named.
  const named = (i: number) => dim <= 6 || i === 0 || i === dim - 1;
  return Array.from({ length: dim }, (_, i) => ({
    values: column(slow, dim, i),
    colour: slowColour(i, dim),
    ...(named(i) ? { name: `m[${i}]` } : {}),
  }));
}

/** All logits, with the answer and the right class in colours of their own. */
function logitLines({ logits, classes, answer, label: right }: ActivityData): Line[] {
  const count = classes.length;
  const plain = Array.from({ length: count }, (_, c) => c).filter((c) => c !== answer && c !== right);
  const line = (c: number, colour: string, name?: string): Line => ({
    values: column(logits, count, c),
    colour,
    ...(name === undefined ? {} : { name, bold: true }),
  });
  const answered =
    right === null || right === answer
      ? [line(answer, colours.right, `${classes[answer]} (answer${right === null ? "" : ", right"})`)]
      : [
          line(answer, colours.wrong, `${classes[answer]} (answer, wrong)`),
          line(right, colours.right, `${classes[right]} (right)`),
        ];
  const others = plain.map((c, i) => ({
    ...line(c, colours.others),
    ...(i === 0 ? { name: "other classes" } : {}),
  }));
  return [...answered, ...others];
}

type Draw = (place: { x: number; y: number; width: number; height: number }, time: TimeAxis) => string;

/** Panels of a recording from top to bottom, each with its height. */
function panels(data: ActivityData): { height: number; draw: Draw }[] {
  const raster = (title: string, r: Raster, colour: string, height: number) => ({
    height,
    draw: ((place, time) => rasterPanel(title, place, time, r, colour)) as Draw,
  });
  const lines = (title: string, of: readonly Line[], height: number) => ({
    height,
    draw: ((place, time) => linesPanel(title, place, time, of)) as Draw,
  });
  const span = data.lastSteps === null ? "the steps so far" : `the last ${data.lastSteps} steps`;
  return [
    raster(`input events (${data.input.rows} channels)`, data.input, colours.input, 120),
    ...data.layers.flatMap((layer, l) => {
      const of = `of layer ${l + 1}`;
      const colour = colours.layers[l % colours.layers.length]!;
      const spikes = raster(`spikes ${of} (${layer.spikes.rows} neurons)`, layer.spikes, colour, 100);
      const slow = () => lines(`slow state ${of} (d = ${layer.dim})`, slowLines(layer), 90);
      return layer.dim > 0 ? [spikes, slow()] : [spikes];
    }),
    lines(`logits, summed over ${span}`, logitLines(data), 120),
  ];
}

/** One recording as a column at `x`; `height`: where it ends. */
function drawColumn(data: ActivityData, x: number): { height: number; text: string } {
  const { title, subtitle, steps, timestep } = data;
  const left = x + margin.left;
  const parts = [
    label(left, 24, title, { "font-size": 15 }),
    label(left, 43, subtitle, { "font-size": 12, fill: "#5a6678" }),
  ];
  let y = margin.top;
  const all = panels(data);
  for (const [at, { height, draw }] of all.entries()) {
    const time = { steps, timestep, shown: at === all.length - 1 };
    parts.push(draw({ x: left, y, width, height }, time));
    y += height + margin.panel;
  }
  return { height: y - margin.panel + margin.bottom, text: parts.join("\n") };
}

/** Room for the longest name of a line: about seven pixels a letter. */
const room = (names: readonly string[]) => 50 + 7 * Math.max(...names.map((name) => name.length));

/** Draws recordings side by side, as an SVG document. */
export function activitySvg(recordings: readonly ActivityData[]): string {
  const names = recordings.flatMap((data) => logitLines(data).map((line) => line.name ?? ""));
  const across = margin.left + width + room(names);
  const columns = recordings.map((data, i) => drawColumn(data, i * across));
  const height = Math.max(...columns.map((one) => one.height));
  const title = recordings.map((data) => `${data.title}, ${data.subtitle}`).join("; ");
  return picture(
    recordings.length * across,
    height,
    title,
    columns.map((one) => one.text),
  );
}
