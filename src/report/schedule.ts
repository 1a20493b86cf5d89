// The schedule of a network's hardware as a picture: cycles along, parts down, a colour a time step.
import { linear, ticks } from "./scale.ts";
import { coordinate, element, label, picture } from "./svg.ts";

/** What a part is at, from one cycle up to, not including, another. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  /** Time step; steps that follow one another have different colours. */
  readonly step: number;
}

export interface Row {
  /** Whose it is: rows of one owner stand together. */
  readonly of: string;
  readonly name: string;
  readonly bars: readonly Bar[];
}

export interface ScheduleData {
  readonly title: string;
  readonly subtitle: string;
  /** The cycles that are drawn. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
}

const colours = ["#1f77b4", "#d95f02", "#2a9d55", "#8e6bbf", "#c2a000", "#17a2a8"];
const colourOf = (step: number) => colours[step % colours.length]!;
const grey = "#cbd2dc";
const margin = { left: 150, top: 62, bottom: 46, right: 24 };
const row = { height: 15, gap: 5, between: 14 };
const width = 880;

/** The bars of a row, those of a step as one path: hundreds of them stay small. */
function bars({ bars: all }: Row, y: number, along: (cycle: number) => number, data: ScheduleData): string {
  const ofStep = new Map<number, string>();
  for (const { from, to, step } of all) {
    if (to <= data.from || from >= data.to) continue;
    const [left, right] = [Math.max(from, data.from), Math.min(to, data.to)];
    // A bar that is too narrow for a gap of its own beside it touches the next one.
    const wide = along(right) - along(left);
    const shown = Math.max(0.4, wide > 3 ? wide - 0.8 : wide * 0.85);
    const rounded = (x: number) => Math.round(x * 10) / 10;
    const path = `M${rounded(along(left))} ${y}h${rounded(shown)}v${row.height}h-${rounded(shown)}z`;
    ofStep.set(step, `${ofStep.get(step) ?? ""}${path}`);
  }
  return [...ofStep]
    .map(([step, d]) => element("path", { d, fill: colourOf(step), "fill-opacity": 0.85 }))
    .join("\n");
}

/** Draws a schedule, as an SVG document. */
export function scheduleSvg(data: ScheduleData): string {
  const along = linear(data.from, data.to, margin.left, margin.left + width);
  const parts = [
    label(16, 24, data.title, { "font-size": 15 }),
    label(16, 43, data.subtitle, { "font-size": 12, fill: "#5a6678" }),
  ];
  const grid: string[] = [];
  const rows: string[] = [];
  let y = margin.top;
  let owner = "";
  for (const each of data.rows) {
    if (owner !== "" && each.of !== owner) y += row.between;
    if (each.of !== owner) rows.push(label(16, y + 11, each.of, { "font-size": 12, "font-weight": "bold" }));
    owner = each.of;
    grid.push(element("rect", { x: margin.left, y, width, height: row.height, fill: "#f4f6f9" }));
    rows.push(
      label(margin.left - 8, y + 11, each.name, { "text-anchor": "end" }),
      bars(each, y, along, data),
    );
    y += row.height + row.gap;
  }
  for (const { value, text } of ticks(0, data.to - data.from, width / 90)) {
    const x = along(data.from + value);
    const d = `M${coordinate(x)} ${margin.top - 4}V${y}`;
    grid.push(element("path", { d, stroke: grey, "stroke-width": 0.5 }));
    rows.push(label(x, y + 13, text, { "text-anchor": "middle" }));
  }
  parts.push(...grid, ...rows);
  parts.push(label(margin.left + width / 2, y + 30, "clock cycles", { "text-anchor": "middle" }));
  return picture(margin.left + width + margin.right, y + margin.bottom, data.title, parts);
}
