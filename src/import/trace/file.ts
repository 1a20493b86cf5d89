// A trace: what a framework's own run of a network gave, as named arrays in a file.
import { numbers } from "../../files/array.ts";
import {
  type EventSequence,
  type FloatLayer,
  type FloatNetwork,
  SequenceError,
  type Tensors,
} from "../../network/index.ts";
import { inCheckpoint, showShape } from "../../network/tensor.ts";
import { refuse } from "../error.ts";
import type { MembraneZeros } from "../zeros.ts";

/** What a layer can be compared in, in the order in which a step computes it. */
export const layerQuantities = ["drive", "slow", "before_reset", "spikes", "membrane"] as const;
export type LayerQuantity = (typeof layerQuantities)[number];

/** T steps of values, row after row; `width` values a step. */
export interface Recorded {
  readonly width: number;
  readonly values: Float64Array;
}

export interface Trace {
  readonly steps: number;
  readonly events: EventSequence;
  /** By layer, those that the file has. */
  readonly layers: readonly Partial<Record<LayerQuantity, Recorded>>[];
  /** Where the membranes of the file are while those of `layers` are 0. */
  readonly zeros: MembraneZeros;
  /** Mean over the steps, one value a class; null: not recorded. */
  readonly logits: Float64Array | null;
}

/** Frameworks sum in 32 bits: values may differ by this share of the largest that was recorded. */
const SHARE = 1e-4;
export const allowedIn = (recorded: Float64Array): number =>
  SHARE * recorded.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/**
 * How much each value of a row may differ; membranes by as much of the largest of their own neuron, or of its threshold: what is
 * little beside another neuron's may be all there is of them.
 */
export function allowedOf(
  { threshold }: FloatLayer,
  quantity: LayerQuantity,
  { width, values }: Recorded,
): Float64Array {
  if (!isMembrane(quantity)) return new Float64Array(width).fill(allowedIn(values));
  const most = threshold.slice();
  values.forEach((v, i) => {
    most[i % width] = Math.max(most[i % width], Math.abs(v));
  });
  return most.map((v) => SHARE * v);
}

const widthOf = (network: FloatNetwork, l: number, quantity: LayerQuantity): number => {
  const { neurons, memory } = network.layers[l];
  if (quantity === "drive") return memory === null ? 0 : 1;
  return quantity === "slow" ? (memory?.input.length ?? 0) : neurons;
};

export const isMembrane = (quantity: LayerQuantity): boolean =>
  quantity === "before_reset" || quantity === "membrane";

/** Membranes of the framework as the network counts them. */
const inOurs = ({ width, values }: Recorded, zero: MembraneZeros[number] | undefined): Recorded =>
  zero == null ? { width, values } : { width, values: values.map((v, i) => v - zero[i % width]) };

/**
 * The arrays of a trace of `network`: `input` (steps x channels), `layers.0.spikes` and the other quantities of layers
 * (steps x values), `logits` (classes: their mean, or steps x classes). Dimensions of 1, as that of a batch, are left out.
 * `zeros`: of the framework's membranes.
 * @throws ImportError naming the array that is missing, of another shape, or no part of a trace
 */
export function readTrace(tensors: Tensors, network: FloatNetwork, zeros: MembraneZeros = []): Trace {
  const { channels } = network.description.inputs;
  const input = tensors.get("input") ?? refuse("input", "not in the file", "expected steps x channels");
  const steps = Math.round(input.shape.reduce((product, n) => product * n, 1) / channels);
  const take = (name: string, width: number): Recorded => {
    const array = tensors.get(name)!;
    const shape = array.shape.filter((n, i) => n !== 1 || i === 0);
    const flat = shape.reduce((product, n) => product * n, 1);
    if (array.shape[0] !== steps || flat !== steps * width || width === 0)
      refuse(name, `has the shape ${showShape(array.shape)}`, `expected ${showShape([steps, width])}`);
    const values = inCheckpoint(() => numbers(name, array));
    const bad = values.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0)
      refuse(`${name}, step ${Math.floor(bad / width)}`, `is ${values[bad]}`, "expected a finite number");
    return { width, values };
  };
  const layers = network.layers.map((_, l) => {
    const names = layerQuantities.filter((quantity) => tensors.has(`layers.${l}.${quantity}`));
    const recorded = (q: LayerQuantity) => {
      const array = take(`layers.${l}.${q}`, widthOf(network, l, q));
      return isMembrane(q) ? inOurs(array, zeros[l]) : array;
    };
    return Object.fromEntries(names.map((q) => [q, recorded(q)]));
  });
  const logits = tensors.has("logits") ? meanOf(tensors, network, steps, take) : null;
  refuseOthers(tensors, network);
  return { steps, events: eventsOf(network, take("input", channels), steps), layers, zeros, logits };
}

