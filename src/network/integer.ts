// The integer network: plain data that defines every bit the golden model and the hardware compute.
import { InputError } from "../base/errors.ts";

/** A matrix of integers, row by row. `bits`: every value fits this many bits in two's complement. */
export interface IntegerMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly bits: number;
  /** rows * columns values, row after row. */
  readonly values: Int32Array;
}

/** A vector of integers. `bits`: every value fits this many bits in two's complement. */
export interface IntegerVector {
  readonly bits: number;
  readonly values: Int32Array;
}

/** One number for all neurons of a layer, or a vector of one for each. */
export type NeuronNumber = number | IntegerVector;

/** The number of neuron n. */
export const ofNeuron = (number: NeuronNumber, n: number): number =>
  typeof number === "number" ? number : number.values[n]!;

/** Every number that some neuron has. */
export const numbersOf = (number: NeuronNumber): readonly number[] =>
  typeof number === "number" ? [number] : Array.from(number.values);

/** The scalar drive: x = clamp(rshift(weights . s + bias, shift), 0, 2^bits - 1). */
export interface IntegerDrive {
  /** C weights. */
  readonly weights: IntegerVector;
  /** One value. */
  readonly bias: IntegerVector;
  readonly shift: number;
  /** Width of x, which is unsigned. */
  readonly bits: number;
}

/** The slow state: m'[i] = sat(m[i] + rshift(transition[i] . m + input[i] * x, shifts[i]), bits). */
export interface IntegerState {
  /** D = A - I, dim x dim. */
  readonly transition: IntegerMatrix;
  /** B, dim values. */
  readonly input: IntegerVector;
  /** dim shifts: one a row, so that each m[i] may have fraction bits of its own. */
  readonly shifts: Int32Array;
  /** Width of every m[i], two's complement. */
  readonly bits: number;
  /** Fraction bits of each m[i]: what an integer 1 of it means is 2^-fraction. For people and reports; no arithmetic uses it. */
  readonly fraction: Int32Array;
}

/** The slow current: Im[n] = rshift(state[n] . m + drive[n] * x, shift), with m the state before this step. */
export interface IntegerCurrent {
  /** P, neurons x dim. */
  readonly state: IntegerMatrix;
  /** v, neurons values. */
  readonly drive: IntegerVector;
  readonly shift: number;
}

export interface IntegerMemory {
  readonly dim: number;
  readonly drive: IntegerDrive;
  readonly state: IntegerState;
  readonly current: IntegerCurrent;
  /** The slow current is refreshed at steps k with k mod dilation = 0 (k counts from the start of the sequence). */
  readonly dilation: number;
  /** Between refreshes: the last current ("hold") or none ("skip"). */
  readonly refresh: "hold" | "skip";
}

/** The leak: rshift(factor * u, shift), of the readout. */
export interface IntegerLeak {
  readonly factor: number;
  readonly shift: number;
}

/** The leak of a layer: rshift(factor[n] * u[n], shift). */
export interface NeuronLeak {
  readonly factor: NeuronNumber;
  readonly shift: number;
}

export interface IntegerLayer {
  readonly inputs: number;
  readonly neurons: number;
  /** Wf, neurons x inputs; If[n] = rshift(weights[n] . s, shift). */
  readonly fast: { readonly weights: IntegerMatrix; readonly shift: number };
  /** b, neurons values, in units of the membrane. */
  readonly bias: IntegerVector;
  readonly leak: NeuronLeak;
  /** In units of the membrane. */
  readonly threshold: NeuronNumber;
  readonly reset: "subtract" | "zero";
  /** What "subtract" takes from the membrane, in its units; left out: the threshold. */
  readonly resetBy?: NeuronNumber;
  /** Width of the membrane, two's complement. */
  readonly membraneBits: number;
  /** Fraction bits of the membrane: an integer 1 means 2^-fraction. For people and reports; no arithmetic uses it. */
  readonly membraneFraction: number;
  /** Null: a plain leaky integrate-and-fire layer. */
  readonly memory: IntegerMemory | null;
}

