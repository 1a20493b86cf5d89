// Calibration: how large everything gets when the float network runs over recordings.
import { type EventSequence, type FloatNetwork, floatModel } from "../network/index.ts";
import { QuantizeError } from "./error.ts";
import { largestMagnitude } from "./scale.ts";

export interface LayerCalibration {
  /** Largest scalar drive. */
  readonly x: number;
  /** Root mean square of the scalar drive. */
  readonly xRms: number;
  /** Largest magnitude of each slow state, d values. */
  readonly m: Float64Array;
  /** Root mean square of each slow state. */
  readonly mRms: Float64Array;
  /** Largest magnitude of a membrane after reset. */
  readonly u: number;
  /** Drives of whole recordings: what the slow state's formats are tried on. */
  readonly drives: readonly Float64Array[];
}

export interface Calibration {
  readonly layers: readonly LayerCalibration[];
  /** Largest magnitude of a membrane of the readout; 0 for "mean-logits". */
  readonly readout: number;
}

/** Runs `network` over `recordings`; throws a QuantizeError where there is none. */
export function calibrate(network: FloatNetwork, recordings: readonly EventSequence[]): Calibration {
  if (recordings.length === 0) throw new QuantizeError("calibration: no recordings; at least one is needed");
  const layers = network.layers.map(({ memory }) => {
    const dim = memory?.input.length ?? 0;
    return {
      x: 0,
      u: 0,
      xSquares: 0,
      m: new Float64Array(dim),
      mSquares: new Float64Array(dim),
      drives: [] as Float64Array[],
    };
  });
  const run = floatModel(network);
  let readout = 0;
  let steps = 0;
  for (const events of recordings) {
    const trace = run(events, { record: true }).trace!;
    steps += events.steps;
    if (network.readout.beta !== null) readout = Math.max(readout, largestMagnitude(trace.logits));
    trace.layers.forEach(({ drive, slow, membrane }, l) => {
      const to = layers[l];
      const dim = to.m.length;
      to.u = Math.max(to.u, largestMagnitude(membrane));
      if (dim === 0) return;
      to.x = Math.max(to.x, largestMagnitude(drive));
      to.xSquares += drive.reduce((sum, x) => sum + x * x, 0);
      to.drives.push(drive);
      slow.forEach((m, at) => {
        const j = at % dim;
        to.m[j] = Math.max(to.m[j], Math.abs(m));
        to.mSquares[j] += m * m;
      });
    });
  }
  return {
    readout,
    layers: layers.map(({ xSquares, mSquares, ...rest }) => ({
      ...rest,
      xRms: Math.sqrt(xSquares / steps),
      mRms: mSquares.map((squares) => Math.sqrt(squares / steps)),
    })),
  };
}
