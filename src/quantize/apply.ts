// From formats to integers: the integer network, and how far each tensor is from its float values.
import type {
  FloatLayer,
  FloatMatrix,
  FloatMemory,
  FloatNetwork,
  IntegerLayer,
  IntegerLeak,
  IntegerMemory,
  IntegerNetwork,
  IntegerReadout,
  IntegerVector,
  NetworkDescription,
  NeuronNumber,
} from "../network/index.ts";
import { type ConstantReport, leakReport, thresholdReport } from "./constants.ts";
import { QuantizeError } from "./error.ts";
import { currentWeights, type Formats, type LayerFormats, type MemoryFormats } from "./formats.ts";
import { fittingBits, roundTo } from "./scale.ts";
import type { LayerWidths, ReadoutWidths, Widths } from "./widths.ts";

/** One tensor as it was quantized. */
export interface TensorReport {
  /** Where, as in `layers[0].fast`. */
  readonly name: string;
  readonly bits: number;
  /** Fraction bits: the least and the largest where rows or columns differ. */
  readonly fraction: readonly [number, number];
  /** Root mean square of the error over that of the values; 0 for a tensor of zeros. */
  readonly error: number;
  /** Values clamped to an end of the width. */
  readonly clamped: number;
  /** Of a matrix: rows of which all weights have become 0, though not all were. */
  readonly lost?: number;
  readonly size: number;
}

/** Width that biases get, or more where a value needs more: a bias is never clamped. */
const BIAS_BITS = 16;

/** Quantizes tensors and keeps a report of each, and of the constants beside them. */
class Tensors {
  readonly reports: TensorReport[] = [];
  readonly constants: ConstantReport[] = [];

  /** `values[i] * 2^fraction(i)` to the nearest integer of `bits` bits. `more`: what else is reported of them. */
  vector(
    name: string,
    values: Float64Array,
    bits: number,
    fraction: (i: number) => number,
    more: (integers: Int32Array) => Pick<TensorReport, "lost"> = () => ({}),
  ): IntegerVector {
    let clamped = 0;
    let squares = 0;
    let errors = 0;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    const integers = Int32Array.from(values, (value, i) => {
      const scale = 2 ** fraction(i);
      const integer = roundTo(value * scale, bits);
      if (integer !== Math.floor(value * scale + 0.5)) clamped++;
      squares += value * value;
      errors += (integer / scale - value) ** 2;
      least = Math.min(least, fraction(i));
      most = Math.max(most, fraction(i));
      return integer;
    });
    const error = squares > 0 ? Math.sqrt(errors / squares) : 0;
    const size = values.length;
    this.reports.push({ name, bits, fraction: [least, most], error, clamped, size, ...more(integers) });
    return { bits, values: integers };
  }

  matrix(
    name: string,
    { rows, columns, values }: FloatMatrix,
    bits: number,
    fraction: (i: number) => number,
  ) {
    const more = (integers: Int32Array) => ({ lost: lostRows(values, integers, columns) });
    return { rows, columns, ...this.vector(name, values, bits, fraction, more) };
  }

  /** Like `vector`, in as many bits as it needs. */
  bias(name: string, values: Float64Array, fraction: number): IntegerVector {
    return this.vector(name, values, bitsFor(name, values, fraction, BIAS_BITS), () => fraction);
  }
}

/** How many rows have nothing but zeros now, and had something before. */
function lostRows(values: Float64Array, integers: Int32Array, columns: number): number {
  const rows = Array.from({ length: values.length / Math.max(1, columns) }, (_, row) => row * columns);
  const zero = (of: Float64Array | Int32Array, from: number) =>
    of.subarray(from, from + columns).every((v) => v === 0);
  return rows.filter((from) => zero(integers, from) && !zero(values, from)).length;
}

/** Bits that hold all values; `least` of them at least. */
function bitsFor(name: string, values: Float64Array, fraction: number, least: number): number {
  const bits = fittingBits(
    values.map((value) => value * 2 ** fraction),
    least,
  );
  if (bits > 32)
    throw new QuantizeError(
      `${name}: with ${fraction} fraction bits it needs ${bits} bits; at most 32 are allowed`,
    );
  return bits;
}

/** What all neurons share once it is rounded is one number; else a vector as wide as it must be. */
function neuronNumber(name: string, values: Float64Array, fraction: number): NeuronNumber {
  const integers = Array.from(values, (value) => Math.floor(value * 2 ** fraction + 0.5));
  if (integers.every((v) => v === integers[0])) return integers[0];
  return { bits: bitsFor(name, values, fraction, 2), values: Int32Array.from(integers) };
}

const leakOf = (beta: number, fraction: number): IntegerLeak => ({
  factor: Math.floor(beta * 2 ** fraction + 0.5),
  shift: fraction,
});

