// Recordings that are named on the command line, as a network takes them, with what their reader should know.
import { counted } from "../base/counted.ts";
import { DEFAULT_MAX_STEPS, type IntegerInputs } from "../network/index.ts";
import { type ReadOption, type Recording, readOptions } from "../recordings/index.ts";
import { UsageError } from "./errors.ts";
import { needFile } from "./files/module.ts";
import type { NetworkFile } from "./files/network.ts";
import {
  type LoadedRecordings,
  loadRecordings,
  permutationBeside,
  recordingsBeside,
  type Taker,
} from "./files/recordings.ts";
import type { Io } from "./io.ts";
import type { BinningOptions } from "./options.ts";

const takerOf = ({ kind, network }: NetworkFile): Taker => {
  const { inputs, maxSteps, readout } = kind === "float" ? network.description : network;
  return { inputs, maxSteps, classes: readout.classes };
};

/**
 * Recordings as the network takes them. `io` is told of spikes left out. `ifNeeded`: pooling and time unit were said of
 * other recordings. Options that none of the recordings has a use for are refused.
 */
export async function recordingsFor(
  file: NetworkFile,
  paths: readonly string[],
  binning: BinningOptions,
  io: Io,
  ifNeeded = false,
): Promise<LoadedRecordings> {
  const taker = takerOf(file);
  const { inputs, maxSteps } = taker;
  const { from, to, timeUnit } = binning;
  const steps = binning.steps ?? maxSteps;
  const permutation = binning.permutation ?? permutationBeside(file.folder);
  if (binning.permutation !== undefined) needFile(binning.permutation);
  const graded = inputs.valueBits > 0;
  const loaded = await loadRecordings(
    paths,
    {
      timestep: inputs.timestep,
      channels: inputs.channels,
      graded,
      frontEnd: file.frontEnd,
      pool: binning.pool,
      combine: binning.combine ?? (graded ? "sum" : "max"),
      ifNeeded,
      ...(steps === null ? {} : { steps }),
      ...(timeUnit === undefined ? {} : { timeUnit }),
      ...(permutation === null ? {} : { permutation }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
    taker,
  );
  if (loaded.recordings.length === 0) {
    const range =
      from === undefined && to === undefined
        ? ""
        : ` from ${from ?? 0} to ${to ?? "the last"} (--from, --to)`;
    throw new UsageError(`${paths.join(", ")}: no recordings${range}`);
  }
  if (binning.permutation !== undefined && !ifNeeded && !loaded.pixels)
    throw new UsageError(
      "--permutation: none of the recordings are sequences of pixels (*-images-idx3-ubyte)",
    );
  if (!ifNeeded) refuseUnused(loaded, paths, binning);
  const notes = [...loaded.notes, ...notesOfPixels(loaded, inputs, permutation)];
  if (loaded.late > 0)
    notes.push(`${counted(loaded.late, "spike")} after the last step, left out; see --steps`);
  for (const note of notes) io.err(`note: ${note}\n`);
  noteSilence(loaded, binning, maxSteps, io);
  return loaded;
}

/** How recordings become time steps: each option, and the recordings that it means something for. */
export const binningFlags = {
  steps: ["--steps", "spike times and sound"],
  pool: ["--pool", "spike times and dense arrays"],
  combine: ["--combine", "spike times, sound and dense arrays"],
  timeUnit: ["--time-unit", "spike times"],
} as const satisfies Record<ReadOption, readonly [string, string]>;

/** The options of binning that were given. */
export const givenOf = (binning: BinningOptions): ReadOption[] =>
  readOptions.filter((name) => (name === "pool" ? binning.pool > 1 : binning[name] !== undefined));

/**
 * The first `count` recordings beside a network, as it takes them; null where there are none. `binning` was said of those that
 * formats are chosen by: these are read so where they do not fit without, and their range is their own.
 */
export async function firstBeside(
  file: NetworkFile,
  purpose: Parameters<typeof recordingsBeside>[1],
  count: number,
  binning: BinningOptions,
  io: Io,
): Promise<readonly Recording[] | null> {
  const path = recordingsBeside(file.folder, purpose);
  if (path === null) return null;
  return (await recordingsFor(file, [path], { ...binning, from: 0, to: count }, io, true)).recordings;
}

/** As they are typed: all that was said of recordings, their range and the order of their pixels too. */
export const binningGiven = (binning: BinningOptions): string[] => [
  ...givenOf(binning).map((name) => binningFlags[name][0]),
  ...(["permutation", "from", "to"] as const).flatMap((name) =>
    binning[name] === undefined ? [] : [`--${name}`],
  ),
];

/** Refuses options that none of the recordings has a use for. */
function refuseUnused({ used }: LoadedRecordings, paths: readonly string[], binning: BinningOptions): void {
  for (const name of givenOf(binning)) {
    const [flag, uses] = binningFlags[name];
    if (!used.includes(name))
      throw new UsageError(`${flag}: it is for ${uses}; ${paths.join(", ")} says its own steps and channels`);
  }
}

/** What sequences of pixels are shown as: their order, and their size where the network takes them as they are. */
function notesOfPixels(
  { pixels }: LoadedRecordings,
  { scale = 1 }: IntegerInputs,
  permutation: string | null,
): string[] {
  if (!pixels) return [];
  const order = permutation === null ? [] : [`pixels in the order of ${permutation}`];
  return scale !== 1
    ? order
    : [
        ...order,
        "pixels are taken as 0 to 255; a network that was trained on pixels of 0 to 1 says so in its file: " +
          "inputs.scale: 1 / 255 (0.00392156862745098)",
      ];
}

/** A sequence much longer than its recordings means that the network file lacks its `maxSteps`, where that is the default. */
function noteSilence(
  { recordings, used: usedOptions }: LoadedRecordings,
  { steps }: BinningOptions,
  maxSteps: number | null,
  io: Io,
): void {
  const most = (of: (r: Recording) => number) => recordings.reduce((max, r) => Math.max(max, of(r)), 0);
  const longest = most((r) => r.steps);
  const used = most((r) => r.offsets.indexOf(r.addresses.length));
  if (steps === undefined && maxSteps === DEFAULT_MAX_STEPS && used * 2 < longest)
    io.err(
      `note: no recording has an event after step ${used} of ${longest}; set maxSteps in the network file` +
        `${usedOptions.includes("steps") ? ", or --steps," : ""} to the length that the network was trained on\n`,
    );
}
