// Proposes a map of tensor names: layers in a chain by their shapes, in the order of the file and of the numbers in names;
// neurons from what snnTorch stores of them. What no tensor says is null, for the reader to fill in.
import type { Tensors } from "../network/tensor.ts";
import { matricesInChain } from "./chain.ts";
import { refuse } from "./error.ts";
import type { LayerMap, NetworkMap, ReadoutMap, TensorRef } from "./network-map.ts";
import { byNumbers, takeTurns } from "./order.ts";
import { neuronNumbers } from "./per-neuron.ts";

interface Candidate {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
}

/** What snnTorch stores beside each neuron layer. */
const snnTorchMark = ".reset_mechanism_val";
const snnTorchOwn = /\.(threshold|beta|graded_spikes_factor|reset_mechanism_val|mem)$/;

/** The prefixes of snnTorch's neuron layers, in order. */
export const snnTorchNeurons = (tensors: Tensors): string[] =>
  byNumbers(
    [...tensors.keys()]
      .filter((name) => name.endsWith(snnTorchMark))
      .map((name) => name.slice(0, -snnTorchMark.length)),
  );

/**
 * `resetDelay` false: snnTorch's neurons subtract in the step of the spike (reset_delay=False), which no state dict says.
 * @throws ImportError where the matrices form no chain, or a tensor is of a kind that cannot be ours
 */
export function proposeMap(tensors: Tensors, resetDelay = true): NetworkMap {
  for (const [name, { shape }] of tensors) refuseForeign(name, shape, tensors);
  const neurons = snnTorchNeurons(tensors);
  if (!resetDelay && neurons.length === 0)
    refuse("--no-reset-delay", "is for snnTorch's neurons", "the file holds none of them: leave it out");
  const ofNeurons = (name: string) =>
    snnTorchOwn.test(name) && neurons.includes(name.replace(/\.[^.]*$/, ""));
  const names = [...tensors.keys()].filter(
    (name) => tensors.get(name)!.shape.length === 2 && !ofNeurons(name),
  );
  const matrices = byNumbers(names).map((name): Candidate => {
    const [rows, columns] = tensors.get(name)!.shape;
    return { name, rows, columns };
  });
  if (matrices.length === 0) refuse("the file", "no matrix of weights in it", "expected one a layer");
  const chain =
    matricesInChain(matrices) ??
    refuse(
      matrices.map(({ name, rows, columns }) => `${name} ${rows} x ${columns}`).join(", "),
      "do not follow one another in any order",
      "write the map by hand: --map FILE",
    );
  needTurns(chain, neurons);
  const spiking = neurons.length === chain.length;
  const layers = (spiking ? chain : chain.slice(0, -1)).map((c, l) =>
    layerOf(c, neurons[l], tensors, resetDelay),
  );
  if (layers.length === 0)
    refuse(
      chain[0].name,
      "the only matrix, and no neurons beside it",
      "expected a layer of neurons and a readout",
    );
  const last = chain[chain.length - 1];
  const readout: ReadoutMap = spiking
    ? { mode: "spike-count" }
    : { mode: neurons.length > 0 ? "mean-logits" : null, weights: ref(last), bias: biasOf(last, tensors) };
  const ignore = ignorable(tensors);
  return { layers, readout, ...(ignore.length > 0 ? { ignore } : {}) };
}

/** @throws ImportError where neurons cannot be told to lie between these matrices */
function needTurns(chain: readonly Candidate[], neurons: readonly string[]): void {
  const modules = chain.map(({ name }) => name.replace(/\.[^.]*$/, ""));
  const missing =
    neurons.length > 0 && chain.length - neurons.length !== 0 && chain.length - neurons.length !== 1;
  if (missing || (neurons.length > 0 && takeTurns(modules, neurons) === false))
    refuse(
      `${modules.join(", ")} and the neurons ${neurons.join(", ")}`,
      "do not take turns: a matrix, its neurons, the next matrix",
      "multiply matrices that follow one another into one; neurons need a matrix before them",
    );
}

