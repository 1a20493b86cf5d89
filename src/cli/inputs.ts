// From what is named on the command line to a float network, an integer network and recordings.
import { createGolden } from "../../golden/index.ts";
import {
  DEFAULT_MAX_STEPS,
  type FloatNetwork,
  type IntegerInputs,
  type IntegerNetwork,
} from "../network/index.ts";
import {
  type Comparison,
  compareNetworks,
  type Quantized,
  type QuantizeOptions,
  quantize,
} from "../quantize/index.ts";
import type { Recording } from "../recordings/index.ts";
import { UsageError } from "./errors.ts";
import { loadValue, needFile } from "./files/module.ts";
import { loadNetworkFile, type NetworkFile } from "./files/network.ts";
import {
  type LoadedRecordings,
  loadRecordings,
  permutationBeside,
  recordingsBeside,
  type Taker,
} from "./files/recordings.ts";
import type { Io } from "./io.ts";
import type { BinningOptions, NetworkOptions } from "./options.ts";

const takerOf = ({ kind, network }: NetworkFile): Taker => {
  const { inputs, maxSteps, readout } = kind === "float" ? network.description : network;
  return { inputs, maxSteps, classes: readout.classes };
};

/**
 * Recordings as the network takes them. `io` is told of spikes left out. `ifNeeded`: pooling and time unit were said of
 * other recordings.
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
  const permutation = binning.permutation ?? permutationBeside(file.folder);
  if (binning.permutation !== undefined) needFile(binning.permutation);
  const graded = inputs.valueBits > 0;
  const loaded = await loadRecordings(
    paths,
    {
      timestep: inputs.timestep,
      steps: binning.steps ?? maxSteps,
      channels: inputs.channels,
      graded,
      frontEnd: file.frontEnd,
      pool: binning.pool,
      combine: binning.combine ?? (graded ? "sum" : "max"),
      ifNeeded,
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
  const notes = [...loaded.notes, ...notesOfPixels(loaded, inputs, permutation)];
  if (loaded.late > 0)
    notes.push(`${loaded.late} spikes come after the last step and are left out; see --steps`);
  for (const note of notes) io.err(`note: ${note}\n`);
  noteSilence(loaded, binning, maxSteps, io);
  return loaded;
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
  { recordings }: LoadedRecordings,
  { steps }: BinningOptions,
  maxSteps: number,
  io: Io,
): void {
  const most = (of: (r: Recording) => number) => recordings.reduce((max, r) => Math.max(max, of(r)), 0);
  const longest = most((r) => r.steps);
  const used = most((r) => r.offsets.indexOf(r.addresses.length));
  if (steps === undefined && maxSteps === DEFAULT_MAX_STEPS && used * 2 < longest)
    io.err(
      `note: no recording has an event after step ${used} of ${longest}; set maxSteps in the network file, or --steps, ` +
        "to the length that the network was trained on\n",
    );
}

async function quantizeOptions({ bits, quantizer }: NetworkOptions): Promise<QuantizeOptions> {
  const given = quantizer === undefined ? {} : ((await loadValue(quantizer)) as QuantizeOptions);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new UsageError(`${quantizer}: expected an object of quantizer options`);
  if (bits === undefined) return given;
  return {
    ...given,
    bits: {
      ...given.bits,
      fast: bits,
      drive: bits,
      current: bits,
      readout: { ...given.bits?.readout, weights: bits },
    },
  };
}

/** Formats are chosen by at most so many recordings: more change nothing and take longer. */
const calibrationSize = 200;

export interface Inputs {
  readonly file: NetworkFile;
  /** Null where an integer network was given. */
  readonly float: FloatNetwork | null;
  readonly integer: IntegerNetwork;
  /** Null where an integer network was given. */
  readonly quantized: Quantized | null;
  /** What the formats were chosen by; null where an integer network was given. */
  readonly calibration: LoadedRecordings | null;
}

/** What there is where only the float model is asked for. */
export interface FloatInputs extends Pick<Inputs, "file"> {
  readonly float: FloatNetwork;
  readonly integer: null;
  readonly calibration: null;
}

/** Loads a network and, unless it is an integer network already, quantizes it. */
export async function loadInputs(
  network: string,
  options: NetworkOptions,
  binning: BinningOptions,
  io: Io,
): Promise<Inputs> {
  const file = await loadNetworkFile(network, options.weights);
  if (file.kind === "integer") {
    for (const name of ["calibrate", "bits", "quantizer"] as const)
      if (options[name] !== undefined)
        throw new UsageError(`--${name}: ${file.path} is an integer network already`);
    return { file, float: null, integer: file.network, quantized: null, calibration: null };
  }
  const path = options.calibrate ?? recordingsBeside(file.folder, "calibration");
  if (path === null)
    throw new UsageError(
      `${file.path}: quantizing needs recordings: --calibrate FILE, or calibration.h5, .json or .txt beside it`,
    );
  const { steps, pool, combine, timeUnit, permutation } = binning;
  const ofAll = await recordingsFor(
    file,
    [path],
    {
      pool,
      ...(steps === undefined ? {} : { steps }),
      ...(combine === undefined ? {} : { combine }),
      ...(timeUnit === undefined ? {} : { timeUnit }),
      ...(permutation === undefined ? {} : { permutation }),
    },
    io,
    true,
  );
  const calibration = { ...ofAll, recordings: ofAll.recordings.slice(0, calibrationSize) };
  const quantized = quantize(file.network, calibration.recordings, await quantizeOptions(options));
  return { file, float: file.network, integer: quantized.network, quantized, calibration };
}

/** A network whose float model is all that is asked for: no formats are chosen, and no recordings needed for it. */
export async function loadFloat(network: string, options: NetworkOptions): Promise<FloatInputs> {
  const file = await loadNetworkFile(network, options.weights);
  if (file.kind === "integer") throw new UsageError(`--engine float: ${file.path} is an integer network`);
  for (const name of ["calibrate", "bits", "quantizer"] as const)
    if (options[name] !== undefined)
      throw new UsageError(`--${name}: formats are for integers; --engine float has none`);
  return { file, float: file.network, integer: null, calibration: null };
}

/** What quantizing changed, over the recordings that its formats were chosen by. */
export const compareInputs = ({ float, integer, calibration }: Inputs): Comparison | null =>
  float === null || calibration === null
    ? null
    : compareNetworks(float, integer, calibration.recordings, createGolden);
