// Formats: the fraction bits of every tensor and quantity, chosen from the weights and a calibration.
import { type FloatLayer, type FloatMemory, type FloatNetwork, matrix, multiply } from "../network/index.ts";
import type { Calibration, LayerCalibration } from "./calibrate.ts";
import { chooseLeak, chooseMembrane, reachedLeak } from "./constants.ts";
import { QuantizeOptionError } from "./error.ts";
import { biasFraction, largestFraction, leastSquaresFraction } from "./scale.ts";
import { chooseSlowState } from "./slow-state.ts";
import type { LayerWidths, ReadoutWidths, Widths } from "./widths.ts";

/** Fraction bits of the slow pathway of a layer. */
export interface MemoryFormats {
  /** Wx and its bias. */
  readonly drive: number;
  /** The scalar drive x. */
  readonly x: number;
  /** Width of D and B. */
  readonly stateBits: number;
  /** Each m[i]. */
  readonly m: readonly number[];
  /** Shift of each row of D and B. */
  readonly stateShifts: readonly number[];
  /** Shift of the slow current: fraction bits of P and v over those of the membrane. */
  readonly currentShift: number;
}

export interface LayerFormats {
  /** Wf. */
  readonly fast: number;
  /** Membrane, bias and threshold. */
  readonly membrane: number;
  /** Width of the membrane. */
  readonly membraneBits: number;
  /** Factor of the leak. */
  readonly leak: number;
  readonly memory: MemoryFormats | null;
}

/** All that calibration decides: with the weights and the widths it fixes every bit of the integer network. */
export interface Formats {
  readonly layers: readonly LayerFormats[];
  readonly readout: {
    /** Wo; in the mode "mean-logits" also the bias and the logits. */
    readonly weights: number;
    /** Membrane and bias of the mode "mean-membrane", its width and the factor of its leak; null for "mean-logits". */
    readonly membrane: number | null;
    readonly membraneBits: number | null;
    readonly leak: number | null;
  };
}

/** What is not there, or null, is chosen. */
type Some<T> = { readonly [K in keyof T]?: T[K] | null };

/** Formats that a user fixes; the others are chosen as if these had been found best. */
export interface FormatChoice {
  readonly layers?:
    | readonly (
        | (Some<Omit<LayerFormats, "memory">> & { readonly memory?: Some<MemoryFormats> | null })
        | null
        | undefined
      )[]
    | null;
  readonly readout?: Some<Formats["readout"]> | null;
}

export interface FormatOptions {
  /** How much larger than in calibration x, m and u may get before they saturate. */
  readonly headroom: number;
  /** Largest error of the slow state, relative, that D and B of "auto" width may cause. */
  readonly stateTolerance: number;
  /** Largest relative error of a time constant or threshold, and largest share of a threshold that may stand still. */
  readonly constantTolerance: number;
  readonly fixed: FormatChoice;
}

/** P = Wm A and v = Wm B: the slow current as a function of the old slow state and of x. */
export const currentWeights = ({ output, transition, input }: FloatMemory) => ({
  P: multiply(output, transition).values,
  v: multiply(output, matrix(input.length, 1, input)).values,
});

function chooseMemory(
  memory: FloatMemory,
  membrane: number,
  widths: LayerWidths,
  calibration: LayerCalibration,
  { headroom, stateTolerance }: FormatOptions,
  fixed: Some<MemoryFormats>,
): { formats: MemoryFormats; stateError: number } {
  const dim = memory.input.length;
  if (fixed.m && fixed.m.length !== dim)
    throw new QuantizeOptionError(
      `formats: m has ${fixed.m.length} fractions, but the slow state has ${dim} values`,
    );
  if (fixed.stateShifts && fixed.stateShifts.length !== dim)
    throw new QuantizeOptionError(
      `formats: stateShifts has ${fixed.stateShifts.length} shifts, but the slow state has ${dim} values`,
    );
  const x = fixed.x ?? largestFraction(calibration.x * headroom, 2 ** widths.x - 1);
  const state = chooseSlowState(
    memory,
    calibration,
    { bits: widths.x, fraction: x },
    { state: fixed.stateBits ?? widths.state, m: widths.m },
    { headroom, tolerance: stateTolerance, fractions: fixed.m ?? undefined },
  );
  const m = state.fractions;

  // The integers of P and v are these times 2^currentShift; a value's error counts as much as what it is multiplied by.
  const { P, v } = currentWeights(memory);
  const scaled = [
    ...P.map((p, at) => p * 2 ** (membrane - m[at % dim])),
    ...v.map((value) => value * 2 ** (membrane - x)),
  ];
  const importance = [
    ...Array.from(P, (_, at) => (calibration.mRms[at % dim] * 2 ** m[at % dim]) ** 2),
    ...Array.from(v, () => (calibration.xRms * 2 ** x) ** 2),
  ];
  const formats: MemoryFormats = {
    drive:
      fixed.drive ??
      Math.min(leastSquaresFraction(memory.drive.weights, widths.drive), biasFraction([memory.drive.bias])),
    x,
    stateBits: state.bits,
    m,
    stateShifts: fixed.stateShifts ?? state.shifts,
    currentShift: fixed.currentShift ?? leastSquaresFraction(scaled, widths.current, importance),
  };
  return { formats, stateError: state.error };
}

