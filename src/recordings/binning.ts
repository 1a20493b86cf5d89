// Turns spike times into time steps, and neighbouring channels into one.

import { checkInteger, RecordingError } from "./error.ts";
import { MAX_CHANNELS, MAX_STEPS, type Recording, sortBySteps } from "./recording.ts";
import type { Spikes } from "./spikes.ts";

export interface Binning {
  /** Seconds of one time step; a spike at time t falls into step floor(t / timestep). */
  readonly timestep: number;
  /** Time steps of every recording; later spikes are left out and counted. Without it: as long as the last spike needs. */
  readonly steps?: number;
  /** Channels of the source; every unit must be below it. */
  readonly channels: number;
  /** So many neighbouring channels become one: channel = floor(unit / pool). Default 1. The last group may be smaller. */
  readonly pool?: number;
  /**
   * What becomes of the spikes that fall into one step and channel.
   * "max": one event (the input is binary). "sum": one event whose value is their number (the input is graded).
   * "repeat": an event each.
   */
  readonly combine: "max" | "sum" | "repeat";
}

export interface Binned {
  readonly recording: Recording;
  /** Spikes at or after the end of the last step, which are not in the recording. */
  readonly late: number;
}

/** Bins one recording. Throws RecordingError for options or spikes out of range, naming the recording and the spike. */
export function binSpikes(spikes: Spikes, binning: Binning): Binned {
  const { combine, channels } = binning;
  const pool = binning.pool ?? 1;
  checkBinning(binning);
  const stepOf = stepsOfSpikes(spikes, binning.timestep);
  const steps = binning.steps ?? stepOf.reduce((most, k) => Math.max(most, k + 1), 1);
  if (steps > MAX_STEPS)
    throw badSpike(spikes, stepOf.indexOf(MAX_STEPS), `a step below ${MAX_STEPS}`, "a later one");
  const kept: number[] = [];
  const addresses: number[] = [];
  let late = 0;
  for (let e = 0; e < stepOf.length; e++) {
    const unit = spikes.units[e];
    if (unit >= channels) throw badSpike(spikes, e, `a unit below ${channels}`, String(unit));
    if (stepOf[e] >= steps) {
      late++;
    } else {
      kept.push(stepOf[e]);
      addresses.push(Math.floor(unit / pool));
    }
  }
  const sorted = sortBySteps(steps, { steps: kept, addresses, values: null });
  const combined = combineEvents(spikes, sorted, combine);
  const { label, name } = spikes;
  return { recording: { steps, channels: Math.ceil(channels / pool), ...combined, label, name }, late };
}

function checkBinning({ timestep, steps, channels, pool = 1 }: Binning): void {
  if (!(timestep > 0 && timestep < Infinity)) {
    throw new RecordingError("option", "timestep", "seconds above 0", String(timestep));
  }
  checkInteger("channels", channels, 1, MAX_CHANNELS);
  checkInteger("pool", pool, 1, channels);
  if (steps !== undefined) checkInteger("steps", steps, 1, MAX_STEPS);
}

/** The step of each spike; a spike beyond every legal step gets MAX_STEPS. */
function stepsOfSpikes(spikes: Spikes, timestep: number): Uint32Array {
  const { times, units } = spikes;
  if (times.length !== units.length) {
    throw badSpike(spikes, 0, "as many times as units", `${times.length} times, ${units.length} units`);
  }
  return Uint32Array.from(times, (time, e) => {
    if (!(time >= 0 && time < Infinity)) throw badSpike(spikes, e, "a time of 0 s or later", `${time}`);
    return Math.min(Math.floor(time / timestep), MAX_STEPS);
  });
}

type Events = Pick<Recording, "offsets" | "addresses" | "values">;

function combineEvents(spikes: Spikes, events: Events, combine: Binning["combine"]): Events {
  const { offsets, addresses } = events;
  const steps = offsets.length - 1;
  for (let k = 0; k < steps; k++) addresses.subarray(offsets[k], offsets[k + 1]).sort();
  if (combine === "repeat") return events;
  const distinct = new Uint32Array(offsets.length);
  const kept = new Uint16Array(addresses.length);
  const counts = new Uint16Array(addresses.length);
  let at = -1;
  for (let k = 0; k < steps; k++) {
    for (let e = offsets[k]; e < offsets[k + 1]; e++) {
      if (e === offsets[k] || addresses[e] !== addresses[e - 1]) kept[++at] = addresses[e];
      if (counts[at] === 65_535 && combine === "sum") {
        throw new RecordingError(
          spikes.name,
          `step ${k}, channel ${addresses[e]}`,
          "at most 65535 spikes",
          "more",
        );
      }
      counts[at]++;
    }
    distinct[k + 1] = at + 1;
  }
  const values = combine === "sum" ? counts.slice(0, at + 1) : null;
  return { offsets: distinct, addresses: kept.slice(0, at + 1), values };
}

function badSpike(spikes: Spikes, index: number, expected: string, found: string): RecordingError {
  return new RecordingError(spikes.name, `spike ${index}`, expected, found);
}
