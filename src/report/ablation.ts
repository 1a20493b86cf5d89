// An ablation as a picture: a line for each row, bars for its cycles, the bits it moves and its energy.
import { coordinate, element, label, picture } from "./svg.ts";

export interface AblationBar {
  readonly of: string;
  readonly name: string;
  /** Something is left out by a model, not in hardware. */
  readonly modelled: boolean;
  readonly cyclesPerStep: number;
  readonly bitsPerStep: number;
  readonly energyPerStep: { readonly low: number; readonly high: number };
  /** In words. */
  readonly accuracy: string;
}

export interface AblationData {
  readonly title: string;
  readonly bars: readonly AblationBar[];
}

const size = { left: 330, panel: 190, gap: 66, top: 70, row: 19, head: 24 };
const colours = { exact: "#2b6cb0", modelled: "#90b4d8", range: "#c05621", text: "#5a6678" };

interface Panel {
  readonly title: string;
  readonly of: (bar: AblationBar) => { readonly from: number; readonly to: number };
  readonly text: (bar: AblationBar) => string;
}

const panels: readonly Panel[] = [
  {
    title: "cycles a step",
    of: (b) => ({ from: 0, to: b.cyclesPerStep }),
    text: (b) => b.cyclesPerStep.toFixed(1),
  },
  {
    title: "kbit moved a step",
    of: (b) => ({ from: 0, to: b.bitsPerStep / 1000 }),
    text: (b) => (b.bitsPerStep / 1000).toFixed(1),
  },
  {
    title: "modelled nJ a step, over the tables",
    of: (b) => ({ from: b.energyPerStep.low / 1000, to: b.energyPerStep.high / 1000 }),
    text: (b) => `${(b.energyPerStep.low / 1000).toFixed(2)} to ${(b.energyPerStep.high / 1000).toFixed(2)}`,
  },
];

/** Bars that are light: something is counted by a model that the hardware cannot be switched to. */
export function ablationSvg({ title, bars }: AblationData): string {
  const groups = [...new Set(bars.map((b) => b.of))];
  let y: number = size.top;
  const inside: string[] = [];
  const x = (panel: number) => size.left + panel * (size.panel + size.gap);
  const most = panels.map((panel) => Math.max(...bars.map((b) => panel.of(b).to), Number.MIN_VALUE));
  const bar = (b: AblationBar): string[] => [
    label(size.left - 10, y + 11, b.name, { "text-anchor": "end" }),
    ...panels.flatMap((panel, p) => {
      const { from, to } = panel.of(b);
      const along = (value: number) => (value / most[p]!) * size.panel;
      const fill = from > 0 ? colours.range : b.modelled ? colours.modelled : colours.exact;
      return [
        element("rect", {
          ...{ x: x(p) + along(from), y: y + 2, height: size.row - 7, fill },
          ...{ width: Math.max(1, along(to) - along(from)), "fill-opacity": b.modelled ? 0.6 : 1 },
        }),
        label(x(p) + along(to) + 4, y + 11, panel.text(b), { "font-size": 10 }),
      ];
    }),
    label(x(panels.length) + 20, y + 11, b.accuracy),
  ];
  for (const group of groups) {
    inside.push(label(16, y + 13, group, { "font-size": 12, fill: colours.text }));
    y += size.head;
    for (const b of bars.filter((one) => one.of === group)) {
      inside.push(...bar(b));
      y += size.row;
    }
    y += 8;
  }
  const heads = [
    ...panels.map((panel, p) => label(x(p), size.top - 10, panel.title)),
    label(x(panels.length) + 20, size.top - 10, "accuracy"),
  ];
  const line = `M16 ${coordinate(size.top - 4)}H${coordinate(x(panels.length) + 100)}`;
  return picture(x(panels.length) + 130, y + 16, title, [
    label(16, 24, title, { "font-size": 15 }),
    ...heads,
    element("path", { d: line, stroke: "#cbd2dc" }),
    ...inside,
  ]);
}
