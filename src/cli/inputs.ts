// From what is named on the command line to a float network and an integer network.
import { createGolden } from "../../golden/index.ts";
import type { FloatNetwork, IntegerNetwork } from "../network/index.ts";
import {
  type Comparison,
  compareNetworks,
  type Quantized,
  QuantizeOptionError,
  type QuantizeOptions,
  quantize,
} from "../quantize/index.ts";
import { withWeightBits } from "../quantize/widths.ts";
import { UsageError } from "./errors.ts";
import { inFile, loadValue } from "./files/module.ts";
import { loadNetworkFile, type NetworkFile } from "./files/network.ts";
import { type LoadedRecordings, namedBeside, recordingsBeside } from "./files/recordings.ts";
import type { Io } from "./io.ts";
import type { BinningOptions, NetworkOptions } from "./options.ts";
import { binningFlags, binningGiven, givenOf, recordingsFor } from "./recordings.ts";

/** The options of --quantizer, with all weights in the bits of --bits where both are given. */
export async function quantizeOptions({ bits, quantizer }: NetworkOptions): Promise<QuantizeOptions> {
  const given = quantizer === undefined ? {} : ((await loadValue(quantizer)) as QuantizeOptions);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new UsageError(`${quantizer}: expected an object of quantizer options`);
  if (bits === undefined) return given;
  const widths = () => withWeightBits(given.bits ?? {}, bits);
  return { ...given, bits: quantizer === undefined ? widths() : inFile(quantizer, widths) };
}

/** Quantizes; options that are wrong are named with the file that they come from. */
function quantizeWith(
  network: FloatNetwork,
  { recordings }: LoadedRecordings,
  options: QuantizeOptions,
  path: string | undefined,
): Quantized {
  try {
    return quantize(network, recordings, options);
  } catch (error) {
    if (!(error instanceof QuantizeOptionError) || path === undefined) throw error;
    throw new UsageError(`${path}: ${error.message}`);
  }
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

/**
 * Loads a network, where it is not loaded yet, and, unless it is an integer network already, quantizes it. `only`:
 * `binning` was said of the recordings that formats are chosen by, and of no others.
 */
export async function loadInputs(
  network: string | NetworkFile,
  options: NetworkOptions,
  binning: BinningOptions,
  io: Io,
  only = false,
): Promise<Inputs> {
  const file = typeof network === "string" ? await loadNetworkFile(network, options.weights) : network;
  if (file.kind === "integer") {
    for (const name of ["calibrate", "bits", "quantizer"] as const)
      if (options[name] !== undefined)
        throw new UsageError(`--${name}: ${file.path} is an integer network already`);
    for (const name of only ? givenOf(binning) : [])
      throw new UsageError(
        `${binningFlags[name][0]}: ${file.path} is an integer network, whose formats are chosen already`,
      );
    return { file, float: null, integer: file.network, quantized: null, calibration: null };
  }
  const path = options.calibrate ?? recordingsBeside(file.folder, "calibration");
  if (path === null)
    throw new UsageError(
      `${file.path}: quantizing needs recordings: --calibrate FILE, or one beside it: ${namedBeside("calibration")}`,
    );
  const { from: _from, to: _to, ...ofEach } = binning;
  const ofAll = await recordingsFor(file, [path], only ? binning : ofEach, io, !only);
  const calibration = { ...ofAll, recordings: ofAll.recordings.slice(0, calibrationSize) };
  const quantized = quantizeWith(
    file.network,
    calibration,
    await quantizeOptions(options),
    options.quantizer,
  );
  return { file, float: file.network, integer: quantized.network, quantized, calibration };
}

/** Loads a network where `given` says nothing of other recordings than those that formats are chosen by. */
export async function loadCalibrated(
  given: NetworkOptions & BinningOptions & { readonly network: string },
  io: Io,
): Promise<Inputs> {
  const inputs = await loadInputs(given.network, given, given, io, true);
  const [unused] = inputs.quantized === null ? binningGiven(given) : [];
  if (unused !== undefined)
    throw new UsageError(
      `${unused}: ${inputs.file.path} is an integer network, whose formats are chosen already`,
    );
  return inputs;
}

/** A network whose float model is all that is asked for: no formats are chosen, and no recordings needed for it. */
export async function loadFloat(
  network: string,
  options: NetworkOptions,
  what = "--engine float",
): Promise<FloatInputs> {
  const file = await loadNetworkFile(network, options.weights);
  if (file.kind === "integer") throw new UsageError(`${what}: ${file.path} is an integer network`);
  for (const name of ["calibrate", "bits", "quantizer"] as const)
    if (options[name] !== undefined)
      throw new UsageError(`--${name}: formats are for integers; ${what} has none`);
  return { file, float: file.network, integer: null, calibration: null };
}

/** What quantizing changed, over the recordings that its formats were chosen by. */
export const compareInputs = ({ float, integer, calibration }: Inputs): Comparison | null =>
  float === null || calibration === null
    ? null
    : compareNetworks(float, integer, calibration.recordings, createGolden);
