// A graph of NIR as a network: a chain of linear maps and layers of neurons.
import { floatNetwork, type LayerParameters, type LayerSpec, network } from "../../network/index.ts";
import type { TreeNode } from "../../recordings/index.ts";
import { refuse } from "../error.ts";
import { generalFields, type Imported, type ImportOptions } from "../imported.ts";
import { type Affine, followed, matrixOf, unchanged } from "./affine.ts";
import { chainOf, inputSize, type NirNode } from "./graph.ts";
import { type Exporter, exporters, firingOf, membraneOf, sharedLeak, type TimeBase } from "./neurons.ts";

export interface NirOptions extends ImportOptions {
  /** Whose choice of step and discretisation the file was made with; null: `timestep` and `discretisation` say it. */
  readonly exporter: Exporter | null;
  readonly discretisation: TimeBase["discretisation"] | null;
}

/** The nearest thing that works, by the type of a node that has no place. */
const instead: Readonly<Record<string, string>> = {
  Conv1d: "a convolution; only fully connected layers work: unroll it into Linear",
  Conv2d: "a convolution; only fully connected layers work: unroll it into Linear",
  SumPool2d: "a pooling; only fully connected layers work: unroll it into Linear",
  AvgPool2d: "a pooling; only fully connected layers work: unroll it into Linear",
  CubaLIF: "a synaptic current; expected LIF, whose membrane takes the input at once",
  CubaLI: "a synaptic current; expected LI, whose membrane takes the input at once",
  LI: "a leaky membrane without spikes; expected it as the last node before Output",
  I: "an integrator without spikes; expected IF, or LI as the last node",
  Delay: "a delay; expected nodes without one",
  Threshold: "a threshold without a membrane; expected IF or LIF",
  NIRGraph: "a graph inside the graph; write its nodes into the outer one (a recurrent one has no place)",
};

const unknown = "has no place in the network; Affine, Linear, Scale, Flatten, LIF, IF and LI have";

function timeBase({ exporter, discretisation, timestep }: NirOptions): TimeBase {
  if (exporter !== null) {
    if (discretisation !== null)
      refuse(
        "--discretisation",
        `${exporter} exports for ${exporters[exporter].discretisation}`,
        "leave one of the two out",
      );
    return exporters[exporter];
  }
  if (timestep === null || discretisation === null)
    return refuse(
      "the file",
      "holds time constants, but not the steps that it was trained in",
      `say --exporter ${Object.keys(exporters).join("|")}, or --timestep SECONDS with --discretisation euler|exact`,
    );
  return { step: timestep, discretisation };
}

/** @throws ImportError naming the node that has no place, and what has */
export function importNir(root: TreeNode, options: NirOptions): Imported {
  const time = timeBase(options);
  const seconds = options.exporter === null ? null : exporters[options.exporter].seconds;
  const {
    notes,
    inputs: input,
    ...general
  } = generalFields({
    ...options,
    timestep: options.timestep ?? seconds,
  });
  const channels = inputSize(root);
  const chain = chainOf(root);
  const leaky = chain.at(-1)?.type === "LI" ? chain.at(-1)! : null;
  const { specs, parameters, zeros, rest } = layersOf(
    leaky === null ? chain : chain.slice(0, -1),
    channels,
    time,
  );
  const membrane = leaky === null ? null : membraneOf(leaky, rest, time);
  const beta = leaky === null || membrane === null ? null : sharedLeak(leaky, membrane);
  const readout = membrane?.input ?? rest;
  const description = network({
    ...general,
    inputs: { channels, ...input },
    layers: specs,
    readout: {
      classes: readout.outputs,
      ...(beta === null ? { mode: "mean-logits" as const } : { mode: "mean-membrane" as const, beta }),
    },
  });
  return {
    network: floatNetwork(description, {
      layers: parameters,
      readout: { weights: matrixOf(readout).values, bias: readout.bias },
    }),
    zeros,
    source: options.exporter === null ? "NIR" : `NIR as ${options.exporter} exports it`,
    notes: [
      `a step is ${time.step} in the file's unit of time, ${time.discretisation === "euler" ? "forward Euler" : "exact for an input held over the step"}`,
      "reset: to v_reset in the step of the spike; NIR knows no other",
      ...(zeros.some((zero) => zero !== null)
        ? ["membranes begin at v_reset; spikes differ at first where the framework begins elsewhere"]
        : []),
      ...(readout.weights === null && membrane === null
        ? ["the last neurons are the classes: most spikes win"]
        : []),
      ...notes,
    ],
  };
}

/** Every layer of neurons with the linear map before it; `rest`: the map that is left after the last. */
function layersOf(chain: readonly NirNode[], channels: number, time: TimeBase) {
  const specs: LayerSpec[] = [];
  const parameters: LayerParameters[] = [];
  const zeros: (readonly number[] | null)[] = [];
  let map: Affine = unchanged(channels);
  for (const node of chain) {
    const linear = followed(map, node);
    if (linear !== null) {
      map = linear;
      continue;
    }
    if (node.type !== "LIF" && node.type !== "IF") return noPlace(node);
    const { beta, threshold, input, zero } = firingOf(node, map, time);
    zeros.push(zero);
    specs.push({
      ...{ neurons: input.outputs, memory: null, beta: [...beta] },
      ...{ threshold: [...threshold], reset: "zero" },
    });
    parameters.push({ fast: matrixOf(input).values, bias: input.bias, memory: null });
    map = unchanged(input.outputs);
  }
  if (specs.length === 0) refuse("the graph", "has no layer of neurons", "expected LIF or IF");
  return { specs, parameters, zeros, rest: map };
}

function noPlace({ name, type }: NirNode): never {
  const [what, works] = (Object.hasOwn(instead, type) ? instead[type] : unknown).split("; ");
  return refuse(`node ${name} (${type})`, what, works);
}
