// The small networks of the golden vectors: each shows one thing that an implementation can get wrong.
import type { EventSequence, IntegerMatrix, IntegerMemory, IntegerNetwork } from "../src/network/integer.ts";

export interface VectorCase {
  readonly name: string;
  /** What this case shows. */
  readonly about: string;
  readonly network: IntegerNetwork;
  readonly events: EventSequence;
}

interface MemoryChoice {
  dim: number;
  /** Shifts of the slow state, one a row. */
  shifts: number[];
  dilation?: number;
  refresh?: "hold" | "skip";
  currentShift?: number;
  driveShift?: number;
  /** D; default: a chain of leaky integrators. */
  transition?: number[];
}

interface Choice {
  name: string;
  about: string;
  /** Chosen so that neurons fire now and then, and the extreme case reaches every end. */
  seed: number;
  neurons: number[];
  memory: MemoryChoice | null;
  valueBits?: number;
  reset?: "subtract" | "zero";
  threshold?: number;
  fastShift?: number;
  stateBits?: number;
  membraneBits?: number;
  mode?: "mean-logits" | "mean-membrane";
  lastSteps?: number;
  /** Leaks, thresholds and resets of each neuron, in place of the usual ones. */
  leaks?: number[];
  thresholds?: number[];
  resets?: number[];
  /** Weights all at the ends of their widths. */
  extreme?: boolean;
}

const CHANNELS = 6;
const STEPS = 10;
const CLASSES = 3;

/** Numbers that need no library to repeat: s = (1103515245 s + 12345) mod 2^31, the high bits used. */
function numbers(seed: number): (low: number, high: number) => number {
  let s = BigInt(seed);
  return (low, high) => {
    s = (1103515245n * s + 12345n) % 2n ** 31n;
    return low + Number((s >> 8n) % BigInt(high - low + 1));
  };
}

const defaultTransition = ({ dim, shifts }: MemoryChoice): number[] =>
  Array.from({ length: dim * dim }, (_, at) => {
    const [i, j] = [Math.floor(at / dim), at % dim];
    const one = 2 ** shifts[i];
    return i === j ? -Math.round(one / 8) : i === j + 1 ? Math.round(one / 4) : 0;
  });

function build(choice: Choice): VectorCase {
  const { valueBits = 0, stateBits = 12, membraneBits = 12, mode = "mean-logits" } = choice;
  const next = numbers(choice.seed);
  const weight = () => (choice.extreme ? (next(0, 1) === 0 ? -128 : 127) : next(-60, 67));
  const vector = (length: number, of: () => number = weight, bits = 8) => ({
    bits,
    values: Int32Array.from({ length }, of),
  });
  const matrix = (rows: number, columns: number): IntegerMatrix => ({
    rows,
    columns,
    ...vector(rows * columns),
  });

  const memory = (inputs: number, neurons: number, of: MemoryChoice): IntegerMemory => ({
    dim: of.dim,
    drive: {
      weights: vector(inputs),
      bias: vector(1, () => next(-20, 20)),
      shift: of.driveShift ?? 1,
      bits: 8,
    },
    state: {
      transition: {
        rows: of.dim,
        columns: of.dim,
        bits: 8,
        values: Int32Array.from(of.transition ?? defaultTransition(of)),
      },
      input: vector(of.dim),
      shifts: Int32Array.from(of.shifts),
      bits: stateBits,
      fraction: new Int32Array(of.dim),
    },
    current: {
      state: matrix(neurons, of.dim),
      drive: vector(neurons),
      shift: of.currentShift ?? 7,
    },
    dilation: of.dilation ?? 1,
    refresh: of.refresh ?? "hold",
  });
  const own = (values: number[] | undefined, bits: number) =>
    values && { bits, values: Int32Array.from(values) };
  const layer = (inputs: number, neurons: number) => ({
    inputs,
    neurons,
    fast: { weights: matrix(neurons, inputs), shift: choice.fastShift ?? 0 },
    bias: vector(neurons, () => next(-10, 30)),
    leak: { factor: own(choice.leaks, 10) ?? 205, shift: 8 },
    threshold: own(choice.thresholds, 9) ?? choice.threshold ?? 100,
    reset: choice.reset ?? "zero",
    ...(choice.resets === undefined ? {} : { resetBy: own(choice.resets, 9)! }),
    membraneBits,
    membraneFraction: 6,
    memory: choice.memory && memory(inputs, neurons, choice.memory),
  });

  const sizes = [CHANNELS, ...choice.neurons];
  const network: IntegerNetwork = {
    format: "dmp-rtl integer network 1",
    name: choice.name,
    inputs: { channels: CHANNELS, valueBits, maxPerStep: 16, timestep: 0.01 },
    layers: choice.neurons.map((neurons, l) => layer(sizes[l], neurons)),
    readout: {
      classes: CLASSES,
      mode,
      weights: matrix(CLASSES, sizes[sizes.length - 1]),
      bias: vector(CLASSES, () => next(-20, 20)),
      lastSteps: choice.lastSteps ?? null,
      membrane: mode === "mean-membrane" ? { leak: { factor: 230, shift: 8 }, shift: 2, bits: 10 } : null,
      fraction: 6,
    },
    maxSteps: 64,
  };
  return { name: choice.name, about: choice.about, network, events: events(valueBits, next) };
}

