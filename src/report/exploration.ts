// The page and the picture of an exploration, from plain data: they need nothing but themselves.
import type { AblationData } from "./ablation.ts";
import type { MeasuredBeside } from "./measured.ts";
import { more } from "./page/more.ts";
import { points as pointsScript } from "./page/points.ts";
import { style } from "./page/style.ts";
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
  /** The hardware choice, in a few words and whole, and the command that measures it. */
  readonly choice: string;
  readonly hardware: unknown;
  readonly command: string;
}

export interface ExplorationData {
  readonly title: string;
  readonly figures: readonly FigureAxis[];
  /** Places of the two figures that are drawn first. */
  readonly axes: readonly [number, number];
  /** Those that are drawn: the whole front, and some or all of the rest. */
  readonly points: readonly ExploredPoint[];
  /** Points there are, those that are not drawn too. */
  readonly total: number;
  readonly measured: readonly MeasuredBeside[];
  readonly ablation: AblationData | null;
}

/** JSON within a script of a page: nothing in it may end the script. */
const embedded = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Gives each text a number, in the order in which they come. */
function numbered(): { readonly texts: string[]; readonly numberOf: (text: string) => number } {
  const texts: string[] = [];
  const known = new Map<string, number>();
  return {
    texts,
    numberOf(text) {
      const found = known.get(text);
      if (found !== undefined) return found;
      known.set(text, texts.length);
      return texts.push(text) - 1;
    },
  };
}

/** The data as the page holds it: a list for each figure, hardware choices once each. */
function inColumns({ title: _, points, ...rest }: ExplorationData) {
  const [kinds, hardware] = [numbered(), numbered()];
  const choices: string[] = [];
  const places = points.map((p) => kinds.numberOf(JSON.stringify([p.of, p.command])));
  const named = kinds.texts.map((text): [of: string, command: string] => JSON.parse(text));
  const hardwareOf = points.map((p) => {
    const place = hardware.numberOf(JSON.stringify(p.hardware));
    choices[place] ??= p.choice;
    return place;
  });
  return {
    ...rest,
    of: named.map(([of]) => of),
    commands: named.map(([, command]) => command),
    choices,
    hardware: hardware.texts.map((text) => JSON.parse(text)),
    points: {
      of: places,
      hardware: hardwareOf,
      front: points.map((p) => Number(p.front)),
      figures: rest.figures.map((_figure, f) => points.map((p) => p.figures[f]!)),
    },
  };
}

/** A page that works without a network: points, front, table, filters, what a click chooses; measured points and ablation. */
export const explorationPage = (data: ExplorationData): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(data.title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(data.title)}</h1>
<p>Cycles, bits moved, memories and multipliers are exact; logic, flip-flops and energy are modelled. The large points are the front.</p>
<div id="bar"></div>
<details><summary>Limits</summary><div id="limits"></div><button id="all" type="button">no limits</button></details>
<div id="main">
<div><canvas id="plot"></canvas><p id="hover"></p><p id="count"></p></div>
<div id="chosen"><p>A click on a point, or on a row of the table, shows its hardware.</p></div>
</div>
<h2>The front</h2>
<div class="wide"><table id="front"></table></div>
<section id="measured-part" hidden>
<h2>Modelled beside measured</h2>
<p>Synthesis, and place and route where the tools are there. The upper bar, and the first figure, is modelled; the lower one is measured.</p>
<div class="wide whole"><table id="measured"></table></div>
</section>
<section id="ablation-part" hidden>
<h2 id="ablation-title"></h2>
<p>Light bars: the hardware has no switch for it; counted by a model, cycles at the least.</p>
<div class="wide whole"><table id="ablation"></table></div>
</section>
<script>
const data = ${embedded(inColumns(data))};
${pointsScript}${more}
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
