// An ablation as people and other programs read it: table, CSV, data of a picture.
import { counted } from "../base/counted.ts";
import type { Range } from "../explore/index.ts";
import type { AblationData } from "../report/index.ts";
import { type AblationRow, agrees } from "./ablation.ts";
import type { Ablation } from "./ablation-table.ts";
import { csv, percent, table } from "./text.ts";

const pico = ({ low, high }: Range) => `${Math.round(low)} to ${Math.round(high)}`;
const times = (value: number, one: number) => `${(value / one).toFixed(2)} x`;

/** As text, beside the first row, which has every idea. */
export function ablationText({ rows, leftOut }: Ablation): string {
  const [first] = rows;
  const sources = [...new Set(rows.flatMap((r) => r.source ?? []))];
  const cells = (r: AblationRow) => [
    `${r.name}${r.modelled.length > 0 ? " [model]" : ""}`,
    r.cyclesPerStep.toFixed(1),
    times(r.cyclesPerStep, first!.cyclesPerStep),
    r.measured === null ? "-" : r.measured.cyclesPerStep.toFixed(1),
    (r.bitsPerStep / 1000).toFixed(1),
    times(r.bitsPerStep, first!.bitsPerStep),
    pico(r.energyPerStep),
    times(r.energyPerStep.high, first!.energyPerStep.high),
    pico(r.clockPerStep),
    `${r.leakage.low.toFixed(3)} to ${r.leakage.high.toFixed(3)}`,
    `${percent(r.accuracy)}${r.source === null ? "" : ` [${sources.indexOf(r.source) + 1}]`}`,
  ];
  const measured = rows.flatMap((r) => (r.measured === null ? [] : [r.measured]));
  const [one] = measured;
  const rtl = one === undefined ? "RTL" : `RTL, first ${one.recordings}`;
  const head = ["", "cycles", "", rtl, "kbit", "", "pJ", "", "pJ, clocks", "mW, leakage", "accuracy"];
  const notes = [
    "A step, in the mean. Energy of memories and arithmetic is modelled, over the tables; clocks, none gated, and leakage stand apart.",
    "[model]: the hardware has no switch for it; counted, cycles at the least.",
    ...(one === undefined
      ? []
      : [
          `RTL: simulated on ${counted(one.recordings, "recording")}, the first; ${measured.every(agrees) ? "each equal to the timeline of the same recordings" : "NOT equal to the timeline"}.`,
        ]),
    ...leftOut.map(({ name, why }) => `${name}: left out: ${why.split("\n").at(-1)!.trim()}`),
    ...sources.map((s, i) => `[${i + 1}] of networks trained so, costs with this one's activity: ${s}`),
  ];
  return `${table(head, rows.map(cells))}\n${notes.join("\n")}\n`;
}

export const ablationCsv = ({ rows }: Ablation): string =>
  csv(
    [
      ...["of", "name", "modelled", "cyclesPerStep"],
      ...["rtlRecordings", "rtlCyclesPerStep", "rtlTimeline", "rtlMismatches", "bitsPerStep"],
      ...["energyPerStepLow", "energyPerStepHigh", "clockPerStepLow", "clockPerStepHigh"],
      ...["leakageLow", "leakageHigh", "accuracy", "source"],
    ],
    rows.map((r) => [
      ...[r.of, r.name, r.modelled.join(" "), r.cyclesPerStep],
      ...[r.measured?.recordings, r.measured?.cyclesPerStep, r.measured?.timeline],
      ...[r.measured?.mismatches, r.bitsPerStep],
      ...[r.energyPerStep, r.clockPerStep, r.leakage].flatMap(({ low, high }) => [low, high]),
      ...[r.accuracy, r.source],
    ]),
  );

export const ablationData = ({ title, rows }: Ablation): AblationData => ({
  title,
  bars: rows.map(({ of, name, modelled, cyclesPerStep, bitsPerStep, energyPerStep, accuracy, source }) => ({
    ...{ of, name, modelled: modelled.length > 0, cyclesPerStep, bitsPerStep, energyPerStep },
    accuracy: `${percent(accuracy)}${source === null ? "" : " (card)"}`,
  })),
});