function chooseLayer(
  where: string,
  layer: FloatLayer,
  widths: LayerWidths,
  calibration: LayerCalibration,
  options: FormatOptions,
  fixed: NonNullable<NonNullable<FormatChoice["layers"]>[number]>,
): { formats: LayerFormats; stateError: number | null } {
  const { constantTolerance: tolerance } = options;
  const resets = layer.resetBy !== undefined;
  const leak = fixed.leak ?? chooseLeak(`${where}.leak`, layer.beta, widths.leak, tolerance, resets);
  const { fraction: membrane, bits: membraneBits } = chooseMembrane(
    {
      where,
      // A reset may leave less than any recording shows.
      largest: [...layer.threshold, ...(layer.resetBy ?? [])].reduce(
        (most, by) => Math.max(most, by),
        calibration.u * options.headroom,
      ),
      betas: layer.beta.map((beta) => reachedLeak(beta, leak)),
      thresholds: layer.threshold,
      mostFraction: biasFraction(layer.bias),
      tolerance,
    },
    fixed.membraneBits ?? widths.u,
    fixed.membrane ?? undefined,
  );
  const memory =
    layer.memory && chooseMemory(layer.memory, membrane, widths, calibration, options, fixed.memory ?? {});
  return {
    formats: {
      fast: fixed.fast ?? leastSquaresFraction(layer.fast.values, widths.fast),
      membrane,
      membraneBits,
      leak,
      memory: memory?.formats ?? null,
    },
    stateError: memory?.stateError ?? null,
  };
}

function chooseReadout(
  { readout }: FloatNetwork,
  widths: ReadoutWidths,
  largest: number,
  { headroom, fixed: { readout: given }, constantTolerance: tolerance }: FormatOptions,
): Formats["readout"] {
  const fixed = given ?? {};
  const weights = fixed.weights ?? leastSquaresFraction(readout.weights.values, widths.weights);
  const mostFraction = biasFraction(readout.bias);
  if (readout.beta === null)
    return {
      weights: fixed.weights ?? Math.min(weights, mostFraction),
      ...{ membrane: null, membraneBits: null, leak: null },
    };
  const betas = Float64Array.of(readout.beta);
  const leak = fixed.leak ?? chooseLeak("readout.leak", betas, widths.leak, tolerance);
  const { fraction, bits } = chooseMembrane(
    {
      where: "readout",
      largest: largest * headroom || 1,
      betas: betas.map((beta) => reachedLeak(beta, leak)),
      ...{ thresholds: null, mostFraction, tolerance },
    },
    fixed.membraneBits ?? widths.u,
    fixed.membrane ?? undefined,
  );
  return { weights, membrane: fraction, membraneBits: bits, leak };
}

/** The formats of `network`, and for each layer the measured relative error of its slow state (null without one). */
export function chooseFormats(
  network: FloatNetwork,
  widths: Widths,
  calibration: Calibration,
  options: FormatOptions,
): { formats: Formats; stateErrors: (number | null)[] } {
  const layers = network.layers.map((layer, l) =>
    chooseLayer(
      `layers[${l}]`,
      layer,
      widths.layers[l],
      calibration.layers[l],
      options,
      options.fixed.layers?.[l] ?? {},
    ),
  );
  return {
    formats: {
      layers: layers.map(({ formats }) => formats),
      readout: chooseReadout(network, widths.readout, calibration.readout, options),
    },
    stateErrors: layers.map(({ stateError }) => stateError),
  };
}
