// dmp timeline: what every part of the hardware is at, cycle by cycle, as a picture and as data.
import { createGolden } from "../../../golden/index.ts";
import { counted } from "../../base/counted.ts";
import {
  activityOf,
  cycleBound,
  cyclesPerStep,
  type NetworkPlan,
  plan,
  type Span,
  type SpanKind,
  type StepActivity,
  timeline as timelineOf,
} from "../../core/index.ts";
import { scheduleSvg } from "../../report/index.ts";
import { command } from "../command.ts";
import { usualActivity } from "../exploration.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { needResult, writeResult } from "../files/write.ts";
import { type Inputs, loadCalibrated } from "../inputs.ts";
import type { Io } from "../io.ts";
import { integer, letter, preset, text } from "../option.ts";
import { binningOptions, hardwareOption, networkArgument, networkOptions } from "../options.ts";
import { firstBeside } from "../recordings.ts";
import { spread } from "../spread.ts";
import { table } from "../text.ts";

export const timeline = command({
  name: "timeline",
  about: "what every part of the hardware is at, cycle by cycle: a picture of the schedule, and its spans",
  arguments: { network: networkArgument },
  options: {
    out: letter("o", text("file", "draw it as SVG")),
    show: preset(2, integer("n", "time steps to show, in the steady state", 1, 50)),
    events: integer("n", "events that come in at every step; default: as many as recordings have", 0, 4096),
    firing: integer(
      "n",
      "neurons of every layer that fire at every step; default: as in recordings",
      0,
      65_536,
    ),
    ...hardwareOption,
    ...networkOptions,
    ...binningOptions,
  },
  json: "cyclesPerStep, bound, activity {events, firing}, from, to, spans [{part, layer, step, kind, from, to}]",
  notes: `Every step is like every other: as many events as the recordings that formats are chosen by have on average, and neurons
that fire evenly spread. For an integer network it is the recordings beside it; where there are none, a tenth of all channels and
neurons, and a note says so. Cycles are exact, those of the Verilog with events always on offer.`,
  examples: [
    "dmp timeline models/spoken-digits --out schedule.svg",
    "dmp timeline models/spoken-digits --hardware models/spoken-digits/hardware-up5k.json --events 14 --firing 13 --json",
  ],
  async run(given, io) {
    const { out } = given;
    needResult("--out", out, ".svg");
    const inputs = await loadCalibrated(given, io);
    const planned = plan(inputs.integer, await loadHardwareFile(given.hardware, inputs.file.folder, io));
    const activity = await usualStep(inputs, given, io);
    const shown = steadySpans(planned, activity, given.show);
    const cycles = cyclesPerStep(planned, activity);
    const bound = cycleBound(planned, activity);
    const firing = activity.spikes.map((s) => s.length);
    const rows = rowsOf(planned, shown.spans);
    const { dataflow, mapping } = planned.hardware;
    const work = `${counted(activity.inputs, "event")} in, ${firing.join(" and ")} spikes a step`;
    const svg = scheduleSvg({
      title: `${planned.network.name}, ${dataflow}, ${mapping}`,
      subtitle: `${work}: ${cycles} cycles a step, bound ${bound}. A colour a time step.`,
      ...shown,
      rows,
    });
    const busy = rows.map((r) => [
      `${r.of} ${r.name}`,
      r.bars.length,
      `${((100 * busyCycles(r.bars, shown)) / (shown.to - shown.from)).toFixed(0)} %`,
    ]);
    return {
      json: { cyclesPerStep: cycles, bound, activity: { events: activity.inputs, firing }, ...shown },
      text: `${table(["part", "spans", "busy"], busy)}\n${work}: ${cycles} cycles a step; bound ${bound}.\n${out === undefined ? "" : `Drawn: ${out}\n`}`,
      after: () => {
        if (out !== undefined) writeResult(out, svg);
      },
    };
  },
});

/** Recordings whose activity is measured. */
const measured = 10;

interface Asked {
  readonly events?: number;
  readonly firing?: number;
}

/** A step as it usually is. */
async function usualStep(inputs: Inputs, { events, firing }: Asked, io: Io): Promise<StepActivity> {
  const steps = events === undefined || firing === undefined ? await stepsOf(inputs, io) : [];
  const mean = (of: (step: StepActivity) => number) =>
    Math.round(steps.reduce((sum, step) => sum + of(step), 0) / Math.max(1, steps.length));
  return {
    inputs: events ?? mean((s) => s.inputs),
    spikes: inputs.integer.layers.map(({ neurons }, l) =>
      spread(neurons, firing ?? mean((s) => s.spikes[l]!.length)),
    ),
  };
}

/** Steps of the recordings that formats are chosen by; of an integer network, of those beside it, or made up. */
async function stepsOf({ file, integer, calibration }: Inputs, io: Io): Promise<readonly StepActivity[]> {
  const recordings =
    calibration?.recordings.slice(0, measured) ??
    (await firstBeside(file, "calibration", measured, { pool: 1 }, io));
  if (recordings === null) {
    io.err(
      "note: no recordings beside the network: a tenth of all channels and neurons has an event; see --events and --firing\n",
    );
    return usualActivity(integer);
  }
  const golden = createGolden(integer);
  return recordings.flatMap((recording) => activityOf(recording, golden.record(recording)));
}

/** Steps after which every step is like the one before. */
const SETTLED = 24;

/** What is at work in so many steps of the steady state, from the cycle in which the first of them begins to come in. */
function steadySpans(planned: NetworkPlan, activity: StepActivity, steps: number) {
  const spans: Span[] = [];
  const all = Array.from({ length: SETTLED + steps + 8 }, () => activity);
  const { taken } = timelineOf(planned, [all], (span) => spans.push(span));
  const beats = Math.max(1, activity.inputs);
  const [from, to] = [SETTLED, SETTLED + steps].map((step) => taken[step * beats]!) as [number, number];
  return { from, to, spans: spans.filter((s) => s.to > from && s.from < to) };
}

const names: Readonly<Record<SpanKind, string>> = {
  events: "events",
  sums: "held neurons",
  states: "slow state",
  slow: "slow terms",
  neurons: "neuron words",
  spikes: "spikes out",
  classes: "classes",
};

/** A row for everything that a part does. */
function rowsOf({ cores, network }: NetworkPlan, spans: readonly Span[]) {
  const parts = [
    ...cores.flatMap((core) =>
      core.layers.map(({ index }) => ({ part: core.name, layer: index, of: `layer ${index}` })),
    ),
    { part: "readout", layer: network.layers.length, of: "readout" },
  ];
  return parts.flatMap(({ layer, of }) =>
    (Object.keys(names) as SpanKind[]).flatMap((kind) => {
      const bars = spans.filter((s) => s.layer === layer && s.kind === kind);
      return bars.length === 0 ? [] : [{ of, name: names[kind], bars }];
    }),
  );
}

/** Cycles of the window in which any of the bars is. */
function busyCycles(
  bars: readonly { readonly from: number; readonly to: number }[],
  { from, to }: { readonly from: number; readonly to: number },
): number {
  let [cycles, end] = [0, from];
  for (const bar of [...bars].sort((a, b) => a.from - b.from)) {
    const start = Math.max(end, bar.from);
    end = Math.max(end, Math.min(to, bar.to));
    cycles += Math.max(0, end - start);
  }
  return cycles;
}
