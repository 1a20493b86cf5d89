// A float network from its description and raw parameters, as trained: the gain of a time constant and the scale of the
// inputs are folded in here.
import { eachNeuron, leakOf, leaksOf, type NetworkDescription } from "./description.ts";
import type { FloatNetwork } from "./float-network.ts";
import { legendreDiscrete } from "./legendre.ts";
import { matrix } from "./matrix.ts";

/** Parameters of a layer with C inputs and N neurons as training has them, before any gain. */
export interface LayerParameters {
  /** Wf, N x C, row after row. */
  readonly fast: Float64Array;
  /** b, N values. */
  readonly bias: Float64Array;
  /** Wx (C), bx (1) and Wm (N x d); null for a layer without memory. */
  readonly memory: { drive: Float64Array; driveBias: Float64Array; output: Float64Array } | null;
}

export interface NetworkParameters {
  readonly layers: readonly LayerParameters[];
  readonly readout: { readonly weights: Float64Array; readonly bias: Float64Array };
}

/** The shapes of the layers: inputs of each, and those of the readout last. */
export const fanIns = ({ inputs, layers }: NetworkDescription): number[] => [
  inputs.channels,
  ...layers.map((l) => l.neurons),
];

/** @throws RangeError where an array has another length than the description asks for */
export function floatNetwork(description: NetworkDescription, parameters: NetworkParameters): FloatNetwork {
  const inputs = fanIns(description);
  const layers = description.layers.map((layer, l) => {
    const { neurons, reset, resetBy, memory } = layer;
    const { beta, gain } = leaksOf(layer);
    const unit = unitOf(description, l);
    const p = parameters.layers[l];
    return {
      ...{ inputs: inputs[l], neurons, beta, threshold: eachNeuron(layer.threshold, neurons), reset },
      ...(resetBy === undefined ? {} : { resetBy: eachNeuron(resetBy, neurons) }),
      fast: matrix(
        neurons,
        inputs[l],
        scaleRows(
          p.fast,
          gain.map((g) => g * unit),
        ),
      ),
      bias: ofLength(neurons, scaleRows(p.bias, gain)),
      memory: memory && {
        drive: {
          weights: scale(ofLength(inputs[l], p.memory?.drive), unit),
          bias: ofLength(1, p.memory?.driveBias)[0],
        },
        ...stateSpace(memory.dim, memory.window),
        output: matrix(neurons, memory.dim, scaleRows(p.memory?.output ?? new Float64Array(0), gain)),
      },
    };
  });
  const { classes, mode } = description.readout;
  const { beta, gain } = mode === "mean-membrane" ? leakOf(description.readout) : { beta: null, gain: 1 };
  const readout = {
    weights: matrix(classes, inputs[layers.length], scale(parameters.readout.weights, gain)),
    bias: ofLength(classes, scale(parameters.readout.bias, gain)),
    beta,
  };
  return { description, layers, readout };
}

/** The raw parameters of a network: the inverse of `floatNetwork`, to the rounding of its gains. */
export function parametersOf({ description, layers, readout }: FloatNetwork): NetworkParameters {
  const readoutGain = description.readout.mode === "mean-membrane" ? leakOf(description.readout).gain : 1;
  return {
    layers: layers.map(({ fast, bias, memory }, l) => {
      const { gain } = leaksOf(description.layers[l]);
      const back = gain.map((g) => 1 / g);
      const unit = unitOf(description, l);
      return {
        fast: scaleRows(
          fast.values,
          gain.map((g) => 1 / (g * unit)),
        ),
        bias: scaleRows(bias, back),
        memory: memory && {
          drive: scale(memory.drive.weights, 1 / unit),
          driveBias: Float64Array.of(memory.drive.bias),
          output: scaleRows(memory.output.values, back),
        },
      };
    }),
    readout: {
      weights: scale(readout.weights.values, 1 / readoutGain),
      bias: scale(readout.bias, 1 / readoutGain),
    },
  };
}

/** What an input of value 1 counts in layer l: only events from outside have a scale, spikes count 1. */
const unitOf = ({ inputs }: NetworkDescription, l: number): number => (l === 0 ? inputs.scale : 1);

const scale = (values: Float64Array, factor: number) =>
  factor === 1 ? values : values.map((v) => v * factor);

/** Row n, of as many as there are factors, times factor n. */
const scaleRows = (values: Float64Array, factors: Float64Array) =>
  values.map((v, i) => v * factors[Math.floor((i * factors.length) / values.length)]);

function ofLength(length: number, values: Float64Array | undefined): Float64Array {
  if (values?.length !== length)
    throw new RangeError(`expected ${length} parameters, found ${values?.length ?? "none"}`);
  return values;
}

function stateSpace(dim: number, window: number) {
  const { a, b } = legendreDiscrete(dim, window);
  return { transition: a, input: b };
}