/** Steps with a few events, with none, with repeated addresses, and one with all that is allowed. */
function events(valueBits: number, next: (low: number, high: number) => number): EventSequence {
  const addresses: number[] = [];
  const offsets = new Uint32Array(STEPS + 1);
  const counts = valueBits > 0 ? [2, 1, 0, 3, 2, 1, 0, 2, 3, 1] : [3, 1, 0, 5, 2, 16, 0, 2, 4, 1];
  counts.forEach((count, k) => {
    for (let e = 0; e < count; e++) addresses.push(next(0, CHANNELS - 1));
    offsets[k + 1] = addresses.length;
  });
  const values = valueBits > 0 ? Uint16Array.from(addresses, () => next(0, 5)) : null;
  return { steps: STEPS, offsets, addresses: Uint16Array.from(addresses), values };
}

const choices: Choice[] = [
  {
    name: "plain",
    seed: 4,
    about: "No slow state: leak, bias, threshold and reset to zero alone.",
    neurons: [4],
    memory: null,
  },
  {
    name: "subtract",
    seed: 8,
    about: "Reset by subtraction, fast shift 1: what is above the threshold stays.",
    neurons: [4],
    memory: null,
    reset: "subtract",
    fastShift: 1,
    threshold: 60,
  },
  {
    name: "own-leaks",
    seed: 8,
    about: "Each neuron has its own leak, none and no decay among them, and its own reset.",
    neurons: [5],
    memory: null,
    reset: "subtract",
    threshold: 60,
    leaks: [205, 256, 0, 128, 250],
    resets: [60, 75, 200, 120, 61],
  },
  {
    name: "own-thresholds",
    seed: 8,
    about: "Each neuron has its own threshold, one below 0 among them, and subtracts that.",
    neurons: [5],
    memory: null,
    reset: "subtract",
    thresholds: [60, 200, 35, -20, 120],
  },
  {
    name: "one-state",
    seed: 96,
    about: "A slow state of one value; the slow current sees it before this step's update.",
    neurons: [4],
    memory: { dim: 1, shifts: [6] },
  },
  {
    name: "row-shifts",
    seed: 854,
    about: "Three slow values, each with a shift of its own, one of them negative; two layers.",
    neurons: [5, 4],
    memory: {
      dim: 3,
      shifts: [7, 4, -1],
      transition: [-24, 6, 0, 3, -5, 2, 0, 0, -1],
    },
  },
  {
    name: "legendre-5",
    seed: 3472,
    about: "Five slow values as in a trained network (window 20), two layers, reset by subtraction.",
    neurons: [5, 4],
    reset: "subtract",
    memory: {
      dim: 5,
      shifts: [7, 7, 7, 7, 7],
      // 128 (exp(Ac) - I) of the Legendre state space with d = 5, theta = 20, rounded.
      transition: [
        -6, -6, -5, -5, -3, 19, -20, -16, -16, -10, -26, 27, -30, -29, -19, 35, -37, 41, -48, -32, -29, 30,
        -34, 41, -51,
      ],
    },
  },
  {
    name: "dilation-hold",
    seed: 43,
    about: "The slow current is refreshed every third step and held between.",
    neurons: [4],
    memory: { dim: 3, shifts: [7, 7, 7], dilation: 3, refresh: "hold" },
  },
  {
    name: "dilation-skip",
    seed: 3188,
    about: "The slow current acts at every second step only; the slow state advances at all of them.",
    neurons: [4, 3],
    memory: { dim: 3, shifts: [7, 7, 7], dilation: 2, refresh: "skip" },
  },
  {
    name: "graded",
    seed: 3413,
    about: "Events carry values of 3 bits, 0 among them.",
    neurons: [4],
    valueBits: 3,
    fastShift: 2,
    memory: { dim: 3, shifts: [7, 7, 7] },
  },
  {
    name: "extreme",
    seed: 279,
    about: "Every weight at an end of its width, narrow states: x, m and u saturate at both ends.",
    neurons: [5, 4],
    extreme: true,
    stateBits: 8,
    membraneBits: 9,
    reset: "subtract",
    memory: { dim: 3, shifts: [5, 5, 5], currentShift: 5, driveShift: 2 },
  },
  {
    name: "membrane-readout",
    seed: 18,
    about: "A leaky integrator a class, its saturated membrane summed over the last four steps.",
    neurons: [4],
    mode: "mean-membrane",
    lastSteps: 4,
    threshold: 60,
    memory: { dim: 1, shifts: [6] },
  },
];

export const vectorCases: readonly VectorCase[] = choices.map(build);
