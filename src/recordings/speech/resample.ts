// Changes the sample rate of a sound.

import type { Sound } from "./wav.ts";

/** Zero crossings of the sinc on either side of a sample. */
const HALF_WIDTH = 32;

/**
 * The sound at `rate` samples a second: a Hann-windowed sinc, cut off at 0.95 of the lower of the two Nyquist
 * frequencies. A sound that has the rate already is returned as it is.
 */
export function resample(sound: Sound, rate: number): Sound {
  if (sound.rate === rate) return sound;
  const step = sound.rate / rate;
  const cutoff = 0.95 * Math.min(1, 1 / step);
  const reach = HALF_WIDTH * Math.max(1, step);
  const from = sound.samples;
  const samples = new Float64Array(Math.floor(from.length / step));
  for (let n = 0; n < samples.length; n++) {
    const position = n * step;
    const last = Math.min(from.length - 1, Math.floor(position + reach));
    let sum = 0;
    for (let i = Math.max(0, Math.ceil(position - reach)); i <= last; i++) {
      const distance = position - i;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
      sum += from[i] * cutoff * sinc(cutoff * distance) * window;
    }
    samples[n] = sum;
  }
  return { rate, samples };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
