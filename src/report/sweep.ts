// A sweep of widths as a picture: bits along, agreement up, a line a tensor.
import { linear, ticks } from "./scale.ts";
import { coordinate, element, label, picture } from "./svg.ts";

export interface SweepData {
  readonly title: string;
  readonly subtitle: string;
  /** Shares from 0 to 1 by bits; null: not possible. */
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly { readonly bits: number; readonly share: number | null }[];
    /** Marked on the line. */
    readonly suggested: number;
  }[];
}

const colours = ["#1f77b4", "#d95f02", "#2a9d55", "#8e6bbf", "#c2a000", "#17a2a8"];
const grey = "#cbd2dc";
const area = { left: 60, top: 66, width: 520, height: 300 };
const legend = { left: 604, row: 17 };

/** Draws a sweep, as an SVG document. */
export function sweepSvg({ title, subtitle, lines }: SweepData): string {
  const points = lines.flatMap((line) => line.points);
  const bits = points.map((p) => p.bits);
  const [low, high] = [Math.min(...bits), Math.max(...bits, Math.min(...bits) + 1)];
  const least = Math.min(0.99, ...points.map((p) => p.share ?? 1));
  const along = linear(low, high, area.left, area.left + area.width);
  const up = linear(least, 1, area.top + area.height, area.top);
  const bottom = area.top + area.height;
  const marks = [
    ...ticks(low, high, 8).flatMap(({ value, text }) => [
      label(along(value), bottom + 18, text, { "text-anchor": "middle" }),
    ]),
    ...ticks(least * 100, 100, 5).flatMap(({ value, text }) => [
      element("line", {
        x1: area.left,
        x2: area.left + area.width,
        y1: up(value / 100),
        y2: up(value / 100),
        stroke: grey,
      }),
      label(area.left - 8, up(value / 100) + 4, `${text} %`, { "text-anchor": "end" }),
    ]),
  ];
  const drawn = lines.flatMap(({ name, points, suggested }, i) => {
    const colour = colours[i % colours.length]!;
    const dash = i < colours.length ? {} : { "stroke-dasharray": "4 3" };
    const there = points.filter((p) => p.share !== null);
    const path = there.map(
      (p, n) => `${n === 0 ? "M" : "L"}${coordinate(along(p.bits))} ${coordinate(up(p.share!))}`,
    );
    const y = area.top + 8 + i * legend.row;
    return [
      element("path", { d: path.join(""), fill: "none", stroke: colour, "stroke-width": 1.6, ...dash }),
      ...there
        .filter((p) => p.bits === suggested)
        .map((p) => element("circle", { cx: along(p.bits), cy: up(p.share!), r: 3.5, fill: colour })),
      element("line", {
        x1: legend.left,
        x2: legend.left + 22,
        y1: y,
        y2: y,
        stroke: colour,
        "stroke-width": 2,
        ...dash,
      }),
      label(legend.left + 28, y + 4, `${name} (${suggested} bits)`),
    ];
  });
  const height = Math.max(bottom + 46, area.top + lines.length * legend.row + 24);
  return picture(820, height, title, [
    label(16, 24, title, { "font-size": 15 }),
    label(16, 43, subtitle, { "font-size": 12, fill: "#5a6678" }),
    ...marks,
    label(area.left + area.width / 2, bottom + 38, "bits", { "text-anchor": "middle" }),
    ...drawn,
  ]);
}
