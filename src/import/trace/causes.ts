// What commonly makes an imported layer differ: each is tried on the layer alone, with the inputs that the framework gave it.

import { layerStep, restingState, transposed } from "../../network/float-layer.ts";
import {
  type FloatLayer,
  type FloatNetwork,
  type FloatResult,
  type LayerDescription,
  matrix,
} from "../../network/index.ts";
import { allowedIn, type LayerQuantity, type Recorded, type Trace } from "./file.ts";
import { inputsOf } from "./inputs.ts";
import { readoutCauses } from "./readout.ts";

/** A change of a layer that would explain a difference; null where it means nothing for this layer. */
interface Suspect {
  readonly name: string;
  readonly change: (layer: FloatLayer, index: number) => FloatLayer | null;
  /** The inputs come so many steps later. */
  readonly delay?: number;
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

const suspects: readonly Suspect[] = [
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
        ? { ...layer, reset: "subtract", resetBy: layer.beta.map((beta) => layer.threshold / beta) }
        : null,
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
      resetBy: layer.resetBy ?? new Float64Array(layer.neurons).fill(layer.threshold),
      threshold: layer.threshold * (1 + 2 ** -50),
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

/**
 * What would explain that `network` differs from `trace`, first in layer `l`; null: in the logits.
 * A suspect counts where the layer then agrees to the end. Where none does, two at a time are tried.
 */
export function causesOf(
  network: FloatNetwork,
  trace: Trace,
  result: FloatResult,
  l: number | null,
): readonly string[] {
  if (l === null) return readoutCauses(network, trace, result);
  const inputs = inputsOf(network, trace, result, l);
  const agrees = (layer: FloatLayer, delay: number) =>
    agreement(
      layer,
      network.description.layers[l],
      delayed(inputs, network.layers[l].inputs, delay),
      trace,
      l,
    );
  const singles = suspects.flatMap(({ name, change, delay = 0 }) => {
    const changed = change(network.layers[l], l);
    return changed === null ? [] : [{ names: [name], layer: changed, delay }];
  });
  const found = singles.filter(({ layer, delay }) => agrees(layer, delay));
  if (found.length > 0) return found.map(({ names }) => names[0]);
  const pairs = singles.flatMap((one, i) =>
    suspects.slice(i + 1).flatMap(({ name, change, delay = 0 }) => {
      const changed = change(one.layer, l);
      return changed === null
        ? []
        : [{ names: [...one.names, name], layer: changed, delay: one.delay + delay }];
    }),
  );
  const both = pairs.find(({ layer, delay }) => agrees(layer, delay));
  return both === undefined ? [] : [both.names.join("; and ")];
}

function delayed(inputs: Float64Array, width: number, steps: number): Float64Array {
  if (steps === 0) return inputs;
  const later = new Float64Array(inputs.length);
  later.set(inputs.subarray(0, inputs.length - steps * width), steps * width);
  return later;
}

/** Whether a layer agrees with all that was recorded of it, given the inputs of every step. */
function agreement(
  layer: FloatLayer,
  description: LayerDescription,
  inputs: Float64Array,
  trace: Trace,
  l: number,
): boolean {
  const step = layerStep(layer, description);
  const state = restingState(layer);
  const spikes = new Float64Array(layer.neurons);
  const beforeReset = new Float64Array(layer.neurons);
  const recorded = Object.entries(trace.layers[l]) as [LayerQuantity, Recorded][];
  const limits = recorded.map(([, { values }]) => allowedIn(values));
  for (let k = 0; k < trace.steps; k++) {
    const s = inputs.subarray(k * layer.inputs, (k + 1) * layer.inputs);
    const x = step(state, k, s, spikes, beforeReset);
    const now = { drive: [x], slow: state.slow, before_reset: beforeReset, spikes, membrane: state.membrane };
    for (const [i, [quantity, { width, values }]] of recorded.entries())
      for (let n = 0; n < width; n++)
        if (!(Math.abs(now[quantity][n] - values[k * width + n]) <= limits[i])) return false;
  }
  return true;
}
