// Networks whose neurons fire in every step or never, whatever their weights: every time step is like every other one.

import { random } from "../src/base/random.ts";
import type { StepActivity } from "../src/core/index.ts";
import type { EventSequence, IntegerLayer, IntegerMemory, IntegerNetwork } from "../src/network/integer.ts";

export interface SteadyChoice {
  readonly name: string;
  readonly channels: number;
  /** 0: every event counts 1. */
  readonly valueBits: number;
  readonly neurons: readonly number[];
  /** Dimension of every layer's slow state; 0: none. */
  readonly dim: number;
  readonly classes: number;
  /** Events that come in at every step. */
  readonly events: number;
  /** Neurons of each layer that fire at every step. */
  readonly firing: readonly number[];
}

/** What every layer's bias outweighs: with 8-bit weights no current comes near it. */
const decisive = 2 ** 24;

/** `count` of the numbers below `size`, ascending. */
function chosen(next: () => number, size: number, count: number): number[] {
  const order = Array.from({ length: size }, (_, i) => ({ i, at: next() })).sort((a, b) => a.at - b.at);
  return order
    .slice(0, count)
    .map(({ i }) => i)
    .sort((a, b) => a - b);
}

/** A network with random weights of the default widths, and what happens in each of its steps. */
export function steadyNetwork(choice: SteadyChoice): { network: IntegerNetwork; activity: StepActivity } {
  const { channels, neurons, dim, classes, events, firing } = choice;
  const next = random(1).next;
  const weights = (length: number, bits = 8) => ({
    bits,
    values: Int32Array.from({ length }, () => Math.floor((next() - 0.5) * 2 ** bits)),
  });
  const matrix = (rows: number, columns: number) => ({ rows, columns, ...weights(rows * columns) });
  const memory = (inputs: number, size: number): IntegerMemory => ({
    dim,
    drive: { weights: weights(inputs), bias: weights(1, 12), shift: 2, bits: 12 },
    state: {
      transition: matrix(dim, dim),
      input: weights(dim),
      shifts: new Int32Array(dim).fill(10),
      bits: 16,
      fraction: new Int32Array(dim),
    },
    current: { state: matrix(size, dim), drive: weights(size), shift: 8 },
    dilation: 1,
    refresh: "hold",
  });
  const spikes = neurons.map((size, l) => chosen(next, size, firing[l]!));
  const layers = neurons.map((size, l): IntegerLayer => {
    const inputs = l === 0 ? channels : neurons[l - 1]!;
    const bias = new Int32Array(size).fill(-decisive);
    for (const n of spikes[l]!) bias[n] = decisive;
    return {
      inputs,
      neurons: size,
      fast: { weights: matrix(size, inputs), shift: 0 },
      bias: { bits: 26, values: bias },
      leak: { factor: 128, shift: 8 },
      threshold: 1000,
      reset: "zero",
      membraneBits: 16,
      membraneFraction: 8,
      memory: dim === 0 ? null : memory(inputs, size),
    };
  });
  const network: IntegerNetwork = {
    format: "dmp-rtl integer network 1",
    name: choice.name,
    inputs: {
      channels,
      valueBits: choice.valueBits,
      maxPerStep: Math.min(4096, 256 * (2 ** choice.valueBits - 1 || 1)),
      timestep: 0.01,
    },
    layers,
    readout: {
      classes,
      mode: "mean-logits",
      weights: matrix(classes, neurons.at(-1)!),
      bias: weights(classes),
      lastSteps: null,
      membrane: null,
      fraction: 8,
    },
    maxSteps: 1024,
  };
  return { network, activity: { inputs: events, spikes } };
}

/** A sequence with the same number of events at every step, at random addresses and with random values. */
export function steadyEvents(network: IntegerNetwork, events: number, steps: number): EventSequence {
  const { channels, valueBits } = network.inputs;
  const next = random(2).next;
  const below = (limit: number) => () => Math.floor(next() * limit);
  return {
    steps,
    offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => k * events),
    addresses: Uint16Array.from({ length: steps * events }, below(channels)),
    values: valueBits === 0 ? null : Uint16Array.from({ length: steps * events }, below(2 ** valueBits)),
  };
}

/** A network of words, as often measured: 140-128-128-20, d = 10, 14 events a step. */
export const words: SteadyChoice = {
  name: "words",
  channels: 140,
  valueBits: 0,
  neurons: [128, 128],
  dim: 10,
  classes: 20,
  events: 14,
  firing: [13, 13],
};
