// Float network and calibration recordings in, integer network and report out.
import { counted } from "../base/counted.ts";
import { needFloatNetwork } from "../network/float-network.ts";
import type { EventSequence, FloatNetwork, IntegerNetwork } from "../network/index.ts";
import { bitsOf, hullOf, rangesOfWeights } from "../network/ranges.ts";
import { applyFormats, type TensorReport } from "./apply.ts";
import { calibrate } from "./calibrate.ts";
import type { ConstantReport } from "./constants.ts";
import { QuantizeOptionError } from "./error.ts";
import { checkFormatChoice, checkShifts } from "./fixed.ts";
import { chooseFormats, type FormatChoice, type Formats } from "./formats.ts";
import { chooseWidths, type WidthChoice } from "./widths.ts";

export interface QuantizeOptions {
  /** Widths; what is not given is 8 for weights, 12 for x, 16 for m, "auto" for D and B, for u and the fraction of beta. */
  readonly bits?: WidthChoice;
  /** How much larger than in calibration x, m and u may get before they saturate. Default 1.5. */
  readonly headroom?: number;
  /** With D and B of "auto" width: the largest relative error of the slow state, default 0.05. */
  readonly stateTolerance?: number;
  /**
   * The largest relative error of a time constant or a threshold, and the largest share of a threshold up to which a
   * membrane may stand still instead of decaying. Default 0.01.
   */
  readonly constantTolerance?: number;
  /** Formats to use instead of chosen ones, such as the `formats` of an earlier result. */
  readonly formats?: FormatChoice;
}

/** Widths that the sums of a layer need with these weights, so that none can overflow. */
export interface AccumulatorBits {
  readonly fast: number;
  readonly membrane: number;
  /** Null without slow state. */
  readonly drive: number | null;
  readonly state: number | null;
  readonly current: number | null;
}

export interface Quantized {
  readonly network: IntegerNetwork;
  /** Every format, as chosen or given. */
  readonly formats: Formats;
  readonly tensors: readonly TensorReport[];
  /** Leaks and thresholds, as asked for and as reached. */
  readonly constants: readonly ConstantReport[];
  /** For each layer the error of its slow state over calibration drives, relative to the float one; null without one. */
  readonly stateErrors: readonly (number | null)[];
  /** What the formats could not keep within its tolerance. */
  readonly notes: readonly string[];
  readonly accumulators: { readonly layers: readonly AccumulatorBits[]; readonly logits: number };
}

function accumulatorBits(network: IntegerNetwork): Quantized["accumulators"] {
  const { layers, readout } = rangesOfWeights(network);
  return {
    layers: layers.map(({ fastSums, membraneSums, memory }) => ({
      fast: bitsOf(hullOf(fastSums)),
      membrane: bitsOf(hullOf(membraneSums)),
      drive: memory && bitsOf(memory.driveSum),
      state: memory && bitsOf(hullOf(memory.stateSums)),
      current: memory && bitsOf(hullOf(memory.currentSums)),
    })),
    logits: bitsOf(hullOf(readout.logits)),
  };
}

const optionNames = ["bits", "headroom", "stateTolerance", "constantTolerance", "formats"];

/** Options may come from a file that no compiler has seen. */
function checkOptions(options: QuantizeOptions): void {
  for (const name of Object.keys(options))
    if (!optionNames.includes(name))
      throw new QuantizeOptionError(`${name}: there is no such option; there are ${optionNames.join(", ")}`);
  for (const name of ["headroom", "stateTolerance", "constantTolerance"] as const) {
    const value: unknown = options[name];
    if (value !== undefined && !(typeof value === "number" && value > 0 && Number.isFinite(value)))
      throw new QuantizeOptionError(`${name}: ${JSON.stringify(value)}; allowed is a number above 0`);
  }
  const formats: unknown = options.formats;
  if (formats !== undefined && (typeof formats !== "object" || formats === null))
    throw new QuantizeOptionError(`formats: ${JSON.stringify(formats)}; allowed is an object`);
}

/**
 * Quantizes `network`, its formats chosen from its weights and from how it runs over `recordings`.
 * Throws a NetworkKindError where `network` is no float network, a QuantizeError where a width, a format or the calibration is
 * not usable, and what the float network throws where a recording does not fit it.
 */
export function quantize(
  network: FloatNetwork,
  recordings: readonly EventSequence[],
  options: QuantizeOptions = {},
): Quantized {
  needFloatNetwork(network);
  checkOptions(options);
  const { bits, headroom = 1.5, stateTolerance = 0.05, constantTolerance = 0.01 } = options;
  const fixed = checkFormatChoice(network, options.formats ?? {});
  const widths = chooseWidths(network, bits);
  const calibration = calibrate(network, recordings);
  const limits = { headroom, stateTolerance, constantTolerance };
  const chosen = chooseFormats(network, widths, calibration, { ...limits, fixed });
  const integer = applyFormats(network, widths, chosen.formats);
  checkShifts(integer.network);
  const notes = chosen.stateErrors.flatMap((error, l) =>
    error === null || error <= stateTolerance
      ? []
      : [
          `layers[${l}].memory: the slow state is off by ${(100 * error).toFixed(1)} %, more than ` +
            `${100 * stateTolerance} % (stateTolerance), with m of ${widths.layers[l].m} bits and D and B of ` +
            `${chosen.formats.layers[l].memory?.stateBits} bits; more bits (bits.m, bits.state) may hold it`,
        ],
  );
  const lost = integer.tensors.flatMap(({ name, bits: width, lost: rows = 0 }) =>
    rows === 0
      ? []
      : [
          `${name}: in ${width} bits all weights of ${counted(rows, "row")} became 0, since others are so much larger; more bits may ` +
            "keep them, or weights that differ less",
        ],
  );
  return {
    ...integer,
    ...chosen,
    notes: [...notes, ...lost],
    accumulators: accumulatorBits(integer.network),
  };
}
