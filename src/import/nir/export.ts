// A network without slow states as a graph of NIR (https://neuroir.org): Affine and LIF in turn.
import type { FloatNetwork } from "../../network/index.ts";
import { encodeTree, type TreeSource } from "../../recordings/index.ts";
import { refuse } from "../error.ts";
import type { Discretisation } from "./neurons.ts";

/** The version of the Python package whose files these are alike. */
const VERSION = "1.0.8";

/**
 * The network as `nir.write` would write it. It takes what training took, `inputs.scale` times an event's value. Time constants are such that steps of `step` seconds, by `discretisation`,
 * give the network's leaks.
 * @throws ImportError for what NIR cannot say: slow states, and a reset that subtracts
 */
export function exportNir(
  network: FloatNetwork,
  discretisation: Discretisation,
  step: number = network.description.inputs.timestep,
): Promise<Uint8Array> {
  const chain: [string, Record<string, TreeSource>][] = [
    ["input", port("Input", network.description.inputs.channels)],
  ];
  for (const [l, layer] of network.layers.entries()) {
    if (layer.memory !== null)
      refuse(`layers[${l}].memory`, "NIR has no slow state", "only layers without one can be exported");
    if (layer.reset !== "zero")
      refuse(`layers[${l}].reset`, 'NIR resets to v_reset, and knows no "subtract"', 'expected "zero"');
    const { neurons, fast, bias, beta, threshold } = layer;
    chain.push([`${l}_weights`, affine(l === 0 ? unscaled(network) : fast, bias)]);
    chain.push([
      `${l}_neurons`,
      {
        ...membrane(`layers[${l}].beta`, beta, step, discretisation),
        v_threshold: vector(threshold),
        v_reset: each(neurons, 0),
      },
    ]);
  }
  const { weights, bias, beta } = network.readout;
  if (beta !== null || !countsSpikes(network)) chain.push(["readout_weights", affine(weights, bias)]);
  if (beta !== null) {
    if (beta === 1)
      refuse("readout.beta", "is 1: an integrator, which NIR has no leaky node for", "expected less");
    const { type: _, ...of } = membrane(
      "readout.beta",
      new Float64Array(bias.length).fill(beta),
      step,
      discretisation,
    );
    chain.push(["readout_membranes", { type: { text: "LI" }, ...of }]);
  }
  chain.push(["output", port("Output", bias.length)]);
  const edges = chain.slice(1).flatMap(([name], i) => [chain[i][0], name]);
  return encodeTree(
    new Map<string, TreeSource>([
      ["version", { text: VERSION }],
      [
        "node",
        {
          group: new Map<string, TreeSource>([
            ["type", { text: "NIRGraph" }],
            [
              "nodes",
              { group: new Map(chain.map(([name, of]) => [name, { group: new Map(Object.entries(of)) }])) },
            ],
            ["edges", { texts: edges, shape: [edges.length / 2, 2] }],
          ]),
        },
      ],
    ]),
  );
}

/** What the graph says nothing of, and its user should know; a sentence each. */
export function nirNotes({ description: { inputs, readout } }: FloatNetwork): string[] {
  const { valueBits, scale } = inputs;
  const event = valueBits === 0 ? "an event" : `a value of 0 to ${2 ** valueBits - 1}`;
  const taken = scale === 1 ? `${event} as it is` : `${event} times ${scale}, as in training (inputs.scale)`;
  return [
    ...(valueBits === 0 && scale === 1 ? [] : [`the graph takes ${taken}`]),
    ...(readout.lastSteps === null
      ? []
      : [
          `NIR says nothing of readout.lastSteps: the class is that of the mean over the last ${readout.lastSteps} steps`,
        ]),
  ];
}

/** Weights of the first layer, for inputs as training had them. */
function unscaled({ description: { inputs }, layers }: FloatNetwork): FloatNetwork["readout"]["weights"] {
  const { fast } = layers[0];
  return inputs.scale === 1 ? fast : { ...fast, values: fast.values.map((w) => w / inputs.scale) };
}

const port = (type: string, size: number): Record<string, TreeSource> => ({
  type: { text: type },
  shape: { integers: [size], shape: [1] },
});

const vector = (values: Float64Array): TreeSource => ({ floats: values, shape: [values.length] });
const each = (count: number, value: number): TreeSource => vector(new Float64Array(count).fill(value));

const affine = (
  { rows, columns, values }: FloatNetwork["readout"]["weights"],
  bias: Float64Array,
): Record<string, TreeSource> => ({
  type: { text: "Affine" },
  weight: { floats: values, shape: [rows, columns] },
  bias: { floats: bias, shape: [rows] },
});

/** tau dv/dt = -v + r I with the leaks `betas` in a step, and currents that count in full; without leaks dv/dt = r I. */
function membrane(
  where: string,
  betas: Float64Array,
  step: number,
  discretisation: Discretisation,
): Record<string, TreeSource> {
  const count = betas.length;
  const whole = betas.indexOf(1);
  if (betas.every((beta) => beta === 1)) return { type: { text: "IF" }, r: each(count, 1 / step) };
  if (whole >= 0)
    refuse(
      where,
      `is 1 in neuron ${whole}, and less in others: NIR has no node for both`,
      "expected it in all neurons of a layer, or in none",
    );
  if (betas.includes(0) && discretisation === "exact")
    refuse(where, "is 0: no time constant decays to nothing in a step", "choose the discretisation euler");
  const tau = (beta: number) => (discretisation === "euler" ? step / (1 - beta) : -step / Math.log(beta));
  return {
    type: { text: "LIF" },
    tau: vector(betas.map(tau)),
    r: vector(betas.map((beta) => 1 / (1 - beta))),
    v_leak: each(count, 0),
  };
}

/** The readout passes the last spikes on, one neuron a class: then the graph ends with them. */
const countsSpikes = ({ readout: { weights, bias } }: FloatNetwork): boolean =>
  weights.rows === weights.columns &&
  weights.values.every((w, at) => w === (at % (weights.columns + 1) === 0 ? 1 : 0)) &&
  bias.every((b) => b === 0);
