// A network from tensors and the map of their names: sizes come from the shapes.
import { numbers } from "../files/array.ts";
import {
  eachNeuron,
  type FloatNetwork,
  floatNetwork,
  type LayerParameters,
  type LayerSpec,
  leaksOf,
  network,
  type PerNeuron,
} from "../network/index.ts";
import { type FloatMatrix, identity } from "../network/matrix.ts";
import { floats, showShape, type Tensors } from "../network/tensor.ts";
import { ImportError, refuse } from "./error.ts";
import { generalFields, type ImportOptions } from "./imported.ts";
import type { LayerMap, NetworkMap, OwnNumbers, TensorRef } from "./network-map.ts";
import { neuronNumbers, shapeText } from "./per-neuron.ts";

/**
 * @throws ImportError naming the tensor that is missing, left over or of a shape that does not fit the layer before;
 *   DescriptionError for what the map says of the neurons
 */
export function networkFromMap(
  map: NetworkMap,
  tensors: Tensors,
  options: ImportOptions,
): { network: FloatNetwork; notes: string[] } {
  const { notes: _, inputs: input, ...general } = generalFields(options);
  const take = taker(tensors);
  const channels = take.matrix(map.layers[0].fast).columns;
  const specs: LayerSpec[] = [];
  const parameters: LayerParameters[] = [];
  let inputs = channels;
  for (const layer of map.layers) {
    const { spec, ours } = layerOf(layer, inputs, take);
    specs.push(spec);
    parameters.push(ours);
    inputs = spec.neurons;
  }
  const { readout } = map;
  // Most spikes win: each class counts its own neuron.
  const weights = readout.mode === "spike-count" ? identity(inputs) : take.matrix(readout.weights, inputs);
  const bias = take.sum(readout.mode === "spike-count" ? [] : readout.bias, weights.rows);
  take.finish(map.ignore ?? []);
  const description = network({
    ...general,
    inputs: { channels, ...input },
    layers: specs,
    readout: {
      classes: weights.rows,
      ...(readout.mode === "mean-membrane"
        ? { mode: "mean-membrane" as const, ...given(readout) }
        : { mode: "mean-logits" as const }),
    } as never,
  });
  const readoutParameters = { weights: weights.values, bias };
  return {
    network: floatNetwork(description, { layers: parameters, readout: readoutParameters }),
    notes: clampedNotes(map, tensors),
  };
}

/** Says of how many leaks the end of their range is taken. */
const clampedNotes = ({ layers }: NetworkMap, tensors: Tensors): string[] =>
  layers.flatMap(({ beta }) => {
    if (typeof beta !== "object" || beta === null || beta.clamped !== true) return [];
    const values = numbers(beta.tensor, tensors.get(beta.tensor)!);
    const outside = values.filter((v) => v < 0 || v > 1).length;
    const some = `${beta.tensor}: ${outside} of ${values.length}`;
    if (outside === 0) return [];
    return [
      `${some} ${outside === 1 ? "lies" : "lie"} outside 0 to 1 and ${outside === 1 ? "counts" : "count"} as the nearer end`,
    ];
  });

const given = <T>({ beta, tau }: { readonly beta?: T; readonly tau?: T }) => ({
  ...(beta === undefined ? {} : { beta }),
  ...(tau === undefined ? {} : { tau }),
});

/** The leak of a layer: a number, or a list where a tensor holds one for each neuron. */
function leakOf({ beta, tau }: LayerMap, neurons: number, take: Taker): Pick<LayerSpec, "beta" | "tau"> {
  const numbers = (value: NonNullable<LayerMap["beta"]> | null | undefined): PerNeuron | undefined =>
    value === undefined || value === null || typeof value === "number"
      ? (value as number | undefined)
      : listOf(value, neurons, take);
  return given({ beta: numbers(beta), tau: numbers(tau) }) as Pick<LayerSpec, "beta" | "tau">;
}

function listOf({ tensor, clamped = false }: OwnNumbers, neurons: number, take: Taker): number[] {
  const values = [...take.each(tensor, neurons)];
  return clamped ? values.map((v) => Math.min(1, Math.max(0, v))) : values;
}

function layerOf(layer: LayerMap, inputs: number, take: Taker) {
  const fast = take.matrix(layer.fast, inputs);
  const { reset, memory } = layer;
  const output = memory && take.matrix(memory.output, null, fast.rows);
  const threshold = thresholdOf(layer, fast.rows, take);
  const leak = leakOf(layer, fast.rows, take);
  return {
    spec: {
      neurons: fast.rows,
      memory: memory && output ? { dim: output.columns, window: memory.window } : null,
      ...leak,
      threshold,
      reset,
      ...resetOf(layer, { ...leak, neurons: fast.rows } as LayerSpec, threshold, take),
    } as object as LayerSpec,
    ours: {
      fast: fast.values,
      bias: take.sum(layer.bias, fast.rows),
      memory:
        memory && output
          ? {
              drive: take.sum([memory.drive], inputs),
              driveBias: take.sum(memory.driveBias === undefined ? [] : [memory.driveBias], 1),
              output: output.values,
            }
          : null,
    },
  };
}

