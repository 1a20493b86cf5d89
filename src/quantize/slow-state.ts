// Formats of the slow state: tried on real drives against the float state, because its errors feed back for a whole window.
import type { FloatMemory } from "../network/index.ts";
import type { LayerCalibration } from "./calibrate.ts";
import { largestFraction, roundTo } from "./scale.ts";

export interface SlowStateFormats {
  /** Width of D and B. */
  readonly bits: number;
  /** Fraction bits of each m[i]. */
  readonly fractions: readonly number[];
  /** Shift of each row, that is fraction bits of its D and B over those of m[i]. */
  readonly shifts: readonly number[];
}

/** D and B as integers: row i scaled by 2^(shift[i] + fraction[i]), column j by 2^-fraction[j], B by 2^-xFraction. */
export function slowStateIntegers(
  { transition, input }: FloatMemory,
  { bits, fractions, shifts }: SlowStateFormats,
  xFraction: number,
): { D: Int32Array; B: Int32Array } {
  const dim = input.length;
  const scaled = rowsScaled(transition.values, input, fractions, xFraction);
  return {
    D: Int32Array.from(scaled.D, (value, at) => roundTo(value * 2 ** shifts[Math.floor(at / dim)], bits)),
    B: Int32Array.from(scaled.B, (value, i) => roundTo(value * 2 ** shifts[i], bits)),
  };
}

/** A - I and B between integers of the given fractions, before the rows' own shifts. */
function rowsScaled(
  A: Float64Array,
  B: Float64Array,
  fractions: readonly number[],
  xFraction: number,
): { D: Float64Array; B: Float64Array } {
  const dim = B.length;
  return {
    D: A.map((a, at) => {
      const [i, j] = [Math.floor(at / dim), at % dim];
      return (i === j ? a - 1 : a) * 2 ** (fractions[i] - fractions[j]);
    }),
    B: B.map((b, i) => b * 2 ** (fractions[i] - xFraction)),
  };
}

/** For each row the most shift with which its D and its B fit `bits`. */
function largestShifts(
  { transition, input }: FloatMemory,
  fractions: readonly number[],
  xFraction: number,
  bits: number,
): number[] {
  const dim = input.length;
  const { D, B } = rowsScaled(transition.values, input, fractions, xFraction);
  return Array.from(B, (b, i) => {
    const row = D.subarray(i * dim, (i + 1) * dim);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), Math.abs(b));
    return largestFraction(largest, 2 ** (bits - 1) - 0.5);
  });
}

/** Multiplications spent on trying one format: bounds the time at large d. */
const WORK = 1e7;

/** The drives to try on: whole recordings, until the work is done. */
function trialDrives(drives: readonly Float64Array[], dim: number): Float64Array[] {
  let left = WORK / (dim * dim);
  return drives.filter(({ length }, i) => {
    const taken = i === 0 || left >= length;
    if (taken) left -= length;
    return taken;
  });
}

/** The float slow state over a drive, steps x dim. */
function floatResponse({ transition, input }: FloatMemory, drive: Float64Array): Float64Array {
  const dim = input.length;
  const response = new Float64Array(drive.length * dim);
  let old = new Float64Array(dim);
  for (let k = 0; k < drive.length; k++) {
    const now = response.subarray(k * dim, (k + 1) * dim);
    for (let i = 0, at = 0; i < dim; i++) {
      let sum = input[i] * drive[k];
      for (let j = 0; j < dim; j++) sum += transition.values[at++] * old[j];
      now[i] = sum;
    }
    old = now;
  }
  return response;
}

/** Sum of squared differences between the integer slow state and `reference`, both in real units. */
function squaredError(
  memory: FloatMemory,
  formats: SlowStateFormats,
  x: { bits: number; fraction: number },
  mBits: number,
  drive: Float64Array,
  reference: Float64Array,
): number {
  const dim = memory.input.length;
  const { D, B } = slowStateIntegers(memory, formats, x.fraction);
  const half = formats.shifts.map((shift) => (shift > 0 ? 2 ** (shift - 1) : 0));
  const scale = formats.shifts.map((shift) => 2 ** -shift);
  const unit = formats.fractions.map((fraction) => 2 ** -fraction);
  const weights = Float64Array.from(D);
  const old = new Float64Array(dim);
  const m = new Float64Array(dim);
  let error = 0;
  for (let k = 0; k < drive.length; k++) {
    const xk = Math.min(Math.floor(drive[k] * 2 ** x.fraction + 0.5), 2 ** x.bits - 1);
    old.set(m);
    for (let i = 0, at = 0; i < dim; i++) {
      let sum = B[i] * xk;
      for (let j = 0; j < dim; j++) sum += weights[at++] * old[j];
      m[i] = roundTo(old[i] + Math.floor((sum + half[i]) * scale[i]), mBits);
      const off = m[i] * unit[i] - reference[k * dim + i];
      error += off * off;
    }
  }
  return error;
}

/** Fraction bits that may be given up: more than a slow state of 16 bits can spare. */
const GIVEN_UP = 8;

/** Measures formats on the calibration's drives: error over signal, root mean square over all rows and steps. */
function measurer(
  memory: FloatMemory,
  calibration: LayerCalibration,
  x: { bits: number; fraction: number },
  mBits: number,
) {
  const drives = trialDrives(calibration.drives, memory.input.length);
  const references = drives.map((drive) => floatResponse(memory, drive));
  const signal = references.reduce((sum, all) => sum + all.reduce((s, m) => s + m * m, 0), 0);
  return (formats: SlowStateFormats): number => {
    const error = drives.reduce(
      (sum, drive, i) => sum + squaredError(memory, formats, x, mBits, drive, references[i]),
      0,
    );
    return signal > 0 ? Math.sqrt(error / signal) : 0;
  };
}

/**
 * The formats of the slow state and their measured error.
 *
 * Each m[i] starts with the most fraction bits that its calibrated size (times `headroom`) leaves it. Fewer of them make
 * B[i] smaller beside D[i], which share a shift, and so leave D more bits: how many to give up is found by trying.
 * With `bits` "auto", D and B get the fewest bits from 8 to 16 whose error is at most `tolerance`.
 */
export function chooseSlowState(
  memory: FloatMemory,
  calibration: LayerCalibration,
  x: { bits: number; fraction: number },
  { state: bits, m: mBits }: { state: number | "auto"; m: number },
  {
    headroom,
    tolerance,
    fractions,
  }: { headroom: number; tolerance: number; fractions?: readonly number[] | undefined },
): SlowStateFormats & { readonly error: number } {
  const measure = measurer(memory, calibration, x, mBits);
  const most = Array.from(calibration.m, (m) => largestFraction(m * headroom, 2 ** (mBits - 1) - 1));
  const starts = fractions
    ? [fractions]
    : Array.from({ length: GIVEN_UP + 1 }, (_, less) => most.map((fraction) => fraction - less));

  let best: (SlowStateFormats & { readonly error: number }) | null = null;
  const widths = bits === "auto" ? Array.from({ length: 9 }, (_, i) => 8 + i) : [bits];
  for (const width of widths) {
    for (const tried of starts) {
      const formats = {
        bits: width,
        fractions: tried,
        shifts: largestShifts(memory, tried, x.fraction, width),
      };
      const error = measure(formats);
      if (best === null || error < best.error) best = { ...formats, error };
    }
    if (best!.error <= tolerance) break;
  }
  return best!;
}
