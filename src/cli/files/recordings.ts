// Recordings from files of every kind, as a network of given inputs takes them.
import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import {
  type Recording,
  readJsonRecordings,
  readMnist,
  readShdRecordings,
  readTextRecordings,
} from "../../recordings/index.ts";
import type { FrontEnd } from "../../recordings/speech/front-end.ts";
import { readWav } from "../../recordings/speech/wav.ts";
import { UsageError } from "../errors.ts";
import { isFile, needFile } from "./module.ts";
import { needSoundChannels, rateNote, soundEvents } from "./sound.ts";

export interface RecordingOptions {
  /** Seconds of a time step. */
  readonly timestep: number;
  /** Time steps of every recording from spike times or sound. */
  readonly steps: number;
  /** Channels of the network. */
  readonly channels: number;
  /** Source channels that become one. */
  readonly pool: number;
  readonly combine: "max" | "sum" | "repeat";
  /** How sound becomes events. */
  readonly frontEnd: FrontEnd;
  /** Range of the recordings of each file. */
  readonly from?: number;
  readonly to?: number;
}

export interface LoadedRecordings {
  readonly recordings: readonly Recording[];
  /** Names of the classes, where a file has them. */
  readonly classes: readonly string[] | null;
  /** Spikes left out because they come after the last step. */
  readonly late: number;
  /** What the user should know of how they were read. */
  readonly notes: readonly string[];
}

type Reader = (path: string, options: RecordingOptions) => Promise<LoadedRecordings>;

const plain = (recordings: readonly Recording[], { from = 0, to }: RecordingOptions): LoadedRecordings => ({
  recordings: recordings.slice(from, to),
  classes: null,
  late: 0,
  notes: [],
});

const binning = ({ timestep, steps, channels, pool, combine }: RecordingOptions) => ({
  timestep,
  steps,
  channels: channels * pool,
  pool,
  combine,
});

const shd: Reader = async (path, options) => {
  const { from, to } = options;
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return { ...(await readShdRecordings(path, binning(options), range)), notes: [] };
};

const sound: Reader = async (path, options) => {
  needSoundChannels(path, options.channels);
  const read = readWav(readFileSync(path), path);
  const { timestep, steps, combine, frontEnd } = options;
  const { recording, late } = soundEvents(read, basename(path), frontEnd, { timestep, steps, combine });
  const note = rateNote(path, read.rate);
  return { recordings: [recording], classes: null, late, notes: note === null ? [] : [note] };
};

/** Images of an IDX file; the labels lie beside them under the name that MNIST gives them. */
const idx: Reader = async (path, options) => {
  const labels = path.replace("-images-idx3-", "-labels-idx1-");
  return plain(await readMnist(path, labels), options);
};

const readers: Readonly<Record<string, Reader>> = {
  ".h5": shd,
  ".hdf5": shd,
  ".wav": sound,
  ".json": async (path, options) => plain(await readJsonRecordings(path), options),
  ".txt": async (path, options) => plain(await readTextRecordings(path), options),
};

const isIdx = (path: string) => /-images-idx3-ubyte(\.gz)?$/.test(path);

/** Reads files one after the other. @throws UsageError for files of no known kind, RecordingError from their readers */
export async function loadRecordings(
  paths: readonly string[],
  options: RecordingOptions,
): Promise<LoadedRecordings> {
  const loaded: LoadedRecordings[] = [];
  for (const path of paths) {
    const reader = isIdx(path) ? idx : readers[extname(path).toLowerCase()];
    if (reader === undefined)
      throw new UsageError(
        `${path}: not known as recordings by its name; allowed: ${Object.keys(readers).join(", ")}, *-images-idx3-ubyte`,
      );
    needFile(path);
    const one = await reader(path, options);
    for (const { name, channels } of one.recordings)
      if (channels !== options.channels)
        throw new UsageError(
          `${path}: ${name}: recorded from ${channels} channels, but the network has ${options.channels}`,
        );
    loaded.push(one);
  }
  return {
    recordings: loaded.flatMap((one) => one.recordings),
    classes: loaded.find((one) => one.classes !== null)?.classes ?? null,
    late: loaded.reduce((sum, one) => sum + one.late, 0),
    notes: loaded.flatMap((one) => one.notes),
  };
}

const namesBeside = {
  calibration: ["calibration", "recordings", "test-100"],
  test: ["test-100", "recordings", "calibration"],
};

/** The recordings that lie beside a network, to choose its formats by or to try it on; null where there are none. */
export const recordingsBeside = (folder: string, purpose: keyof typeof namesBeside): string | null =>
  namesBeside[purpose]
    .flatMap((name) => [".h5", ".json", ".txt"].map((ending) => join(folder, `${name}${ending}`)))
    .find(isFile) ?? null;
