// Neurons of NIR, which are differential equations, as neurons of time steps.
import { refuse } from "../error.ts";
import { type Affine, perOutput, scaled } from "./affine.ts";
import type { NirNode } from "./graph.ts";

/** How a differential equation becomes steps: forward Euler, or its exact solution for an input held over the step. */
export const discretisations = ["euler", "exact"] as const;

export type Discretisation = (typeof discretisations)[number];

export interface TimeBase {
  /** Length of a step, in the unit of the file's time constants. */
  readonly step: number;
  readonly discretisation: Discretisation;
}

/** What the exporters write, by their sources: the step that their time constants are made with. */
export const exporters = {
  /** snntorch.export_nir: tau = dt / (1 - beta), dt = 1e-4. */
  snntorch: { step: 1e-4, seconds: 1e-4, discretisation: "euler" },
  /** spikingjelly nir_exchange: tau = dt * tau in steps, dt = 1e-4. */
  spikingjelly: { step: 1e-4, seconds: 1e-4, discretisation: "euler" },
  /** norse export_nir: tau = dt / tau_mem_inv with dt = 1e-3, so that a step of 1e-3 s is 1e-6 in the file. */
  norse: { step: 1e-6, seconds: 1e-3, discretisation: "euler" },
} as const satisfies Record<string, TimeBase & { seconds: number }>;

export type Exporter = keyof typeof exporters;

/** A leaky membrane u' = beta u + input, where it does not fire. */
export interface Membrane {
  readonly beta: number;
  /** What feeds it, gain and resting potential folded in. */
  readonly input: Affine;
}

/** The one value that all neurons must share. @throws ImportError with the range of those that differ */
function shared(node: NirNode, what: string, values: Float64Array): number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(most - least <= 1e-6 * Math.max(Math.abs(least), Math.abs(most))))
    refuse(
      `node ${node.name}, ${what}`,
      `differs between neurons: ${least} to ${most}`,
      "expected one value for a layer",
    );
  return values[0];
}

/** What feeds a membrane, each neuron's times its gain and with its share of the resting potential. */
function fedBy(input: Affine, gain: Float64Array, rest: Float64Array): Affine {
  const grown = gain.every((g) => g === 1) ? input : scaled(input, (n) => gain[n]);
  return { ...grown, bias: grown.bias.map((b, n) => b + rest[n]) };
}

/** Of a LIF or LI node: tau dv/dt = v_leak - v + r I; of an IF node: dv/dt = r I. `from`: the membrane is counted from there. */
export function membraneOf(
  node: NirNode,
  input: Affine,
  { step, discretisation }: TimeBase,
  from?: Float64Array,
): Membrane {
  const n = input.outputs;
  const r = perOutput(node, "r", n);
  if (node.type === "IF") {
    const gain = r.map((v) => v * step);
    return { beta: 1, input: fedBy(input, gain, new Float64Array(n)) };
  }
  const tau = shared(node, "tau", perOutput(node, "tau", n));
  const share = discretisation === "euler" ? step / tau : -Math.expm1(-step / tau);
  if (!(tau > 0 && share <= 1))
    refuse(
      `node ${node.name}, tau`,
      `is ${tau}, and a step is ${step}`,
      "expected a time constant that is no shorter than a step",
    );
  const gain = r.map((v) => v * share);
  const rest = perOutput(node, "v_leak", n).map((v, i) => share * (v - (from?.[i] ?? 0)));
  return { beta: 1 - share, input: fedBy(input, gain, rest) };
}

/** Neurons that fire at `threshold` and begin again at 0. */
export interface Firing extends Membrane {
  readonly threshold: number;
}

/**
 * Of a LIF or IF node. Membranes are counted from the reset potential; where thresholds differ between neurons, each
 * neuron's currents count in units of its own: both leave every spike where it is.
 */
export function firingOf(node: NirNode, input: Affine, time: TimeBase): Firing {
  const n = input.outputs;
  const reset = node.has("v_reset") ? perOutput(node, "v_reset", n) : new Float64Array(n);
  const rest = node.type === "IF" ? new Float64Array(n) : perOutput(node, "v_leak", n);
  const off = reset.findIndex((v, i) => v !== 0 && v !== rest[i]);
  if (off >= 0)
    refuse(
      `node ${node.name}, v_reset`,
      `is ${reset[off]} in neuron ${off}, where the membrane rests at ${rest[off]}`,
      "expected a reset to 0 or to the resting potential",
    );
  const thresholds = perOutput(node, "v_threshold", n).map((v, i) => v - reset[i]);
  const low = thresholds.findIndex((v) => !(v > 0));
  if (low >= 0)
    refuse(
      `node ${node.name}, v_threshold`,
      `is not above the reset in neuron ${low}`,
      "expected a threshold above v_reset",
    );
  const { beta, input: fed } = membraneOf(node, input, time, reset);
  if (thresholds.every((v) => v === thresholds[0])) return { beta, input: fed, threshold: thresholds[0] };
  return { beta, input: scaled(fed, (i) => 1 / thresholds[i]), threshold: 1 };
}