/**
 * Readout over the spikes o[k] of the last layer; the class is the argmax of the logits, the lowest index first.
 * "mean-logits": logits[c] = sum over k of (weights[c] . o[k] + bias[c]).
 * "mean-membrane": u[c] = sat(rshift(factor * u[c], leak.shift) + rshift(weights[c] . o[k], shift) + bias[c], membraneBits), logits[c] = sum over k of u[c].
 * The sums are over the last `lastSteps` steps of the sequence (all, where null), and are not divided: the mean in
 * real units is logits / (steps summed * 2^fraction).
 */
export interface IntegerReadout {
  readonly classes: number;
  readonly mode: "mean-logits" | "mean-membrane";
  readonly weights: IntegerMatrix;
  readonly bias: IntegerVector;
  readonly lastSteps: number | null;
  /** Only for "mean-membrane". */
  readonly membrane: { readonly leak: IntegerLeak; readonly shift: number; readonly bits: number } | null;
  /** Fraction bits of the logits. */
  readonly fraction: number;
}

/** The largest `maxPerStep`: every one of 65,536 channels once a step, with a value of 16 bits, is below it. */
export const MAX_PER_STEP = 2 ** 32 - 1;

export interface IntegerInputs {
  readonly channels: number;
  /** Bits of an event's value: 0: events carry none and count 1; otherwise the value is unsigned, 1 to 16 bits. */
  readonly valueBits: number;
  /** Most that the values of one step's events add up to. What exceeds it is an illegal input. */
  readonly maxPerStep: number;
  /** Seconds of one time step. */
  readonly timestep: number;
  /** What an event of value 1 stood for in training (1/255 for pixels); left out: 1. For people and reports: it is in the weights. */
  readonly scale?: number;
}

/** A whole integer network. The steps of a sequence may be at most `maxSteps` (it bounds the logits' width);
 * null, where the readout has a window: any number, without end.
 */
export interface IntegerNetwork {
  readonly format: "dmp-rtl integer network 1";
  readonly name: string;
  readonly inputs: IntegerInputs;
  readonly layers: readonly IntegerLayer[];
  readonly readout: IntegerReadout;
  readonly maxSteps: number | null;
}

/**
 * The events of one input sequence, sorted by time step. Step k holds the events with index offsets[k] up to, but not
 * including, offsets[k + 1]; their order within the step has no effect. An address may occur several times in a step:
 * every event adds its value.
 */
export interface EventSequence {
  /** Number of time steps; steps without events count. */
  readonly steps: number;
  /** steps + 1 indices into `addresses`, not decreasing, the first 0 and the last the number of events. */
  readonly offsets: Uint32Array;
  /** Input channel of each event. */
  readonly addresses: Uint16Array | Uint32Array;
  /** Unsigned value of each event; null: every event counts 1. */
  readonly values: Uint16Array | null;
}

/** What was given is not a network of the kind that is needed: the message says how one is made. */
export class NetworkKindError extends InputError {
  override readonly name = "NetworkKindError";
}

/**
 * Whether a value that types call a network is one at all: JSON that was parsed and JavaScript come past the types. `kind` is
 * what networks of one kind alone have.
 */
export function isNetwork(value: unknown, kind: "inputs" | "description"): boolean {
  const { [kind]: own, layers, readout } = Object(value);
  return (
    typeof own === "object" &&
    own !== null &&
    Array.isArray(layers) &&
    ArrayBuffer.isView(readout?.weights?.values)
  );
}

/** @throws NetworkKindError where `value` is no integer network */
export function needIntegerNetwork(value: IntegerNetwork): void {
  if (!isNetwork(value, "inputs"))
    throw new NetworkKindError(
      "not an integer network: loadNetwork makes one of a file's text, quantize of a float network",
    );
}
