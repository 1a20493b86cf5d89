// Recordings from a file of any kind, as a network of given inputs takes them. The file's name says its kind.

import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import { type Binned, binSpikes } from "./binning.ts";
import { checkPooling } from "./channels.ts";
import { readCsvEvents } from "./csv.ts";
import { RecordingError } from "./error.ts";
import { readBytes } from "./file.ts";
import { readJsonRecordings } from "./json.ts";
import { readMnist } from "./mnist.ts";
import { readNumpyEvents } from "./numpy.ts";
import type { Recording } from "./recording.ts";
import { readShd } from "./shd.ts";
import { CHANNELS, cochleaSpikes } from "./speech/cochlea.ts";
import type { FrontEnd } from "./speech/front-end.ts";
import { rateNote } from "./speech/rate.ts";
import { readWav } from "./speech/wav.ts";
import type { Spikes } from "./spikes.ts";
import { readTextRecordings } from "./text.ts";
import { checkUnit, type TimeUnit, timestepIn } from "./times.ts";

export interface ReadOptions {
  /** Seconds of a time step. */
  readonly timestep: number;
  /** Time steps of every recording from spike times or sound; left out: as many as each needs. */
  readonly steps?: number;
  /** Channels of the network. */
  readonly channels: number;
  /** Whether its events carry values. */
  readonly graded: boolean;
  /** Source channels that become one. */
  readonly pool: number;
  readonly combine: "max" | "sum" | "repeat";
  /** Unit of spike times; left out: what the file says, else seconds. */
  readonly timeUnit?: TimeUnit;
  /** `pool` and `timeUnit` are used only where the file does not fit without them: they were said of another one. */
  readonly ifNeeded?: boolean;
  /** Order of the pixels of IDX images: a file, see readPermutation. */
  readonly permutation?: string;
  /** How sound becomes events; left out: as for the shipped networks. */
  readonly frontEnd?: FrontEnd;
  /** Range of the recordings of the file. */
  readonly from?: number;
  readonly to?: number;
}

/** Options that say how recordings become time steps and channels of events. */
export const readOptions = ["steps", "pool", "combine", "timeUnit"] as const;
export type ReadOption = (typeof readOptions)[number];

export interface ReadRecordings {
  readonly recordings: readonly Recording[];
  /** Names of the classes, where the file has them. */
  readonly classes: readonly string[] | null;
  /** Spikes left out because they come after the last step. */
  readonly late: number;
  /** What a reader of results should know about the file. */
  readonly notes: readonly string[];
  /** Whether they are sequences of pixels. */
  readonly pixels: boolean;
  /** The options that mean something for such a file. */
  readonly used: readonly ReadOption[];
}

type Reader = (path: string, options: ReadOptions) => Promise<ReadRecordings>;

const plain = (recordings: readonly Recording[], notes: readonly string[] = []): ReadRecordings => ({
  recordings,
  classes: null,
  late: 0,
  notes,
  pixels: false,
  used: [],
});

const rangeOf = ({ from, to }: ReadOptions) => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});
const within = <T>(all: readonly T[], { from = 0, to }: ReadOptions): readonly T[] => all.slice(from, to);

/** The first of the tries that throws no RecordingError; the last one's error where all do. */
function firstThatFits<T>(tries: readonly (() => T)[]): T {
  for (const [i, attempt] of tries.entries())
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof RecordingError) || i === tries.length - 1) throw error;
    }
  throw new RangeError("no tries");
}

/** Bins spikes, once their channels and the unit of their times are plausible. */
function binAll(
  path: string,
  spikes: readonly Spikes[],
  options: ReadOptions,
  ofFile: TimeUnit | null = null,
) {
  const { pool, timeUnit } = options;
  const fileUnit = { unit: ofFile ?? "s", said: ofFile !== null };
  const unit = timeUnit === undefined ? fileUnit : { unit: timeUnit, said: true };
  const choices = options.ifNeeded
    ? [1, pool].flatMap((p) => [fileUnit, unit].map((u) => ({ ...u, pool: p })))
    : [{ ...unit, pool }];
  return firstThatFits(choices.map((choice) => () => binAs(path, spikes, { ...options, ...choice })));
}

/** What `bin` makes of a recording; its errors say the file too. */
function ofFile(path: string, { name }: Spikes, bin: () => Binned): Binned {
  try {
    return bin();
  } catch (error) {
    if (!(error instanceof RecordingError) || error.file !== name) throw error;
    const where = name === basename(path) ? error.where : `${name}: ${error.where}`;
    throw new RecordingError(path, where, error.expected, error.found);
  }
}

type Said = { readonly unit: TimeUnit; readonly said: boolean };

function binAs(path: string, spikes: readonly Spikes[], options: ReadOptions & Said): ReadRecordings {
  const { timestep, steps, combine, graded, unit, said } = options;
  checkPooling(path, spikes, options);
  if (!graded && combine !== "sum") {
    const valued = spikes.find(({ values }) => values !== undefined);
    if (valued)
      throw new RecordingError(
        path,
        valued.name,
        "events without values, as the network's inputs are binary",
        "values",
      );
  }
  const binned = inSteps(path, spikes, timestepIn(unit, timestep), options);
  // Recordings as long as they need to be are never too short or too long for their times.
  if (steps !== undefined) checkUnit({ path, spikes, late: binned.late, unit, timestep, steps, said });
  return binned;
}

