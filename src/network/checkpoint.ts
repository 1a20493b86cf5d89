// Checkpoints: named tensors to a float network and back.
import type { NetworkDescription } from "./description.ts";
import type { FloatNetwork } from "./float-network.ts";
import { fanIns, floatNetwork, type NetworkParameters, parametersOf } from "./parameters.ts";
import { publishedCells, publishedIgnored, takePublished } from "./published-names.ts";
import type { FloatTensor } from "./safetensors.ts";
import { refuse, type Tensors } from "./tensor.ts";
import { type TensorReader, tensorReader } from "./tensor-reader.ts";

/** Tensor names of this project, for layer l: N neurons, C inputs, slow state of dimension d. */
const names = (l: number) => ({
  /** Wf, [N, C] */
  fast: `layers.${l}.input.weight`,
  /** b, [N] */
  bias: `layers.${l}.bias`,
  /** Wx, [C] or [1, C] */
  drive: `layers.${l}.memory.input.weight`,
  /** bx, [1] */
  driveBias: `layers.${l}.memory.input.bias`,
  /** Wm, [N, d] */
  output: `layers.${l}.memory.output.weight`,
});
/** Wo, [classes, N], and bo, [classes]. */
const readoutNames = { weights: "readout.weight", bias: "readout.bias" };

/**
 * The network of a description with the parameters of a checkpoint, under this project's tensor names or those of the
 * paper's PyTorch code. With `tau` the checkpoint holds the currents before their gain 1/tau.
 * @throws CheckpointError listing every tensor that is missing, unknown, mis-shaped, of another type or not finite
 */
export function networkFromTensors(description: NetworkDescription, given: Tensors): FloatNetwork {
  const tensors = withoutPrefix(given);
  const reader = tensorReader(tensors);
  const all = [...tensors.keys()];
  const parameters = all.some((name) => /^(layers|readout)\./.test(name))
    ? takeOurs(description, reader)
    : publishedCells(tensors).length > 0
      ? takePublished(description, tensors, reader)
      : refuse(
          "tensor names",
          `${names(0).fast} and so on, or those of SpikingLMUFFTCell cells`,
          all.slice(0, 8).join(", ") || "no tensors",
        );
  reader.finish((name) => publishedIgnored(name) && publishedCells(tensors).length > 0);
  return floatNetwork(description, parameters);
}

/**
 * The tensors without what wrappers put before all their names (`module.`, `_orig_mod.`, `model.`): whatever stands before
 * this project's names, where it stands before every name.
 */
function withoutPrefix(tensors: Tensors): Tensors {
  const all = [...tensors.keys()];
  const prefix = all.map((name) => /^(.+\.)readout\.weight$/.exec(name)?.[1]).find(Boolean);
  if (prefix === undefined || !all.every((name) => name.startsWith(prefix))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function takeOurs(description: NetworkDescription, reader: TensorReader): NetworkParameters {
  const inputs = fanIns(description);
  const layers = description.layers.map(({ neurons, memory }, l) => {
    const name = names(l);
    return {
      fast: reader.take(name.fast, [neurons, inputs[l]]),
      bias: reader.take(name.bias, [neurons]),
      memory: memory && {
        drive: reader.take(name.drive, [inputs[l]], [1, inputs[l]]),
        driveBias: reader.take(name.driveBias, [1]),
        output: reader.take(name.output, [neurons, memory.dim]),
      },
    };
  });
  const { classes } = description.readout;
  const weights = reader.take(readoutNames.weights, [classes, inputs[layers.length]]);
  return { layers, readout: { weights, bias: reader.take(readoutNames.bias, [classes]) } };
}

/** The parameters of a network under this project's tensor names, as training has them (before any gain). */
export function tensorsOf(network: FloatNetwork): Map<string, FloatTensor> {
  const { layers, readout } = parametersOf(network);
  const { classes } = network.description.readout;
  const tensors = new Map<string, FloatTensor>();
  const put = (name: string, values: Float64Array, ...shape: number[]) =>
    tensors.set(name, { shape, values });
  network.layers.forEach(({ inputs, neurons, memory }, l) => {
    const name = names(l);
    put(name.fast, layers[l].fast, neurons, inputs);
    put(name.bias, layers[l].bias, neurons);
    const parameters = layers[l].memory;
    if (!memory || !parameters) return;
    put(name.drive, parameters.drive, inputs);
    put(name.driveBias, parameters.driveBias, 1);
    put(name.output, parameters.output, neurons, memory.input.length);
  });
  put(readoutNames.weights, readout.weights, classes, readout.weights.length / classes);
  put(readoutNames.bias, readout.bias, classes);
  return tensors;
}
