// An ablation as a whole: the rows of what is asked for, of a network at hand or of a point of an exploration.
import { resolve } from "node:path";
import { counted } from "../base/counted.ts";
import { dilated, type Point } from "../explore/index.ts";
import { deviceOf } from "../flow/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import {
  type Ablated,
  type AblationRow,
  activeRecordings,
  networkRow,
  scheduleRows,
  slowStateRows,
} from "./ablation.ts";
import { UsageError } from "./errors.ts";
import { tablesOf } from "./exploration.ts";
import { variantsBeside } from "./files/variants.ts";
import { type Inputs, loadInputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { BinningOptions, NetworkOptions } from "./options.ts";
import { networkNames } from "./point-text.ts";
import { withProgress } from "./progress.ts";

/** Changes of the network that are asked for. */
export interface Changes {
  readonly dilation: readonly number[];
  /** Of all weights, where the network is quantized here. */
  readonly weightBits: readonly number[];
  readonly slowState: readonly number[];
  /** Other network files for the same recordings. */
  readonly networks: readonly string[];
}

/** What is changed where nothing is said. */
export const usualChanges: Changes = {
  ...{ dilation: [2, 5, 10], weightBits: [6, 4], slowState: [0, 2, 5, 10], networks: [] },
};

export interface Ablation {
  /** What it is of. */
  readonly title: string;
  readonly rows: readonly AblationRow[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** Refuses a network that the recordings of another are not for: they would be other events to it. @throws UsageError */
function needSameInputs(path: string, { inputs, readout }: IntegerNetwork, own: IntegerNetwork): void {
  const shape = (i: typeof inputs, r: typeof readout) =>
    `${counted(i.channels, "channel")}, values of ${counted(i.valueBits, "bit")}, ${counted(r.classes, "class", "classes")}, ` +
    `time steps of ${i.timestep} s`;
  const [found, wanted] = [shape(inputs, readout), shape(own.inputs, own.readout)];
  if (found !== wanted)
    throw new UsageError(`--networks: ${path} has ${found}; the recordings are for a network of ${wanted}`);
}

/**
 * All rows, the schedules first; then the networks, on the first of them. `options`, `binning`: how the network was quantized;
 * `only`: `binning` was said of the recordings that formats are chosen by, and of no others.
 */
export async function ablation(
  inputs: Inputs,
  given: Ablated,
  changes: Changes,
  options: NetworkOptions,
  { binning, only }: { readonly binning: BinningOptions; readonly only: boolean },
  io: Io,
): Promise<Ablation> {
  const { file, float, integer } = inputs;
  const variants = await variantsBeside(file.folder);
  const names = networkNames(changes.networks);
  return withProgress(io, "ablation", async (at) => {
    const { rows, leftOut, hardware } = await scheduleRows(given, io, at);
    const ablated = { ...given, hardware };
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
        const other = await loadInputs(file, { ...options, bits }, binning, io, only);
        return networkRow({ ...ablated, integer: other.integer }, "weight bits", `${bits} bits`, io);
      }),
      ...changes.networks.map((path) => async () => {
        const other = await loadInputs(path, {}, binning, io);
        needSameInputs(path, other.integer, integer);
        return networkRow({ ...ablated, integer: other.integer }, "networks", names.get(path)!, io);
      }),
    ];
    const more: AblationRow[] = [];
    for (const [i, task] of tasks.entries()) {
      at(i, tasks.length, "networks");
      more.push(await task());
    }
    const states = slowStateRows(ablated, changes.slowState, variants);
    return { title: `${integer.name}: what each idea brings`, rows: [...rows, ...more, ...states], leftOut };
  });
}

/** The ablation of a point of an exploration: its network, format and hardware; recordings are those beside the network; nothing is simulated. */
export async function ablationOfPoint(
  { network, bits, device, hardware }: Point,
  folder: string,
  given: { readonly jobs: number; readonly energy?: string },
  io: Io,
): Promise<Ablation> {
  const options = bits === null ? {} : { bits };
  const read = { binning: { pool: 1 }, only: true };
  const inputs = await loadInputs(resolve(folder, network), options, read.binning, io, true);
  const common = { hardware, device: deviceOf(device), tables: tablesOf(given.energy), jobs: given.jobs };
  const quiet = { engine: "builtin", simulated: 0 } as const;
  const ablated = { ...common, ...quiet, ...(await activeRecordings(inputs, [], read.binning, io)) };
  return ablation(inputs, ablated, usualChanges, options, read, io);
}
