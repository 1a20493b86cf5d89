// An ablation as a whole: its rows from what is asked for, as table, CSV and data of a picture.
import { basename } from "node:path";
import { counted } from "../base/counted.ts";
import { dilated, type Range } from "../explore/index.ts";
import type { AblationData } from "../report/index.ts";
import {
  type Ablated,
  type AblationRow,
  agrees,
  networkRow,
  scheduleRows,
  slowStateRows,
} from "./ablation.ts";
import { variantsBeside } from "./files/variants.ts";
import { type Inputs, loadInputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { NetworkOptions } from "./options.ts";
import { withProgress } from "./progress.ts";
import { percent, table } from "./text.ts";

/** Changes of the network that are asked for. */
export interface Changes {
  readonly dilation: readonly number[];
  /** Of all weights, where the network is quantized here. */
  readonly weightBits: readonly number[];
  readonly slowState: readonly number[];
  /** Other network files for the same recordings. */
  readonly networks: readonly string[];
}

export interface Ablation {
  readonly rows: readonly AblationRow[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** All rows, the schedules first. `options`: how the network was quantized. */
export async function ablation(
  inputs: Inputs,
  ablated: Ablated,
  changes: Changes,
  options: NetworkOptions,
  io: Io,
): Promise<Ablation> {
  const { file, float, integer } = inputs;
  const variants = await variantsBeside(file.folder);
  return withProgress(io, "ablation", async (at) => {
    const { rows, leftOut } = await scheduleRows(ablated, io, at);
    const of = (network: string, bits: number | null) =>
      loadInputs(network, bits === null ? {} : { ...options, bits }, { pool: 1 }, io, true);
    const tasks: (() => Promise<AblationRow>)[] = [
      ...(integer.layers.some((l) => l.memory !== null) ? changes.dilation : []).map(
        (n) => () =>
          networkRow(
            { ...ablated, integer: dilated(integer, n) },
            "dilation",
            `refresh every ${n} steps`,
            io,
          ),
      ),
      ...(float === null ? [] : changes.weightBits).map((bits) => async () => {
        const other = await of(file.path, bits);
        return networkRow({ ...ablated, integer: other.integer }, "weight bits", `${bits} bits`, io);
      }),
      ...changes.networks.map((path) => async () => {
        const other = await of(path, null);
        return networkRow({ ...ablated, integer: other.integer }, "networks", basename(path), io);
      }),
    ];
    const more: AblationRow[] = [];
    for (const [i, task] of tasks.entries()) {
      at(i, tasks.length, "networks");
      more.push(await task());
    }
    const states = slowStateRows(ablated, changes.slowState, variants);
    return { rows: [...rows, ...more, ...states], leftOut };
  });
}

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

export function ablationCsv({ rows }: Ablation): string {
  const quoted = (t: string) => `"${t.replaceAll('"', '""')}"`;
  const head =
    "of,name,modelled,cyclesPerStep,rtlRecordings,rtlCyclesPerStep,rtlTimeline,rtlMismatches,bitsPerStep," +
    "energyPerStepLow,energyPerStepHigh,clockPerStepLow,clockPerStepHigh,leakageLow,leakageHigh,accuracy,source";
  const lines = rows.map((r) =>
    [
      ...[quoted(r.of), quoted(r.name), quoted(r.modelled.join(" ")), r.cyclesPerStep],
      ...[r.measured?.recordings ?? "", r.measured?.cyclesPerStep ?? "", r.measured?.timeline ?? ""],
      ...[r.measured?.mismatches ?? "", r.bitsPerStep],
      ...[r.energyPerStep, r.clockPerStep, r.leakage].flatMap(({ low, high }) => [low, high]),
      ...[r.accuracy ?? "", quoted(r.source ?? "")],
    ].join(","),
  );
  return `${[head, ...lines].join("\n")}\n`;
}

export const ablationData = (title: string, { rows }: Ablation): AblationData => ({
  title,
  bars: rows.map(({ of, name, modelled, cyclesPerStep, bitsPerStep, energyPerStep, accuracy, source }) => ({
    ...{ of, name, modelled: modelled.length > 0, cyclesPerStep, bitsPerStep, energyPerStep },
    accuracy: `${percent(accuracy)}${source === null ? "" : " (card)"}`,
  })),
});
