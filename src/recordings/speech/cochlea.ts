// The speech front end: sound to the events of 140 hair cells, bit for bit those the shipped networks were trained on.

import { RecordingError } from "../error.ts";
import type { Spikes } from "../spikes.ts";
import table from "./cochlea.json" with { type: "json" };
import { type FrontEnd, standardFrontEnd } from "./front-end.ts";
import { resample } from "./resample.ts";
import type { Sound } from "./wav.ts";

/** Channels of the front end: units run from 0 (lowest frequency) to CHANNELS - 1. */
export const CHANNELS = table.bands.length;

/** Channels that hear nothing of a sound with so many samples a second: those above what it can hold. */
export const deafChannels = (rate: number): number =>
  table.bands.filter(({ centre }) => centre >= 0.5 * rate).length;

/** Longest sound taken, in seconds; bounds time and memory. */
const MAX_SECONDS = 600;

/**
 * The events of a sound, in order of time, then unit; an event of millisecond t is at (t + 0.5) ms. Other sample rates
 * than the table's 16 kHz are resampled first.
 *
 * Per sample: remove the offset, divide by the peak, pre-emphasise, then per channel a fourth-order all-pole gammatone
 * filter (one resonator four times over; Lyon 1996) and half-wave rectification. Per millisecond: mean, fourth root,
 * subtraction of the noise floor, inhibition by the neighbouring channels, division by the loudness of the recording,
 * and a leaky integrate-and-fire cell with reset to zero. Every operation is a double +, -, *, / or square root, in the
 * order of train/cochlea.py: a change here must be made there too, and the networks trained again.
 */
export function cochleaSpikes(sound: Sound, name: string, frontEnd: FrontEnd = standardFrontEnd): Spikes {
  const seconds = sound.samples.length / sound.rate;
  if (seconds > MAX_SECONDS) {
    throw new RecordingError(name, "sound", `at most ${MAX_SECONDS} s`, `${seconds.toFixed(1)} s`);
  }
  const samples = resample(sound, table.sampleRate).samples;
  const emphasised = preEmphasise(removeOffset(samples, frontEnd.offsetPole));
  const levels = table.bands.map((band) => aboveFloor(bandLevels(emphasised, band), frontEnd));
  const ticks = Math.floor(emphasised.length / table.samplesPerTick);
  const sums = Array.from({ length: ticks }, (_, tick) => runningSums(levels, tick));
  const level = loudness(sums.map((sum) => sum[CHANNELS] / CHANNELS));
  const gain = level > 0 ? frontEnd.cellGain / level : 0;
  const potential = new Float64Array(CHANNELS);
  const times: number[] = [];
  const units: number[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    for (let unit = 0; unit < CHANNELS; unit++) {
      const input = inhibited(levels[unit][tick], sums[tick], unit);
      potential[unit] = table.cellLeak * potential[unit] + gain * input;
      if (potential[unit] >= 1) {
        times.push((tick + 0.5) / 1000);
        units.push(unit);
        potential[unit] = 0;
      }
    }
  }
  return {
    times: Float64Array.from(times),
    units: Uint16Array.from(units),
    label: null,
    speaker: null,
    name,
  };
}

/** A high-pass of one pole that starts at rest, whatever the first sample; pole 0 leaves the sound as it is. */
function removeOffset(samples: Float64Array, pole: number): Float64Array {
  if (pole === 0) return samples;
  let lastIn = samples[0] ?? 0;
  let lastOut = 0;
  return samples.map((sample) => {
    lastOut = sample - lastIn + pole * lastOut;
    lastIn = sample;
    return lastOut;
  });
}

/** Levels of one band less its noise floor, at least 0: a share of the least mean of a block, the first left out. */
function aboveFloor(levels: Float64Array, { floorShare, floorBlock }: FrontEnd): Float64Array {
  if (floorShare === 0) return levels;
  let least = Number.POSITIVE_INFINITY;
  for (let first = floorBlock; first + floorBlock <= levels.length; first += floorBlock) {
    let sum = 0;
    for (let tick = first; tick < first + floorBlock; tick++) sum += levels[tick];
    least = Math.min(least, sum / floorBlock);
  }
  if (least === Number.POSITIVE_INFINITY) return levels;
  return levels.map((level) => Math.max(level - floorShare * least, 0));
}

function preEmphasise(samples: Float64Array): Float64Array {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  let last = 0;
  return samples.map((sample) => {
    const level = peak > 0 ? sample / peak : 0;
    const emphasised = level - table.preEmphasis * last;
    last = level;
    return emphasised;
  });
}

/** The fourth root of the mean rectified signal of one band in each full millisecond. */
function bandLevels(sound: Float64Array, { a1, a2, gain }: (typeof table.bands)[number]): Float64Array {
  const levels = new Float64Array(Math.floor(sound.length / table.samplesPerTick));
  const last = new Float64Array(4);
  const before = new Float64Array(4);
  for (let tick = 0, n = 0; tick < levels.length; tick++) {
    let total = 0;
    for (const end = n + table.samplesPerTick; n < end; n++) {
      let signal = sound[n] * gain;
      for (let stage = 0; stage < 4; stage++) {
        signal = signal - a1 * last[stage] - a2 * before[stage];
        before[stage] = last[stage];
        last[stage] = signal;
      }
      total += Math.max(signal, 0);
    }
    levels[tick] = Math.sqrt(Math.sqrt(total / table.samplesPerTick));
  }
  return levels;
}

/** sums[c]: the levels of the channels below c in one millisecond, added from the lowest up. */
function runningSums(levels: readonly Float64Array[], tick: number): Float64Array {
  const sums = new Float64Array(CHANNELS + 1);
  for (let c = 0; c < CHANNELS; c++) sums[c + 1] = sums[c] + levels[c][tick];
  return sums;
}

/** A level less a share of the mean level around its channel, at least 0: peaks of the spectrum stand out. */
function inhibited(level: number, sums: Float64Array, unit: number): number {
  const first = Math.max(unit - table.inhibitionReach, 0);
  const end = Math.min(unit + table.inhibitionReach + 1, CHANNELS);
  return Math.max(level - table.inhibition * ((sums[end] - sums[first]) / (end - first)), 0);
}

/** The mean over the milliseconds that are not quiet; 0 for a silent recording. */
function loudness(totals: readonly number[]): number {
  const most = totals.reduce((high, total) => Math.max(high, total), 0);
  let sum = 0;
  let loud = 0;
  for (const total of totals) {
    if (total > table.quiet * most) {
      sum += total;
      loud++;
    }
  }
  return loud > 0 ? sum / loud : 0;
}
