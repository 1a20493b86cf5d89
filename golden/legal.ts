// What the golden model accepts: well-formed networks and event sequences; everything else is refused by name.
import { InputError } from "../src/base/errors.ts";
import {
  type EventSequence,
  type IntegerLayer,
  type IntegerMatrix,
  type IntegerMemory,
  type IntegerNetwork,
  type IntegerReadout,
  type IntegerVector,
  MAX_PER_STEP,
  type NeuronNumber,
  needIntegerNetwork,
} from "../src/network/integer.ts";
import type { GoldenState } from "./state.ts";

/** A network, a sequence or a state that the arithmetic does not define: where it is, what was found, what is allowed. */
export class GoldenError extends InputError {
  override readonly name = "GoldenError";
}

export function refuse(where: string, found: unknown, allowed: string): never {
  throw new GoldenError(`${where}: ${String(found)} is not allowed; it must be ${allowed}`);
}

function integerIn(where: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    refuse(where, value, `an integer from ${min} to ${max}`);
}

function valuesFit(where: string, { bits, values }: IntegerVector, length: number): void {
  integerIn(`${where}.bits`, bits, 1, 32);
  if (values.length !== length) refuse(`${where}.values.length`, values.length, `${length}`);
  const limit = 2 ** (bits - 1);
  const wrong = values.findIndex((value) => value < -limit || value >= limit);
  if (wrong >= 0)
    refuse(`${where}.values[${wrong}]`, values[wrong], `a two's complement number of ${bits} bits`);
}

function matrixFits(where: string, matrix: IntegerMatrix, rows: number, columns: number): void {
  if (matrix.rows !== rows) refuse(`${where}.rows`, matrix.rows, `${rows}`);
  if (matrix.columns !== columns) refuse(`${where}.columns`, matrix.columns, `${columns}`);
  valuesFit(where, matrix, rows * columns);
}

const shiftIn = (where: string, shift: number): void => integerIn(where, shift, -31, 62);
const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** One integer of 32 bits, or one for each of `count` neurons. */
function numbersIn(where: string, number: NeuronNumber, count: number): void {
  if (typeof number === "number") integerIn(where, number, INT32_MIN, INT32_MAX);
  else valuesFit(where, number, count);
}

function leakIn(where: string, leak: { factor: NeuronNumber; shift: number }, count: number): void {
  numbersIn(`${where}.factor`, leak.factor, count);
  shiftIn(`${where}.shift`, leak.shift);
}

function checkMemory(where: string, memory: IntegerMemory, inputs: number, neurons: number): void {
  const { dim, drive, state, current } = memory;
  integerIn(`${where}.dim`, dim, 1, 1024);
  integerIn(`${where}.dilation`, memory.dilation, 1, INT32_MAX);
  if (memory.refresh !== "hold" && memory.refresh !== "skip")
    refuse(`${where}.refresh`, memory.refresh, `"hold" or "skip"`);
  valuesFit(`${where}.drive.weights`, drive.weights, inputs);
  valuesFit(`${where}.drive.bias`, drive.bias, 1);
  shiftIn(`${where}.drive.shift`, drive.shift);
  integerIn(`${where}.drive.bits`, drive.bits, 1, 31);
  matrixFits(`${where}.state.transition`, state.transition, dim, dim);
  valuesFit(`${where}.state.input`, state.input, dim);
  if (state.shifts.length !== dim) refuse(`${where}.state.shifts.length`, state.shifts.length, `${dim}`);
  state.shifts.forEach((shift, i) => {
    shiftIn(`${where}.state.shifts[${i}]`, shift);
  });
  integerIn(`${where}.state.bits`, state.bits, 2, 32);
  matrixFits(`${where}.current.state`, current.state, neurons, dim);
  valuesFit(`${where}.current.drive`, current.drive, neurons);
  shiftIn(`${where}.current.shift`, current.shift);
}

function checkLayer(where: string, layer: IntegerLayer, inputs: number): void {
  if (layer.inputs !== inputs)
    refuse(`${where}.inputs`, layer.inputs, `${inputs}, the outputs of what precedes it`);
  integerIn(`${where}.neurons`, layer.neurons, 1, 65536);
  matrixFits(`${where}.fast.weights`, layer.fast.weights, layer.neurons, inputs);
  shiftIn(`${where}.fast.shift`, layer.fast.shift);
  valuesFit(`${where}.bias`, layer.bias, layer.neurons);
  leakIn(`${where}.leak`, layer.leak, layer.neurons);
  numbersIn(`${where}.threshold`, layer.threshold, layer.neurons);
  if (layer.reset !== "subtract" && layer.reset !== "zero")
    refuse(`${where}.reset`, layer.reset, `"subtract" or "zero"`);
  if (layer.resetBy !== undefined) {
    numbersIn(`${where}.resetBy`, layer.resetBy, layer.neurons);
    if (layer.reset === "zero")
      refuse(`${where}.resetBy`, JSON.stringify(layer.resetBy), `nothing with the reset "zero"`);
  }
  integerIn(`${where}.membraneBits`, layer.membraneBits, 2, 32);
  if (layer.memory) checkMemory(`${where}.memory`, layer.memory, inputs, layer.neurons);
}

