// The rows of an ablation: schedules of a hardware choice, and changes of the network that it runs.
import { type Hardware, plan } from "../core/index.ts";
import {
  countCycles,
  type EnergyTable,
  energyRanges,
  evaluator,
  type Modelled,
  type Point,
  type PointCosts,
  type Recorded,
  resized,
  type Setting,
  scheduleCosts,
  schedulesOf,
  settingOf,
} from "../explore/index.ts";
import type { Device } from "../flow/index.ts";
import { infer } from "../inference/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import type { Recording } from "../recordings/index.ts";
import type { EngineName } from "../simulate/index.ts";
import { accuracyOf } from "./accuracy.ts";
import { activityFor, recordedFor } from "./exploration.ts";
import { recordingsBeside } from "./files/recordings.ts";
import type { Variants } from "./files/variants.ts";
import type { Inputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { BinningOptions } from "./options.ts";
import { recordingsFor } from "./recordings.ts";

/** What the hardware itself took, in simulation, and what the timeline says of the same recordings. */
export interface Measured {
  readonly recordings: number;
  readonly cyclesPerStep: number;
  readonly timeline: number;
  /** Recordings that it answered otherwise than the golden model. */
  readonly mismatches: number;
}

/** What was simulated is as the timeline and the golden model say. */
export const agrees = ({ cyclesPerStep, timeline, mismatches }: Measured) =>
  Math.abs(cyclesPerStep - timeline) < 1e-6 && mismatches === 0;

export interface AblationRow
  extends Pick<Point, "energyPerStep" | "clockPerStep" | "leakage" | "bitsPerStep"> {
  readonly of: "schedule" | "dilation" | "weight bits" | "slow state" | "networks";
  readonly name: string;
  /** Mean; exact unless something is left out by the model, then at the least. */
  readonly cyclesPerStep: number;
  readonly modelled: readonly Modelled[];
  /** Null where nothing was simulated. */
  readonly measured: Measured | null;
  /** Share of the recordings, the mean where there are several trainings; null where none is known. */
  readonly accuracy: number | null;
  /** Where an accuracy comes from that is not this network's on the recordings. */
  readonly source: string | null;
}

/** What rows are made for. */
export interface Ablated {
  readonly integer: IntegerNetwork;
  /** All that are run for accuracy; none: activity is made up, and nothing is simulated. */
  readonly recordings: readonly Recording[];
  /** Activity of the network as it is. */
  readonly recorded: Recorded;
  readonly hardware: Hardware;
  readonly device: Device;
  readonly tables: readonly EnergyTable[];
  readonly engine: EngineName;
  /** Recordings that the hardware runs in simulation. */
  readonly simulated: number;
  readonly jobs: number;
}

const figures = (costs: PointCosts) => ({
  cyclesPerStep: costs.cyclesPerStep.mean,
  bitsPerStep: costs.bitsPerStep,
  ...energyRanges(costs),
});

const settingFor = ({ device, tables }: Ablated, network: IntegerNetwork, recorded: Recorded): Setting =>
  settingOf(network, recorded, device, tables);

/** Recordings that go through the hardware without a reset between them: the timeline goes through them as one. */
export const mostSimulated = 5;

/** Simulates a choice on the first recordings. */
async function measure(
  { integer, recordings, recorded, engine, simulated }: Ablated,
  hardware: Hardware,
): Promise<Measured | null> {
  const chosen = recordings.slice(0, simulated);
  if (chosen.length === 0) return null;
  const { cyclesPerStep, mismatches } = await infer({
    ...{ engine, float: null, integer, hardware, recordings: chosen },
  });
  // A single step has no length.
  if (cyclesPerStep === null) return null;
  return {
    recordings: chosen.length,
    cyclesPerStep: cyclesPerStep.mean,
    timeline: countCycles(plan(integer, hardware), recorded.sequences.slice(0, chosen.length)).mean,
    mismatches,
  };
}

/** Told how many rows are done, and what the next one is. */
type At = (done: number, total: number, name: string) => void;

/** The schedules, those that do not go with the hardware choice, and the choice with every idea that goes with it. */
export async function scheduleRows(ablated: Ablated, io: Io, at: At) {
  const { integer, recorded, recordings, jobs } = ablated;
  const accuracy = recordings.length === 0 ? null : await accuracyOf(integer, recordings, jobs, io);
  const setting = settingFor(ablated, integer, recorded);
  const known = evaluator(setting);
  const { schedules, leftOut } = schedulesOf(ablated.hardware);
  const rows: AblationRow[] = [];
  for (const [i, schedule] of schedules.entries()) {
    const { name, hardware, modelled } = schedule;
    at(i, schedules.length, name);
    const measured = modelled.length > 0 ? null : await measure(ablated, hardware);
    const costs = figures(scheduleCosts(setting, known, schedule));
    rows.push({ of: "schedule", name, ...costs, modelled, measured, accuracy, source: null });
  }
  return { rows, leftOut, hardware: schedules[0]?.hardware ?? ablated.hardware };
}

/** A row of another network on the hardware as it is, with the activity of its own. */
export async function networkRow(
  ablated: Ablated,
  of: AblationRow["of"],
  name: string,
  io: Io,
): Promise<AblationRow> {
  const { integer, recordings, recorded, hardware, jobs } = ablated;
  const own = recordings.length === 0 ? recorded : recordedFor(integer, recordings);
  const accuracy = recordings.length === 0 ? null : await accuracyOf(integer, recordings, jobs, io);
  const costs = evaluator(settingFor(ablated, integer, own)).costs(hardware);
  const measured = await measure({ ...ablated, recorded: own }, hardware);
  return { of, name, ...figures(costs), modelled: [], measured, accuracy, source: null };
}

/** Slow states of other sizes: their costs with this network's activity, and what trained networks have answered. */
export function slowStateRows(
  ablated: Ablated,
  sizes: readonly number[],
  variants: Variants | null,
): AblationRow[] {
  const { integer, recorded, hardware } = ablated;
  if (integer.layers.every((layer) => layer.memory === null)) return [];
  return sizes.map((dim) => {
    const costs = evaluator(settingFor(ablated, resized(integer, dim), recorded)).costs(hardware);
    const known = variants?.slowState.find((v) => v.dim === dim)?.accuracy ?? null;
    return {
      ...{ of: "slow state" as const, name: dim === 0 ? "no slow state" : `slow states of ${dim}` },
      ...{ ...figures(costs), modelled: [], measured: null },
      accuracy: known === null ? null : known.reduce((a, b) => a + b, 0) / known.length,
      source: known === null ? null : variants!.source,
    };
  });
}

/**
 * The recordings named, or those beside the network, and the activity that costs are counted over: that of the first `most` of
 * them; made up where there are none.
 */
export async function activeRecordings(
  inputs: Inputs,
  named: readonly string[],
  binning: BinningOptions,
  io: Io,
  most?: number,
): Promise<Pick<Ablated, "integer" | "recordings" | "recorded">> {
  const { file, integer } = inputs;
  const beside = recordingsBeside(file.folder, "test");
  const paths = named.length > 0 || beside === null ? named : [beside];
  if (paths.length === 0)
    return { integer, recordings: [], recorded: await activityFor(inputs, binning, io) };
  // What is said of recordings where none are named is said of those that formats are chosen by.
  const { recordings } = await recordingsFor(file, paths, binning, io, named.length === 0);
  return { integer, recordings, recorded: recordedFor(integer, recordings, most) };
}
