// The page and the picture of an exploration, from plain data: they need nothing but themselves.
import { client, style } from "./exploration-client.ts";
import { extent, linear, ticks } from "./scale.ts";
import { coordinate, element, label, picture } from "./svg.ts";

/** A figure that points have. */
export interface FigureAxis {
  readonly name: string;
  readonly title: string;
  /** More of it is better. */
  readonly most: boolean;
}

export interface ExploredPoint {
  /** One for each figure; null where the point has none. */
  readonly figures: readonly (number | null)[];
  readonly front: boolean;
  /** Network, format and device. */
  readonly of: string;
  /** The hardware choice, and the command that measures it. */
  readonly hardware: unknown;
  readonly command: string;
}

export interface ExplorationData {
  readonly title: string;
  readonly figures: readonly FigureAxis[];
  /** Places of the two figures that are drawn first. */
  readonly axes: readonly [number, number];
  readonly points: readonly ExploredPoint[];
}

/** JSON within a script of a page: nothing in it may end the script. */
const embedded = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** A page that works without a network: points, front, table, filters, and what a click chooses. */
export const explorationPage = (data: ExplorationData): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(data.title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(data.title)}</h1>
<p>Cycles, memories and multipliers are exact; logic, flip-flops and energy are modelled. The large points are the front.</p>
<div id="axes"></div>
<div id="main"><canvas id="plot" width="900" height="560"></canvas><div id="chosen"><p>A click on a point shows its hardware.</p></div></div>
<p id="count"></p>
<table id="front"></table>
<script>
const data = ${embedded(data)};
${client}
</script>
</body>
</html>
`;

const size = { width: 760, height: 480, left: 80, right: 20, top: 40, bottom: 50 };

/** The points by two figures as a picture. Points without one of them are left out. */
export function explorationSvg({ title, figures, axes: [across, up], points }: ExplorationData): string {
  const { width, height, left, right, top, bottom } = size;
  const shown = points.filter((p) => p.figures[across] !== null && p.figures[up] !== null);
  const values = (axis: number) => shown.map((p) => p.figures[axis]!);
  const [xs, ys] = [extent(values(across)), extent(values(up))];
  const x = linear(...xs, left, width - right);
  const y = linear(...ys, height - bottom, top);
  const grid = [
    ...ticks(...xs, 8).flatMap(({ value, text }) => [
      element("path", { d: `M${coordinate(x(value))} ${top}V${height - bottom}`, stroke: "#e2e8f0" }),
      label(x(value), height - bottom + 18, text, { "text-anchor": "middle" }),
    ]),
    ...ticks(...ys, 8).flatMap(({ value, text }) => [
      element("path", { d: `M${left} ${coordinate(y(value))}H${width - right}`, stroke: "#e2e8f0" }),
      label(left - 8, y(value) + 4, text, { "text-anchor": "end" }),
    ]),
  ];
  const dot = (front: boolean) => (p: ExploredPoint) =>
    element("circle", {
      cx: x(p.figures[across]!),
      cy: y(p.figures[up]!),
      r: front ? 4.5 : 2,
      fill: front ? "#c05621" : "#a0aec0",
      "fill-opacity": front ? 1 : 0.5,
    });
  return picture(width, height, title, [
    label(left, 22, title, { "font-size": 14 }),
    ...grid,
    ...shown.filter((p) => !p.front).map(dot(false)),
    ...shown.filter((p) => p.front).map(dot(true)),
    label((left + width - right) / 2, height - 12, figures[across]!.title, { "text-anchor": "middle" }),
    label(left, top - 6, figures[up]!.title),
  ]);
}
