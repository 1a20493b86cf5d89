// What commonly makes an imported layer differ from its framework: changes of the layer, and what frameworks make of its steps.
import { transposed } from "../../network/float-layer.ts";
import { type FloatLayer, matrix } from "../../network/index.ts";

/** What a step of a layer came to; `before`: the membranes that it began with. */
export interface StepOutcome {
  readonly before: Float64Array;
  readonly beforeReset: Float64Array;
  readonly spikes: Float64Array;
  readonly membrane: Float64Array;
}

/** A change of a layer that would explain a difference; null where it means nothing for this layer. */
export interface Suspect {
  readonly name: string;
  readonly change: (layer: FloatLayer, index: number) => FloatLayer | null;
  /** The inputs come so many steps later. */
  readonly delay?: number;
  /** What the framework makes of the outcome of a step that no layer of ours does: changes it. */
  readonly after?: (outcome: StepOutcome, threshold: Float64Array) => void;
}

const scaled = (values: Float64Array, factor: number) => values.map((v) => v * factor);

/** All currents of a neuron's membrane times its factor. */
function currents(layer: FloatLayer, factors: Float64Array): FloatLayer {
  const { neurons } = layer;
  const rows = (values: Float64Array) =>
    values.map((v, i) => v * factors[Math.floor((i * neurons) / values.length)]);
  return {
    ...layer,
    fast: matrix(neurons, layer.inputs, rows(layer.fast.values)),
    bias: rows(layer.bias),
    memory: layer.memory && {
      ...layer.memory,
      output: { ...layer.memory.output, values: rows(layer.memory.output.values) },
    },
  };
}

/** Inputs of the first layer times a factor. */
const inputTimes =
  (factor: number) =>
  (layer: FloatLayer, index: number): FloatLayer | null =>
    index > 0
      ? null
      : {
          ...layer,
          fast: matrix(layer.neurons, layer.inputs, scaled(layer.fast.values, factor)),
          memory: layer.memory && {
            ...layer.memory,
            drive: { ...layer.memory.drive, weights: scaled(layer.memory.drive.weights, factor) },
          },
        };

/** Another leak; `input`: the currents decay with the membrane, as those of a time constant do. */
const leak =
  (beta: (now: number) => number, input: boolean) =>
  (layer: FloatLayer): FloatLayer | null => {
    const next = layer.beta.map(beta);
    if (layer.beta.includes(1) || !next.every(decays)) return null;
    const changed = input
      ? currents(
          layer,
          next.map((b, n) => (1 - b) / (1 - layer.beta[n])),
        )
      : layer;
    return { ...changed, beta: next };
  };
const decays = (beta: number) => beta > 0 && beta < 1;
const exact = (beta: number) => Math.exp(beta - 1);
const euler = (beta: number) => 1 + Math.log(beta);
const exactName = "discretisation: the framework's leak is exact, exp(-1/tau), this one Euler's, 1 - 1/tau";
const eulerName = "discretisation: the framework's leak is Euler's, 1 - 1/tau, this one exact, exp(-1/tau)";
const square = (rows: number, columns: number) => rows === columns && rows > 1;

/** Of the neurons that fire, the one whose membrane is highest shows its spike; all are reset. */
function onlyHighest({ beforeReset, spikes }: StepOutcome): void {
  const highest = beforeReset.reduce((best, u, n) => (u > beforeReset[best] ? n : best), 0);
  spikes.forEach((_, n) => {
    if (n !== highest) spikes[n] = 0;
  });
}

/**
 * A neuron whose membrane a subtraction has left above the threshold is taken one threshold less to see whether it fires
 * again: below two thresholds it does not, and nothing is subtracted.
 */
function onceOnly({ before, beforeReset, spikes, membrane }: StepOutcome, threshold: Float64Array): void {
  before.forEach((u, n) => {
    if (!(u > threshold[n])) return;
    if (spikes[n] === 1 && !(beforeReset[n] - threshold[n] > threshold[n])) {
      spikes[n] = 0;
      membrane[n] = beforeReset[n];
    }
  });
}

