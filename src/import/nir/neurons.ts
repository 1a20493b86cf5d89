// Neurons of NIR, which are differential equations, as neurons of time steps.
import { refuse } from "../error.ts";
import { zerosOf } from "../zeros.ts";
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
  /** One value a neuron. */
  readonly beta: Float64Array;
  /** What feeds it, gain and resting potential folded in. */
  readonly input: Affine;
}

/** Values that differ by the rounding of 32 bits only are one for all neurons. */
function withoutNoise(values: Float64Array): Float64Array {
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return most - least <= 1e-6 * Math.max(Math.abs(least), Math.abs(most)) ? values.fill(values[0]) : values;
}

/** The one leak of a readout. @throws ImportError with the range where neurons have their own */
export function sharedLeak(node: NirNode, { beta }: Membrane): number {
  const other = beta.find((b) => b !== beta[0]);
  if (other !== undefined)
    refuse(
      `node ${node.name}, tau`,
      `differs between the classes of a readout: leaks of ${beta[0]} and ${other}`,
      "expected one value for all classes",
    );
  return beta[0];
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
    return { beta: new Float64Array(n).fill(1), input: fedBy(input, gain, new Float64Array(n)) };
  }
  const taus = withoutNoise(perOutput(node, "tau", n));
  const shares = taus.map((tau) => (discretisation === "euler" ? step / tau : -Math.expm1(-step / tau)));
  const short = taus.findIndex((tau, i) => !(tau > 0 && shares[i] <= 1));
  if (short >= 0)
    refuse(
      `node ${node.name}, tau`,
      `is ${taus[short]} in neuron ${short}, and a step is ${step}`,
      "expected a time constant that is no shorter than a step",
    );
  const gain = r.map((v, i) => v * shares[i]);
  const rest = perOutput(node, "v_leak", n).map((v, i) => shares[i] * (v - (from?.[i] ?? 0)));
  return { beta: shares.map((share) => 1 - share), input: fedBy(input, gain, rest) };
}

/** Neurons that fire at their thresholds, one value a neuron, and begin again at 0. */
export interface Firing extends Membrane {
  readonly threshold: Float64Array;
  /** Where the file's membranes are then; null: at 0. */
  readonly zero: readonly number[] | null;
}

/** Of a LIF or IF node. Membranes are counted from the reset potential, which leaves every spike where it is. */
export function firingOf(node: NirNode, from: Affine, time: TimeBase): Firing {
  const n = from.outputs;
  const reset = node.has("v_reset") ? perOutput(node, "v_reset", n) : new Float64Array(n);
  const rest = node.type === "IF" ? new Float64Array(n) : perOutput(node, "v_leak", n);
  const off = reset.findIndex((v, i) => v !== 0 && v !== rest[i]);
  if (off >= 0)
    refuse(
      `node ${node.name}, v_reset`,
      `is ${reset[off]} in neuron ${off}, where the membrane rests at ${rest[off]}`,
      "expected a reset to 0 or to the resting potential",
    );
  const threshold = perOutput(node, "v_threshold", n).map((v, i) => v - reset[i]);
  const low = threshold.findIndex((v) => !(v > 0));
  if (low >= 0)
    refuse(
      `node ${node.name}, v_threshold`,
      `is not above the reset in neuron ${low}`,
      "expected a threshold above v_reset",
    );
  return { ...membraneOf(node, from, time, reset), threshold, zero: zerosOf(reset) };
}