/** Logits that are steps x classes become their mean over the steps that the readout uses. */
function meanOf(
  tensors: Tensors,
  { readout, description }: FloatNetwork,
  steps: number,
  take: (name: string, width: number) => Recorded,
): Float64Array {
  const classes = readout.bias.length;
  const array = tensors.get("logits")!;
  if (array.shape.reduce((product, n) => product * n, 1) === classes)
    return inCheckpoint(() => numbers("logits", array));
  const { values } = take("logits", classes);
  const used = Math.min(steps, description.readout.lastSteps ?? steps);
  const mean = new Float64Array(classes);
  values.subarray((steps - used) * classes).forEach((v, i) => {
    mean[i % classes] += v / used;
  });
  return mean;
}

function refuseOthers(tensors: Tensors, { layers }: FloatNetwork): void {
  const known = new Set([
    "input",
    "logits",
    ...layers.flatMap((_, l) => layerQuantities.map((q) => `layers.${l}.${q}`)),
  ]);
  const other = [...tensors.keys()].find((name) => !known.has(name));
  if (other !== undefined)
    refuse(
      other,
      "no array of a trace",
      `expected input, logits, or layers.0 to layers.${layers.length - 1} with ${layerQuantities.join(", ")}`,
    );
  if (tensors.size === 1)
    refuse("the trace", "only its input", "expected spikes, membranes or logits beside it");
}

/** Scales of pixels that inputs are multiples of where the network's own does not fit. */
const scales = [1, 1 / 255, 1 / 256];

/** The rows of `input` as events; an input counts `inputs.scale` for each unit of an event's value. */
function eventsOf({ description }: FloatNetwork, { width, values }: Recorded, steps: number): EventSequence {
  const { scale, valueBits } = description.inputs;
  const whole = (v: number) => v >= 0 && Math.abs(v - Math.round(v)) < 1e-4;
  const bad = values.findIndex((v) => !whole(v / scale));
  if (bad >= 0) {
    const fits = scales.find((s) => values.every((v) => whole(v / s)));
    refuse(
      `input, step ${Math.floor(bad / width)}, channel ${bad % width}`,
      `is ${values[bad]}, no whole number of events where inputs.scale is ${scale}`,
      fits === undefined
        ? "expected counts of events, or pixels"
        : `all of them are multiples of ${fits === 1 ? 1 : `1/${1 / fits}`}: write "scale": ${fits} into the inputs of the network`,
    );
  }
  const offsets = new Uint32Array(steps + 1);
  const [addresses, graded]: [number[], number[]] = [[], []];
  for (let k = 0; k < steps; k++) {
    for (let c = 0; c < width; c++) {
      const value = Math.round(values[k * width + c] / scale);
      if (valueBits > 0 && value >= 2 ** valueBits)
        throw new SequenceError(
          k,
          `values up to ${2 ** valueBits - 1} (inputs.valueBits, inputs.scale)`,
          `${value}`,
        );
      const times = valueBits === 0 ? value : Math.min(1, value);
      for (let i = 0; i < times; i++) {
        addresses.push(c);
        graded.push(value);
      }
    }
    offsets[k + 1] = addresses.length;
  }
  return {
    ...{ steps, offsets, addresses: Uint16Array.from(addresses) },
    values: valueBits === 0 ? null : Uint16Array.from(graded),
  };
}