/** The threshold of a layer: a number, or a list where a tensor holds one for each neuron. */
function thresholdOf({ threshold }: LayerMap, neurons: number, take: Taker): PerNeuron | null {
  if (threshold === null || typeof threshold === "number") return threshold;
  const each = take.each(threshold.tensor, neurons);
  const low = each.findIndex((v) => !(v > 0));
  if (low >= 0)
    refuse(`${threshold.tensor}, neuron ${low}`, `a threshold of ${each[low]}`, "expected a positive number");
  return [...each];
}

/** What a subtraction that comes a step late takes now: the step's leak makes the threshold of it. */
function resetOf(layer: LayerMap, leak: LayerSpec, threshold: PerNeuron | null, take: Taker) {
  const { reset, resetDelay, fast } = layer;
  const known = threshold !== null && (leak.beta ?? leak.tau) !== undefined;
  if (resetDelay !== true || reset !== "subtract" || !known) return {};
  const { beta } = leaksOf(leak);
  const none = beta.indexOf(0);
  const own = typeof layer.beta === "object" ? layer.beta : null;
  const stored = none >= 0 && own !== null ? take.each(own.tensor, leak.neurons)[none] : 0;
  if (none >= 0)
    refuse(
      `${typeof fast === "string" ? fast : fast.tensor}, reset by subtraction in the step after the spike`,
      `neuron ${none} has beta 0${stored === 0 ? "" : ` (${own?.tensor}: ${stored})`} and keeps nothing to subtract from`,
      'expected the reset "zero", a beta above 0, or --no-reset-delay ("resetDelay": false in a map)',
    );
  // Nothing leaks on the way: it is the threshold itself.
  if (beta.every((b) => b === 1)) return {};
  return { resetBy: [...eachNeuron(threshold, leak.neurons).map((v, n) => v / beta[n])] };
}

type Taker = ReturnType<typeof taker>;

/** Takes tensors by name and knows which are left. */
function taker(tensors: Tensors) {
  const taken = new Set<string>();
  const find = (name: string) => {
    taken.add(name);
    return (
      tensors.get(name) ?? refuse(name, "the file has no tensor of this name", `it has ${list(tensors)}`)
    );
  };
  return {
    matrix(ref: TensorRef, columns: number | null = null, rows: number | null = null): FloatMatrix {
      const { tensor: name, transposed } = typeof ref === "string" ? { tensor: ref, transposed: false } : ref;
      const tensor = find(name);
      const shape = transposed ? [...tensor.shape].reverse() : tensor.shape;
      const wanted = `${rows ?? "outputs"} x ${columns ?? "inputs"}`;
      if (shape.length !== 2 || shape[1] !== (columns ?? shape[1]) || shape[0] !== (rows ?? shape[0]))
        refuse(
          name,
          `has the shape ${showShape(tensor.shape)}${transposed ? ", transposed" : ""}`,
          fitting(shape, wanted, columns),
        );
      const values = floats(name, tensor);
      const [r, c] = shape;
      return {
        rows: r,
        columns: c,
        values: transposed ? values.map((_, i) => values[(i % c) * r + Math.floor(i / c)]) : values,
      };
    },
    /** Of each neuron its own, or one for all. */
    each: (name: string, neurons: number): Float64Array => neuronNumbers(name, find(name), neurons),
    /** Vectors of one length (or matrices of one row or column), added up. */
    sum(names: readonly string[], length: number): Float64Array {
      const sum = new Float64Array(length);
      for (const name of names) {
        const values = floats(name, find(name));
        if (values.length !== length)
          refuse(name, shapeText(tensors.get(name)!.shape), `expected ${length}, as the layer has`);
        values.forEach((v, i) => {
          sum[i] += v;
        });
      }
      return sum;
    },
    finish(ignore: readonly string[]): void {
      const left = [...tensors.keys()].filter((name) => !taken.has(name) && !ignore.includes(name));
      if (left.length > 0)
        throw new ImportError(
          `${left.join(", ")}: no place in the network; name them in "ignore" of the map where they are not needed`,
        );
    },
  };
}

const fitting = (shape: readonly number[], wanted: string, columns: number | null) =>
  `expected ${wanted}${shape.length === 2 && shape[0] === columns ? ' (stored the other way round? {"tensor": NAME, "transposed": true})' : ""}`;

const list = (tensors: Tensors) => [...tensors.keys()].slice(0, 12).join(", ") || "none";
