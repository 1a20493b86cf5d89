// A network of zeros to which a test gives just the numbers it is about.
import type { IntegerLayer, IntegerMemory, IntegerNetwork } from "../../src/network/integer.ts";

export interface TinyChoice {
  channels?: number;
  valueBits?: number;
  maxPerStep?: number;
  maxSteps?: number;
  neurons?: number;
  /** Wf[neuron][input]. */
  fast?: (neuron: number, input: number) => number;
  bias?: (neuron: number) => number;
  leak?: { factor: number; shift: number };
  threshold?: number;
  reset?: IntegerLayer["reset"];
  memory?: IntegerMemory | null;
  classes?: number;
  readout?: (output: number, neuron: number) => number;
  readoutBias?: (output: number) => number;
  lastSteps?: number | null;
}

export function tiny(choice: TinyChoice = {}): IntegerNetwork {
  const { channels = 4, neurons = 3, classes = 2, fast, bias, readout, readoutBias, memory = null } = choice;
  const vector = (length: number, of: (at: number) => number, bits = 8) => ({
    bits,
    values: Int32Array.from({ length }, (_, at) => of(at)),
  });
  const matrix = (rows: number, columns: number, of: (row: number, column: number) => number) => ({
    rows,
    columns,
    ...vector(rows * columns, (at) => of(Math.floor(at / columns), at % columns)),
  });
  const layer: IntegerLayer = {
    inputs: channels,
    neurons,
    fast: { weights: matrix(neurons, channels, fast ?? (() => 0)), shift: 0 },
    bias: vector(neurons, bias ?? (() => 0)),
    leak: choice.leak ?? { factor: 128, shift: 8 },
    threshold: choice.threshold ?? 1000,
    reset: choice.reset ?? "zero",
    membraneBits: 16,
    membraneFraction: 0,
    memory,
  };
  return {
    format: "dmp-rtl integer network 1",
    name: "tiny",
    inputs: {
      channels,
      valueBits: choice.valueBits ?? 0,
      maxPerStep: choice.maxPerStep ?? 100,
      timestep: 0.01,
    },
    layers: [layer],
    readout: {
      classes,
      mode: "mean-logits",
      weights: matrix(classes, neurons, readout ?? (() => 0)),
      bias: vector(classes, readoutBias ?? (() => 0)),
      lastSteps: choice.lastSteps ?? null,
      membrane: null,
      fraction: 0,
    },
    maxSteps: choice.maxSteps ?? 64,
  };
}

/** A slow state of one value: m' = m + rshift(decay m + input x, shift), with Im = rshift(slow m, 4) for every neuron. */
export function oneState(
  channels: number,
  neurons: number,
  choice: { decay: number; input: number; shift: number; slow?: number },
): IntegerMemory {
  const one = (value: number) => ({ rows: 1, columns: 1, bits: 8, values: Int32Array.of(value) });
  return {
    dim: 1,
    drive: {
      weights: { bits: 8, values: new Int32Array(channels).fill(10) },
      bias: { bits: 8, values: Int32Array.of(0) },
      shift: 0,
      bits: 12,
    },
    state: {
      transition: one(choice.decay),
      input: { bits: 8, values: Int32Array.of(choice.input) },
      shifts: Int32Array.of(choice.shift),
      bits: 16,
      fraction: Int32Array.of(0),
    },
    current: {
      state: { rows: neurons, columns: 1, bits: 8, values: new Int32Array(neurons).fill(choice.slow ?? 0) },
      drive: { bits: 8, values: new Int32Array(neurons) },
      shift: 4,
    },
    dilation: 1,
    refresh: "hold",
  };
}
