// The arithmetic as it is written, in integers of any size. Read it beside docs/arithmetic.md.
import {
  type IntegerLayer,
  type IntegerMemory,
  type IntegerNetwork,
  type IntegerReadout,
  ofNeuron,
} from "../src/network/integer.ts";
import type { Advance, GoldenState, LayerState, LayerStep, ReadoutState, StepEvents } from "./state.ts";

/** The sums of one layer and step before their shifts, and the membranes before reset. */
export interface LayerSums {
  /** Wx . s + bx (absent in a layer without slow state). */
  drive?: bigint;
  /** D m + B x, dim values. */
  state?: bigint[];
  /** P m + v x, neurons values (absent at steps that do not refresh the slow current). */
  memory?: bigint[];
  /** Wf s, neurons values. */
  fast: bigint[];
  /** a, neurons values: what the threshold is compared with. */
  membrane: bigint[];
}

/** floor((a + 2^(n-1)) / 2^n) for n > 0, a for n = 0, a * 2^-n for n < 0. */
export function rshift(a: bigint, n: number): bigint {
  if (n <= 0) return a << BigInt(-n);
  return (a + (1n << BigInt(n - 1))) >> BigInt(n);
}

/** `a` clamped to two's complement of `bits` bits. */
export function sat(a: bigint, bits: number): bigint {
  const limit = 1n << BigInt(bits - 1);
  return a < -limit ? -limit : a >= limit ? limit - 1n : a;
}

/** Row `row` of a matrix times the inputs of the step; an address that occurs twice counts twice. */
function timesEvents(values: Int32Array, columns: number, row: number, events: StepEvents): bigint {
  let sum = 0n;
  for (let e = events.from; e < events.to; e++)
    sum += BigInt(values[row * columns + events.addresses[e]]) * BigInt(events.values?.[e] ?? 1);
  return sum;
}

/** Row `row` of a matrix times the slow state. */
function timesState(values: Int32Array, row: number, m: readonly bigint[]): bigint {
  return m.reduce((sum, mj, j) => sum + BigInt(values[row * m.length + j]) * mj, 0n);
}

/** The slow pathway: advances `state.m` and `state.held`; the slow current of this step, and x. */
function memoryStep(
  { drive, state: slow, current, dilation, refresh }: IntegerMemory,
  state: LayerState,
  events: StepEvents,
  step: number,
  sums: LayerSums,
): { x: bigint; slowCurrent: (n: number) => bigint } {
  const m = Array.from(state.m, BigInt);

  sums.drive =
    timesEvents(drive.weights.values, drive.weights.values.length, 0, events) + BigInt(drive.bias.values[0]);
  const largest = (1n << BigInt(drive.bits)) - 1n;
  const shifted = rshift(sums.drive, drive.shift);
  const x = shifted < 0n ? 0n : shifted > largest ? largest : shifted;

  sums.state = m.map((_, i) => timesState(slow.transition.values, i, m) + BigInt(slow.input.values[i]) * x);
  sums.state.forEach((sum, i) => {
    state.m[i] = Number(sat(m[i] + rshift(sum, slow.shifts[i]), slow.bits));
  });

  const refreshed = step % dilation === 0;
  if (refreshed) {
    sums.memory = Array.from(
      current.drive.values,
      (v, n) => timesState(current.state.values, n, m) + BigInt(v) * x,
    );
    sums.memory.forEach((sum, n) => {
      state.held[n] = Number(rshift(sum, current.shift));
    });
  }
  const present = refreshed || refresh === "hold";
  return { x, slowCurrent: (n) => (present ? BigInt(state.held[n]) : 0n) };
}

function layerStep(
  layer: IntegerLayer,
  state: LayerState,
  events: StepEvents,
  step: number,
  out: LayerStep,
): LayerSums {
  const sums: LayerSums = { fast: [], membrane: [] };
  const memory = layer.memory ? memoryStep(layer.memory, state, events, step, sums) : null;
  const { weights, shift } = layer.fast;

  out.x = Number(memory?.x ?? 0n);
  out.count = 0;
  for (let n = 0; n < layer.neurons; n++) {
    const fast = timesEvents(weights.values, weights.columns, n, events);
    const factor = BigInt(ofNeuron(layer.leak.factor, n));
    const leaked = rshift(factor * BigInt(state.u[n]), layer.leak.shift);
    const a = leaked + rshift(fast, shift) + (memory?.slowCurrent(n) ?? 0n) + BigInt(layer.bias.values[n]);
    const fired = a >= BigInt(ofNeuron(layer.threshold, n));
    const taken = () => BigInt(ofNeuron(layer.resetBy ?? layer.threshold, n));
    const kept = !fired ? a : layer.reset === "subtract" ? a - taken() : 0n;
    state.u[n] = Number(sat(kept, layer.membraneBits));
    if (fired) out.spikes[out.count++] = n;
    sums.fast.push(fast);
    sums.membrane.push(a);
  }
  return sums;
}

/** What class `c` adds to its logit in this step. */
function readoutTerm(readout: IntegerReadout, state: ReadoutState, c: number, spikes: StepEvents): bigint {
  const { weights, bias, membrane } = readout;
  const sum = timesEvents(weights.values, weights.columns, c, spikes);
  if (!membrane) return sum + BigInt(bias.values[c]);
  const leaked = rshift(BigInt(membrane.leak.factor) * BigInt(state.u[c]), membrane.leak.shift);
  const a = leaked + rshift(sum, membrane.shift) + BigInt(bias.values[c]);
  state.u[c] = Number(sat(a, membrane.bits));
  return BigInt(state.u[c]);
}

function readoutStep(readout: IntegerReadout, state: ReadoutState, spikes: StepEvents, step: number): void {
  const { classes, lastSteps } = readout;
  for (let c = 0; c < classes; c++) {
    const term = Number(readoutTerm(readout, state, c, spikes));
    state.logits[c] += term;
    if (lastSteps === null) continue;
    const slot = (step % lastSteps) * classes + c;
    state.logits[c] -= state.recent[slot];
    state.recent[slot] = term;
  }
}

/** One step of `net`, exact for every legal width. Also returns every sum, layer by layer. */
export function exactStep(
  net: IntegerNetwork,
  state: GoldenState,
  events: StepEvents,
  steps: readonly LayerStep[],
): LayerSums[] {
  let inputs = events;
  const sums = net.layers.map((layer, l) => {
    const layerSums = layerStep(layer, state.layers[l], inputs, state.step, steps[l]);
    inputs = { addresses: steps[l].spikes, values: null, from: 0, to: steps[l].count };
    return layerSums;
  });
  readoutStep(net.readout, state.readout, inputs, state.step);
  state.step++;
  return sums;
}

export const exactAdvance =
  (net: IntegerNetwork): Advance =>
  (state, events, steps) => {
    exactStep(net, state, events, steps);
  };
