// Fixtures of the real frameworks: what they saved, and what they did in 1,000 steps (fixtures/make.py).
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { EventSequence, FloatResult } from "../../src/network/index.ts";

export const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

export interface Recorded {
  readonly events: EventSequence;
  /** By layer, [step][neuron], one after the other. */
  readonly spikes: readonly (readonly number[])[];
  readonly neurons: readonly number[];
  /** Mean over the steps of what the last module gave. */
  readonly output: readonly number[];
}

const steps = 1000;

const bits = (text: string, count: number): number[] => {
  const bytes = Buffer.from(text, "base64");
  return Array.from({ length: count }, (_, i) => (bytes[i >> 3] >> (7 - (i & 7))) & 1);
};

export function recorded(name: string): Recorded {
  const { channels, neurons, events, spikes, output } = JSON.parse(
    readFileSync(fixture(`${name}.json`), "utf8"),
  );
  const active = bits(events, steps * channels);
  const offsets = new Uint32Array(steps + 1);
  const addresses: number[] = [];
  for (let k = 0; k < steps; k++) {
    for (let c = 0; c < channels; c++) if (active[k * channels + c] === 1) addresses.push(c);
    offsets[k + 1] = addresses.length;
  }
  return {
    events: { steps, offsets, addresses: Uint16Array.from(addresses), values: null },
    spikes: spikes.map((text: string, l: number) => bits(text, steps * neurons[l])),
    neurons,
    output,
  };
}

/** The spikes of a traced run in the same form. */
export const spikesOf = ({ trace }: FloatResult, neurons: readonly number[]): number[][] =>
  neurons.map((n, l) => {
    const { offsets, addresses } = trace!.layers[l].spikes;
    const spikes = new Array<number>(steps * n).fill(0);
    for (let k = 0; k < steps; k++)
      for (let e = offsets[k]; e < offsets[k + 1]; e++) spikes[k * n + addresses[e]] = 1;
    return spikes;
  });