export const suspects: readonly Suspect[] = [
  {
    name: "transposed weights of the fast path: swap them, or say so in the map",
    change: (layer) =>
      square(layer.neurons, layer.inputs)
        ? { ...layer, fast: matrix(layer.neurons, layer.inputs, transposed(layer.fast)) }
        : null,
  },
  {
    name: "transposed weights of the slow current",
    change: (layer) =>
      layer.memory && square(layer.neurons, layer.memory.output.columns)
        ? {
            ...layer,
            memory: {
              ...layer.memory,
              output: { ...layer.memory.output, values: transposed(layer.memory.output) },
            },
          }
        : null,
  },
  {
    name: 'another reset: the framework has "zero"',
    change: ({ resetBy: _, ...layer }) => (layer.reset === "zero" ? null : { ...layer, reset: "zero" }),
  },
  {
    name: 'another reset: the framework has "subtract", in the step of the spike',
    change: ({ resetBy, ...layer }) =>
      layer.reset === "zero" || resetBy !== undefined ? { ...layer, reset: "subtract" } : null,
  },
  {
    name: 'another reset: the framework has "subtract", a step after the spike (resetBy: threshold / beta)',
    change: (layer) =>
      layer.resetBy === undefined && layer.beta.every((beta) => beta > 0)
        ? { ...layer, reset: "subtract", resetBy: layer.beta.map((beta, n) => layer.threshold[n] / beta) }
        : null,
  },
  {
    name:
      "snnTorch's reset_delay=False: a membrane that one subtraction leaves above its threshold loses nothing in the next " +
      "step; the hardware has no such reset (the default, reset_delay=True, it has)",
    change: ({ resetBy: _, ...layer }) => (layer.reset === "subtract" ? layer : null),
    after: onceOnly,
  },
  {
    name:
      "snnTorch's inhibition=True: of the neurons that fire only the one with the highest membrane sends its spike; the " +
      "hardware has no such inhibition",
    change: (layer) => layer,
    after: onlyHighest,
  },
  { name: exactName, change: leak(exact, false) },
  { name: `${exactName}, and so is what it makes of the input`, change: leak(exact, true) },
  { name: eulerName, change: leak(euler, false) },
  { name: `${eulerName}, and so is what it makes of the input`, change: leak(euler, true) },
  {
    name: "the framework's input decays with the membrane: tau, where this network has beta",
    change: (layer) =>
      layer.beta.every(decays)
        ? currents(
            layer,
            layer.beta.map((beta) => 1 - beta),
          )
        : null,
  },
  {
    name: "the framework's input does not decay with the membrane: beta, where this network has tau",
    change: (layer) =>
      layer.beta.every(decays)
        ? currents(
            layer,
            layer.beta.map((beta) => 1 / (1 - beta)),
          )
        : null,
  },
  { name: "pixel scale: the framework's inputs count 1/255 (inputs.scale)", change: inputTimes(1 / 255) },
  {
    name: "pixel scale: the framework's inputs count 255 times as much (inputs.scale)",
    change: inputTimes(255),
  },
  {
    name: "the framework fires above the threshold, not at it",
    change: (layer) => ({
      ...layer,
      resetBy: layer.resetBy ?? layer.threshold,
      threshold: layer.threshold.map((threshold) => threshold * (1 + 2 ** -50)),
    }),
  },
  {
    name: "no bias in the framework",
    change: (layer) =>
      layer.bias.some((v) => v !== 0) ? { ...layer, bias: new Float64Array(layer.neurons) } : null,
  },
  {
    name: "no slow current in the framework",
    change: (layer) =>
      layer.memory && {
        ...layer,
        memory: { ...layer.memory, output: matrix(layer.neurons, layer.memory.input.length) },
      },
  },
  { name: "the framework gives the layer its inputs a step later", change: (layer) => layer, delay: 1 },
];