function checkReadout(readout: IntegerReadout, inputs: number): void {
  const { classes, mode, membrane, lastSteps } = readout;
  integerIn("readout.classes", classes, 1, 65536);
  matrixFits("readout.weights", readout.weights, classes, inputs);
  valuesFit("readout.bias", readout.bias, classes);
  if (lastSteps !== null) integerIn("readout.lastSteps", lastSteps, 1, 2 ** 24);
  if (mode === "mean-logits") {
    if (membrane) refuse("readout.membrane", JSON.stringify(membrane), `nothing in the mode "mean-logits"`);
  } else if (mode === "mean-membrane") {
    if (!membrane) refuse("readout.membrane", membrane, `given in the mode "mean-membrane"`);
    integerIn("readout.membrane.leak.factor", membrane.leak.factor, INT32_MIN, INT32_MAX);
    shiftIn("readout.membrane.leak.shift", membrane.leak.shift);
    shiftIn("readout.membrane.shift", membrane.shift);
    integerIn("readout.membrane.bits", membrane.bits, 2, 32);
  } else refuse("readout.mode", mode, `"mean-logits" or "mean-membrane"`);
}

/**
 * Throws a GoldenError at the first field of `net` that is not legal: shapes, widths, values outside their width; a
 * NetworkKindError where it is no integer network at all.
 */
export function checkNetwork(net: IntegerNetwork): void {
  needIntegerNetwork(net);
  const { inputs, layers, readout } = net;
  integerIn("inputs.channels", inputs.channels, 1, 65536);
  integerIn("inputs.valueBits", inputs.valueBits, 0, 16);
  integerIn("inputs.maxPerStep", inputs.maxPerStep, 1, MAX_PER_STEP);
  if (net.maxSteps !== null) integerIn("maxSteps", net.maxSteps, 1, INT32_MAX);
  else if (net.readout.lastSteps === null)
    refuse("maxSteps", null, "a number, or a readout with lastSteps: its sums must end somewhere");
  if (layers.length === 0) refuse("layers.length", 0, "1 or more");
  let outputs = inputs.channels;
  layers.forEach((layer, l) => {
    checkLayer(`layers[${l}]`, layer, outputs);
    outputs = layer.neurons;
  });
  checkReadout(readout, outputs);
}

/** Throws a GoldenError where the columns of `events` do not belong together (the events themselves are checked as they are taken). */
export function checkEvents(events: EventSequence): void {
  if (typeof events !== "object" || events === null) refuse("events", events, "an event sequence");
  const { steps, offsets, addresses, values } = events;
  for (const [name, column] of Object.entries({ offsets, addresses }))
    if (typeof column?.length !== "number") refuse(`events.${name}`, column, "an array");
  integerIn("events.steps", steps, 0, INT32_MAX);
  if (offsets.length !== steps + 1)
    refuse("events.offsets.length", offsets.length, `steps + 1 = ${steps + 1}`);
  if (offsets[0] !== 0) refuse("events.offsets[0]", offsets[0], "0");
  for (let k = 0; k < steps; k++)
    if (offsets[k + 1] < offsets[k])
      refuse(`events.offsets[${k + 1}]`, offsets[k + 1], `${offsets[k]} or more`);
  if (offsets[steps] !== addresses.length)
    refuse(`events.offsets[${steps}]`, offsets[steps], `the number of addresses, ${addresses.length}`);
  if (values && values.length !== addresses.length)
    refuse("events.values.length", values.length, `the number of addresses, ${addresses.length}`);
}

/** No slow current has a larger magnitude. */
function largestCurrent({ dim, drive, state, current }: IntegerMemory): number {
  const rows = current.drive.values.length;
  let most = 0;
  for (let n = 0; n < rows; n++) {
    let sum = 0;
    for (let j = 0; j < dim; j++) sum += Math.abs(current.state.values[n * dim + j]);
    sum = sum * 2 ** (state.bits - 1) + Math.abs(current.drive.values[n]) * 2 ** drive.bits;
    most = Math.max(most, sum);
  }
  // Beyond 2^53 the sum is rounded; the current itself is below that in every legal network.
  return most < 2 ** 53 ? Math.ceil(most * 2 ** -current.shift) + 1 : 2 ** 53;
}

function integersWithin(where: string, values: ArrayLike<number>, length: number, limit: number): void {
  if (values.length !== length) refuse(`${where}.length`, values.length, `${length}`);
  for (let i = 0; i < length; i++) integerIn(`${where}[${i}]`, values[i], -limit, limit - 1);
}

/** Throws a GoldenError where `state` is none of the network's: shapes, and values that no sequence leads to. */
export function checkState(net: IntegerNetwork, { step, layers, readout }: GoldenState): void {
  const { classes, lastSteps, membrane } = net.readout;
  integerIn("state.step", step, 0, Number.MAX_SAFE_INTEGER);
  if (layers.length !== net.layers.length)
    refuse("state.layers.length", layers.length, `${net.layers.length}`);
  net.layers.forEach(({ neurons, membraneBits, memory }, l) => {
    const where = `state.layers[${l}]`;
    const { u, m, held } = layers[l];
    integersWithin(`${where}.u`, u, neurons, 2 ** (membraneBits - 1));
    integersWithin(`${where}.m`, m, memory?.dim ?? 0, memory === null ? 1 : 2 ** (memory.state.bits - 1));
    integersWithin(`${where}.held`, held, memory ? neurons : 0, memory ? largestCurrent(memory) + 1 : 1);
  });
  integersWithin("state.readout.u", readout.u, classes, membrane === null ? 1 : 2 ** (membrane.bits - 1));
  integersWithin("state.readout.logits", readout.logits, classes, 2 ** 53);
  integersWithin("state.readout.recent", readout.recent, (lastSteps ?? 0) * classes, 2 ** 53);
}
