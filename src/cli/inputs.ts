// From what is named on the command line to a float network, an integer network and recordings.
import { createGolden } from "../../golden/index.ts";
import type { FloatNetwork, IntegerInputs, IntegerNetwork } from "../network/index.ts";
import {
  type Comparison,
  compareNetworks,
  type Quantized,
  type QuantizeOptions,
  quantize,
} from "../quantize/index.ts";
import { UsageError } from "./errors.ts";
import { loadValue } from "./files/module.ts";
import { loadNetworkFile, type NetworkFile } from "./files/network.ts";
import { type LoadedRecordings, loadRecordings, recordingsBeside } from "./files/recordings.ts";
import type { Io } from "./io.ts";
import type { BinningOptions, NetworkOptions } from "./options.ts";

const inputsOf = (file: NetworkFile): { inputs: IntegerInputs; maxSteps: number } =>
  file.kind === "float" ? file.description : file.network;

/** Recordings as the network takes them. `io` is told of spikes left out. */
export async function recordingsFor(
  file: NetworkFile,
  paths: readonly string[],
  binning: BinningOptions,
  io: Io,
): Promise<LoadedRecordings> {
  const { inputs, maxSteps } = inputsOf(file);
  const { from, to } = binning;
  const loaded = await loadRecordings(paths, {
    timestep: inputs.timestep,
    steps: binning.steps ?? maxSteps,
    channels: inputs.channels,
    pool: binning.pool,
    combine: binning.combine ?? (inputs.valueBits > 0 ? "sum" : "max"),
    frontEnd: file.frontEnd,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  if (loaded.recordings.length === 0) throw new UsageError(`${paths.join(", ")}: no recordings`);
  if (loaded.late > 0)
    io.err(`note: ${loaded.late} spikes come after the last step and are left out; see --steps\n`);
  for (const note of loaded.notes) io.err(`note: ${note}\n`);
  noteSilence(loaded, binning, io);
  return loaded;
}

/** A sequence much longer than its recordings usually means that the network file lacks its `maxSteps`. */
function noteSilence({ recordings }: LoadedRecordings, { steps }: BinningOptions, io: Io): void {
  const longest = Math.max(...recordings.map((r) => r.steps));
  const used = Math.max(...recordings.map((r) => r.offsets.indexOf(r.addresses.length)));
  if (steps === undefined && longest > 16 && used * 2 < longest)
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
  const { steps, pool, combine } = binning;
  const ofAll = await recordingsFor(
    file,
    [path],
    { pool, ...(steps === undefined ? {} : { steps }), ...(combine === undefined ? {} : { combine }) },
    io,
  );
  const calibration = { ...ofAll, recordings: ofAll.recordings.slice(0, calibrationSize) };
  const quantized = quantize(file.network, calibration.recordings, await quantizeOptions(options));
  return { file, float: file.network, integer: quantized.network, quantized, calibration };
}

/** What quantizing changed, over the recordings that its formats were chosen by. */
export const compareInputs = ({ float, integer, calibration }: Inputs): Comparison | null =>
  float === null || calibration === null
    ? null
    : compareNetworks(float, integer, calibration.recordings, createGolden);
