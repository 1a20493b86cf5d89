// Turns spike times into time steps, and neighbouring channels into one.

import { checkInteger, RecordingError } from "./error.ts";
import { MAX_CHANNELS, MAX_STEPS, type Recording, sortBySteps } from "./recording.ts";
import type { Spikes } from "./spikes.ts";
import { stepAt } from "./times.ts";

export interface Binning {
  /**
   * One time step, in the unit of the spike times (seconds). A spike at time t falls into step floor(t / timestep); a quotient
   * that only rounding leaves below a whole number is that number.
   */
  readonly timestep: number;
  /** Time steps of every recording; later spikes are left out and counted. Without it: as long as the last spike needs. */
  readonly steps?: number;
  /** Channels of the source; every unit must be below it. */
  readonly channels: number;
  /** So many neighbouring channels become one: channel = floor(unit / pool). Default 1. The last group may be smaller. */
  readonly pool?: number;
  /**
   * What becomes of the spikes that fall into one step and channel.
   * "max": one event (the input is binary), or the largest of their values. "sum": one event whose value is their number,
   * or the sum of their values (the input is graded). "repeat": an event each.
   */
  readonly combine: "max" | "sum" | "repeat";
  /** Every event gets a value, 1 where its spike has none. Default: only where `combine` or the spikes give one. */
  readonly graded?: boolean;
}

export interface Binned {
  readonly recording: Recording;
  /** Spikes at or after the end of the last step, which are not in the recording. */
  readonly late: number;
}

/** Bins one recording. Throws RecordingError for options or spikes out of range, naming the recording and the spike. */
export function binSpikes(spikes: Spikes, binning: Binning): Binned {
  const { channels } = binning;
  const pool = binning.pool ?? 1;
  checkBinning(binning);
  const stepOf = stepsOfSpikes(spikes, binning.timestep);
  const steps = binning.steps ?? stepOf.reduce((most, k) => Math.max(most, k + 1), 1);
  if (steps > MAX_STEPS)
    throw badSpike(spikes, stepOf.indexOf(MAX_STEPS), `a step below ${MAX_STEPS}`, "a later one");
  const kept: number[] = [];
  const addresses: number[] = [];
  const values: number[] = [];
  let late = 0;
  for (let e = 0; e < stepOf.length; e++) {
    const unit = spikes.units[e];
    if (unit >= channels) throw badSpike(spikes, e, `a channel below ${channels}`, String(unit));
    if (stepOf[e] >= steps) {
      late++;
    } else {
      kept.push(stepOf[e]);
      addresses.push(Math.floor(unit / pool));
      values.push(spikes.values?.[e] ?? 1);
    }
  }
  const sorted = sortBySteps(steps, { steps: kept, addresses, values });
  const combined = combineEvents(spikes, sorted, binning);
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
  const { times, units, values } = spikes;
  if (times.length !== units.length) {
    throw badSpike(spikes, 0, "as many times as units", `${times.length} times, ${units.length} units`);
  }
  if (values && values.length !== units.length) {
    throw badSpike(spikes, 0, "as many values as units", `${values.length} values, ${units.length} units`);
  }
  return Uint32Array.from(times, (time, e) => {
    if (!(time >= 0 && time < Infinity)) throw badSpike(spikes, e, "a time of 0 s or later", `${time}`);
    return Math.min(stepAt(time, timestep), MAX_STEPS);
  });
}

type Events = Pick<Recording, "offsets" | "addresses" | "values">;

/** Values are 16 bits: so many different ones. */
const VALUES = 65_536;

function combineEvents(spikes: Spikes, events: Events, { combine, graded = false }: Binning): Events {
  const { offsets, addresses } = events;
  // Address and value in one number: sorting a step is then one pass over plain numbers.
  const keys = Uint32Array.from(addresses, (address, e) => address * VALUES + (events.values?.[e] ?? 1));
  const isGraded = graded || spikes.values !== undefined || combine === "sum";
  const distinct = new Uint32Array(offsets.length);
  const kept = new Uint16Array(addresses.length);
  const values = new Uint16Array(addresses.length);
  let count = 0;
  for (let k = 0; k + 1 < offsets.length; k++) {
    const inStep = keys.subarray(offsets[k], offsets[k + 1]).sort();
    for (let i = 0; i < inStep.length; i++) {
      const address = Math.floor(inStep[i] / VALUES);
      const value = inStep[i] % VALUES;
      if (i === 0 || combine === "repeat" || address !== kept[count - 1]) {
        kept[count] = address;
        values[count++] = value;
      } else if (combine === "max") {
        values[count - 1] = Math.max(values[count - 1], value);
      } else {
        if (values[count - 1] + value >= VALUES) throw tooMany(spikes, k, address);
        values[count - 1] += value;
      }
    }
    distinct[k + 1] = count;
  }
  return {
    offsets: distinct,
    addresses: kept.slice(0, count),
    values: isGraded ? values.slice(0, count) : null,
  };
}

const tooMany = (spikes: Spikes, step: number, channel: number): RecordingError => {
  const what = spikes.values === undefined ? "spikes" : "in the sum of values";
  const where = `step ${step}, channel ${channel}`;
  return new RecordingError(spikes.name, where, `at most ${VALUES - 1} ${what}`, "more");
};

function badSpike(spikes: Spikes, index: number, expected: string, found: string): RecordingError {
  return new RecordingError(spikes.name, `spike ${index}`, expected, found);
}
