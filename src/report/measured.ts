// What is modelled of points beside what synthesis measured, as a picture: two bars for each figure.
import { element, label, picture } from "./svg.ts";

/** A point as it was synthesized. */
export interface MeasuredBeside {
  /** Its place among the points. */
  readonly point: number;
  readonly name: string;
  readonly figures: readonly {
    readonly title: string;
    readonly modelled: number;
    readonly measured: number;
    /** What is modelled should be equal. */
    readonly exact: boolean;
  }[];
  readonly fmaxMHz: number | null;
  readonly stepsPerSecond: number | null;
  readonly problems: readonly string[];
}

const size = { left: 400, panel: 110, gap: 60, top: 66, row: 34 };
const colours = { modelled: "#90b4d8", measured: "#2f855a" };

/** The upper bar of a pair is modelled, the lower one measured. All have the same figures; at least one. */
export function measuredSvg(title: string, all: readonly MeasuredBeside[]): string {
  const { figures } = all[0]!;
  const x = (panel: number) => size.left + panel * (size.panel + size.gap);
  const most = figures.map((_, f) =>
    Math.max(Number.MIN_VALUE, ...all.flatMap((m) => [m.figures[f]!.modelled, m.figures[f]!.measured])),
  );
  const pair = (m: MeasuredBeside, f: number, y: number): string[] => {
    const { modelled, measured } = m.figures[f]!;
    const bar = (value: number, at: number, fill: string) =>
      element("rect", { x: x(f), y: at, width: (value / most[f]!) * size.panel, height: 7, fill });
    const text = modelled === measured ? `${measured}` : `${modelled} / ${measured}`;
    return [
      bar(modelled, y, colours.modelled),
      bar(measured, y + 8, colours.measured),
      label(x(f), y + 25, text, { "font-size": 10 }),
    ];
  };
  const rows = all.flatMap((m, i) => {
    const y = size.top + i * size.row;
    const clock = m.fmaxMHz === null ? "not placed" : `${m.fmaxMHz} MHz`;
    return [
      label(size.left - 10, y + 12, m.name, { "text-anchor": "end" }),
      ...figures.flatMap((_, f) => pair(m, f, y)),
      label(x(figures.length), y + 12, clock),
    ];
  });
  return picture(x(figures.length) + 110, size.top + all.length * size.row + 14, title, [
    label(16, 24, title, { "font-size": 15 }),
    ...figures.map((figure, f) => label(x(f), size.top - 10, figure.title)),
    ...rows,
  ]);
}