function memoryOf(
  tensors: Tensors,
  where: string,
  memory: FloatMemory,
  { dilation, refresh }: NonNullable<NetworkDescription["layers"][number]["memory"]>,
  widths: LayerWidths,
  formats: MemoryFormats,
  membrane: number,
): IntegerMemory {
  const dim = memory.input.length;
  const { m, stateShifts, stateBits, currentShift, x, drive } = formats;
  const { P, v } = currentWeights(memory);
  const row = (at: number) => Math.floor(at / dim);
  const D = memory.transition.values.map((a, at) => (row(at) === at % dim ? a - 1 : a));
  return {
    dim,
    drive: {
      weights: tensors.vector(`${where}.drive.weights`, memory.drive.weights, widths.drive, () => drive),
      bias: tensors.bias(`${where}.drive.bias`, Float64Array.of(memory.drive.bias), drive),
      shift: drive - x,
      bits: widths.x,
    },
    state: {
      transition: tensors.matrix(
        `${where}.state.transition`,
        { rows: dim, columns: dim, values: D },
        stateBits,
        (at) => stateShifts[row(at)] + m[row(at)] - m[at % dim],
      ),
      input: tensors.vector(
        `${where}.state.input`,
        memory.input,
        stateBits,
        (i) => stateShifts[i] + m[i] - x,
      ),
      shifts: Int32Array.from(stateShifts),
      bits: widths.m,
      fraction: Int32Array.from(m),
    },
    current: {
      state: tensors.matrix(
        `${where}.current.state`,
        { rows: v.length, columns: dim, values: P },
        widths.current,
        (at) => currentShift + membrane - m[at % dim],
      ),
      drive: tensors.vector(`${where}.current.drive`, v, widths.current, () => currentShift + membrane - x),
      shift: currentShift,
    },
    dilation,
    refresh,
  };
}

function layerOf(
  tensors: Tensors,
  where: string,
  layer: FloatLayer,
  description: NetworkDescription["layers"][number],
  widths: LayerWidths,
  { fast, membrane, membraneBits, leak, memory }: LayerFormats,
): IntegerLayer {
  const { resetBy } = layer;
  tensors.constants.push(
    leakReport(`${where}.leak`, layer.beta, leak, membrane, resetBy !== undefined),
    thresholdReport(`${where}.threshold`, layer.threshold, membrane),
    ...(resetBy === undefined ? [] : [thresholdReport(`${where}.resetBy`, resetBy, membrane)]),
  );
  return {
    inputs: layer.inputs,
    neurons: layer.neurons,
    fast: {
      weights: tensors.matrix(`${where}.fast`, layer.fast, widths.fast, () => fast),
      shift: fast - membrane,
    },
    bias: tensors.bias(`${where}.bias`, layer.bias, membrane),
    leak: { factor: neuronNumber(`${where}.leak`, layer.beta, leak), shift: leak },
    threshold: neuronNumber(`${where}.threshold`, layer.threshold, membrane),
    reset: layer.reset,
    ...(resetBy === undefined ? {} : { resetBy: neuronNumber(`${where}.resetBy`, resetBy, membrane) }),
    membraneBits,
    membraneFraction: membrane,
    memory:
      layer.memory && description.memory && memory
        ? memoryOf(tensors, `${where}.memory`, layer.memory, description.memory, widths, memory, membrane)
        : null,
  };
}

function readoutOf(
  tensors: Tensors,
  { readout, description }: FloatNetwork,
  widths: ReadoutWidths,
  { weights, membrane, membraneBits, leak }: Formats["readout"],
): IntegerReadout {
  const fraction = membrane ?? weights;
  const { beta } = readout;
  const leaky = beta !== null && membrane !== null && membraneBits !== null && leak !== null;
  if (leaky) tensors.constants.push(leakReport("readout.leak", Float64Array.of(beta), leak, membrane));
  return {
    classes: readout.bias.length,
    mode: description.readout.mode,
    weights: tensors.matrix("readout.weights", readout.weights, widths.weights, () => weights),
    bias: tensors.bias("readout.bias", readout.bias, fraction),
    lastSteps: description.readout.lastSteps,
    membrane: leaky ? { leak: leakOf(beta, leak), shift: weights - membrane, bits: membraneBits } : null,
    fraction,
  };
}

/** Rounds `network` to `formats`: no choice is made here, so equal formats give equal integers. */
export function applyFormats(
  network: FloatNetwork,
  widths: Widths,
  formats: Formats,
): {
  network: IntegerNetwork;
  tensors: readonly TensorReport[];
  constants: readonly ConstantReport[];
} {
  const { description } = network;
  const tensors = new Tensors();
  const { scale, ...inputs } = description.inputs;
  const integer: IntegerNetwork = {
    format: "dmp-rtl integer network 1",
    name: description.name,
    inputs: scale === 1 ? inputs : { ...inputs, scale },
    layers: network.layers.map((layer, l) =>
      layerOf(tensors, `layers[${l}]`, layer, description.layers[l], widths.layers[l], formats.layers[l]),
    ),
    readout: readoutOf(tensors, network, widths.readout, formats.readout),
    maxSteps: description.maxSteps,
  };
  return { network: integer, tensors: tensors.reports, constants: tensors.constants };
}
