// What commonly makes logits differ where all spikes agree: each is tried on the spikes of the last layer.

import { transposed } from "../../network/float-layer.ts";
import { type FloatNetwork, type FloatResult, matrix } from "../../network/index.ts";
import { allowedIn, type Trace } from "./file.ts";
import { inputsOf } from "./inputs.ts";

type Readout = FloatNetwork["readout"];

interface Suspect {
  readonly name: string;
  /** Null where it means nothing for this readout. */
  readonly change?: (readout: Readout) => Readout | null;
  /** Of the logits of each step: the mean is taken by default. */
  readonly over?: "mean" | "sum" | "last";
}

const suspects: readonly Suspect[] = [
  {
    name: "transposed weights of the readout",
    change: (readout) =>
      readout.weights.rows === readout.weights.columns
        ? {
            ...readout,
            weights: matrix(readout.weights.rows, readout.weights.columns, transposed(readout.weights)),
          }
        : null,
  },
  {
    name: "no bias in the framework's readout",
    change: (readout) => ({ ...readout, bias: readout.bias.map(() => 0) }),
  },
  { name: "the framework's logits are sums over the steps, not means", over: "sum" },
  {
    name: "the framework's logits are those of the last step, not means (readout.lastSteps: 1)",
    over: "last",
  },
  {
    name: 'the framework\'s readout has no leak ("mean-logits")',
    change: (readout) => (readout.beta === null ? null : { ...readout, beta: null }),
  },
];

const unchanged = (readout: Readout): Readout => readout;

export function readoutCauses(network: FloatNetwork, trace: Trace, result: FloatResult): readonly string[] {
  const { logits: expected, steps } = trace;
  if (expected === null) return [];
  const spikes = inputsOf(network, trace, result, network.layers.length);
  const allowed = allowedIn(expected);
  return suspects
    .filter(({ change = unchanged, over = "mean" }: Suspect) => {
      const changed = change(network.readout);
      if (changed === null) return false;
      const { lastSteps } = network.description.readout;
      const found = logitsOf(changed, spikes, steps, over, lastSteps ?? steps);
      return expected.every((v, c) => Math.abs(v - found[c]) <= allowed);
    })
    .map(({ name }) => name);
}

function logitsOf(
  { weights, bias, beta }: Readout,
  spikes: Float64Array,
  steps: number,
  over: "mean" | "sum" | "last",
  lastSteps: number,
): Float64Array {
  const { rows, columns, values } = weights;
  const used = over === "last" ? 1 : Math.min(steps, lastSteps);
  const membrane = new Float64Array(rows);
  const logits = new Float64Array(rows);
  for (let k = 0; k < steps; k++)
    for (let c = 0; c < rows; c++) {
      let sum = bias[c];
      for (let n = 0; n < columns; n++) sum += values[c * columns + n] * spikes[k * columns + n];
      membrane[c] = (beta ?? 0) * membrane[c] + sum;
      if (k >= steps - used) logits[c] += over === "mean" ? membrane[c] / used : membrane[c];
    }
  return logits;
}