/** Recordings of spikes; `timestep` is in the unit of their times. */
function inSteps(
  path: string,
  spikes: readonly Spikes[],
  timestep: number,
  { steps, channels, pool, combine, graded }: ReadOptions,
): ReadRecordings {
  const length = steps === undefined ? {} : { steps };
  const binned = spikes.map((one) =>
    ofFile(path, one, () =>
      binSpikes(one, { timestep, ...length, channels: channels * pool, pool, combine, graded }),
    ),
  );
  const late = binned.reduce((sum, one) => sum + one.late, 0);
  return { ...plain(binned.map((one) => one.recording)), late, used: readOptions };
}

const shd: Reader = async (path, options) => {
  const { spikes, classes } = await readShd(path, { ...rangeOf(options), short: true });
  return { ...binAll(path, spikes, options), classes };
};

const csv: Reader = async (path, options) => {
  const { spikes, unit } = await readCsvEvents(path);
  return binAll(path, within([spikes], options), options, unit);
};

/**
 * Dense arrays are in time steps already, as long as they are, and say their channels: nothing is to be guessed from their
 * events. Where events carry no values, an entry is so many events.
 */
const numpy: Reader = async (path, options) => {
  const { spikes, dense } = await readNumpyEvents(path);
  const chosen = within(spikes, options);
  if (dense === null) return binAll(path, chosen, options);
  const pools = options.ifNeeded ? [1, options.pool] : [options.pool];
  const pool = pools.find((one) => Math.ceil(dense.channels / one) === options.channels);
  if (pool === undefined) {
    const pooled = Math.ceil(dense.channels / options.pool);
    const fits = Math.round(dense.channels / options.channels);
    const advice =
      fits >= 1 && Math.ceil(dense.channels / fits) === options.channels ? `; --pool ${fits} fits` : "";
    throw new RecordingError(
      path,
      "channels",
      `${options.channels}, as the network has`,
      `${pooled}${options.pool > 1 ? ` of ${dense.channels} with --pool ${options.pool}` : ""}${advice}`,
    );
  }
  const counts = options.graded || options.combine === "sum";
  const counted = counts
    ? chosen
    : chosen.map(options.combine === "max" ? once : (one) => repeated(path, one));
  const binned = inSteps(path, counted, 1, { ...options, pool, steps: dense.steps });
  return { ...binned, used: ["pool", "combine"] };
};

/** Each spike once, whatever its value. */
const once = ({ values: _, ...rest }: Spikes): Spikes => rest;

/** Most events that the entries of a dense array may stand for. */
const MOST_EVENTS = 1 << 26;

/** Each spike as often as its value says. */
function repeated(path: string, { times, units, values, ...rest }: Spikes): Spikes {
  const total = values?.reduce((sum, value) => sum + value, 0) ?? 0;
  if (total > MOST_EVENTS)
    throw new RecordingError(path, rest.name, `at most ${MOST_EVENTS} events`, `${total}`);
  const index = Array.from(values ?? [], (value, e) => new Array<number>(value).fill(e)).flat();
  return {
    ...rest,
    times: Float64Array.from(index, (e) => times[e]),
    units: Uint16Array.from(index, (e) => units[e]),
  };
}

const sound: Reader = async (path, options) => {
  const { timestep, steps, channels, graded, combine, frontEnd } = options;
  const wav = readWav(await readBytes(path), path);
  if (channels !== CHANNELS)
    throw new RecordingError(
      path,
      "sound",
      `a network of ${CHANNELS} channels, which sound becomes`,
      `one of ${channels} channels`,
    );
  const spikes = cochleaSpikes(wav, basename(path), frontEnd);
  const { recording, late } = binSpikes(spikes, {
    timestep,
    ...(steps === undefined ? {} : { steps }),
    channels,
    graded,
    combine,
  });
  const note = rateNote(path, wav.rate);
  return { ...plain([recording], note === null ? [] : [note]), late, used: ["steps", "combine"] };
};

const isIdx = (path: string) => /-images[-.]idx3-ubyte(\.gz)?$/.test(path);

/** Images of an IDX file; the labels lie beside them under the name that MNIST gives them, packed or not. */
const idx: Reader = async (path, options) => {
  const { permutation } = options;
  const beside = path.replace(/-images([-.])idx3-/, "-labels$1idx1-");
  const other = beside.endsWith(".gz") ? beside.slice(0, -".gz".length) : `${beside}.gz`;
  const labels = existsSync(beside) || !existsSync(other) ? beside : other;
  const images = await readMnist(path, labels, permutation === undefined ? {} : { permutation });
  return { ...plain(within(images, options)), pixels: true };
};

const readers: Readonly<Record<string, Reader>> = {
  ".h5": shd,
  ".hdf5": shd,
  ".npz": numpy,
  ".npy": numpy,
  ".csv": csv,
  ".tsv": csv,
  ".wav": sound,
  ".json": async (path, options) => plain(within(await readJsonRecordings(path), options)),
  ".txt": async (path, options) => plain(within(await readTextRecordings(path), options)),
};

/** Reads one file. Throws RecordingError for a file of no known kind, and what its reader throws. */
export async function readRecordings(path: string, options: ReadOptions): Promise<ReadRecordings> {
  const reader = isIdx(path) ? idx : readers[extname(path).toLowerCase()];
  if (reader === undefined)
    throw new RecordingError(
      path,
      "name",
      `one that says the kind of recordings: ${Object.keys(readers).join(", ")}, *-images-idx3-ubyte`,
      basename(path),
    );
  return reader(path, options);
}