/** A tensor with its direction, where it is square and nobody can tell. */
const ref = ({ name }: Candidate): TensorRef => name;

function layerOf(
  matrix: Candidate,
  neuron: string | undefined,
  tensors: Tensors,
  resetDelay: boolean,
): LayerMap {
  const own =
    neuron === undefined
      ? { beta: null, threshold: null, reset: null }
      : snnTorch(neuron, matrix.rows, tensors, resetDelay);
  return { fast: ref(matrix), bias: biasOf(matrix, tensors), ...own };
}

function biasOf({ name, rows }: Candidate, tensors: Tensors): string[] {
  const bias = name.replace(/weight$/, "bias");
  const tensor = bias === name ? undefined : tensors.get(bias);
  return tensor?.shape.length === 1 && tensor.shape[0] === rows ? [bias] : [];
}

/** What snnTorch needs for training or for plotting only. */
const ignorable = (tensors: Tensors): string[] =>
  [...tensors.keys()].filter((name) => snnTorchOwn.test(name));

function snnTorch(
  neuron: string,
  neurons: number,
  tensors: Tensors,
  resetDelay: boolean,
): Omit<LayerMap, "fast" | "bias"> {
  const all = (field: string) => {
    const name = `${neuron}.${field}`;
    const tensor = tensors.get(name) ?? refuse(name, "missing", "it is in every state dict of snnTorch");
    const values = neuronNumbers(name, tensor, neurons);
    return { name, value: values[0], equal: values.every((v) => v === values[0]) };
  };
  const one = (field: string): number => {
    const { name, value, equal } = all(field);
    if (!equal) refuse(name, "differs between the neurons of a layer", "expected one value for all of them");
    return value;
  };
  const threshold = all("threshold");
  const beta = all("beta");
  if (one("graded_spikes_factor") !== 1)
    refuse(`${neuron}.graded_spikes_factor`, "is not 1", "fold it into the weights that follow");
  const mechanism = one("reset_mechanism_val");
  if (mechanism > 1)
    refuse(
      `${neuron}.reset_mechanism_val`,
      "neurons without reset",
      'expected reset_mechanism="subtract" or "zero"',
    );
  return {
    // snnTorch clamps what training has left outside.
    beta:
      beta.equal && beta.value >= 0 && beta.value <= 1 ? beta.value : { tensor: beta.name, clamped: true },
    threshold: threshold.equal ? threshold.value : { tensor: threshold.name },
    ...(mechanism === 0 ? { reset: "subtract", resetDelay } : { reset: "zero" }),
  };
}

/** Parts of a network that ours cannot have, by the names that PyTorch and the frameworks give their tensors. */
function refuseForeign(name: string, shape: readonly number[], tensors: Tensors): void {
  if (shape.length > 2)
    refuse(
      name,
      `a convolution (${shape.length} dimensions)`,
      "only fully connected layers work: unroll it into a matrix",
    );
  if (/(^|\.)recurrent(\.|$)|weight_hh|\.recurrent_weights$/.test(name))
    refuse(
      name,
      "recurrent connections",
      "neurons of a layer do not see each other's spikes: use a slow state for memory",
    );
  if (/\.(R|C|time_step)$/.test(name) && tensors.has(name.replace(/[^.]*$/, "reset_mechanism_val")))
    refuse(
      name,
      "a neuron of snnTorch's Lapicque, whose R, C and time step scale its input",
      "expected snn.Leaky",
    );
  if (/\.alpha$/.test(name) && tensors.has(name.replace(/alpha$/, "beta")))
    refuse(
      name,
      "a synaptic current (alpha)",
      "expected neurons whose membrane takes the input at once, as snn.Leaky",
    );
  if (/running_mean$/.test(name)) refuse(name, "a batch normalisation", "fold it into the weights before it");
}
