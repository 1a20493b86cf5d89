// The same arithmetic in doubles: every number here is an integer below 2^53 (see bounds.ts), so nothing is rounded.
// floor((a + 2^(n-1)) * 2^-n) is then exact: the factor is a power of two. For n <= 0 nothing is added and floor changes nothing.
import type { IntegerLayer, IntegerNetwork, IntegerReadout } from "../src/network/integer.ts";
import type { Advance, LayerState, LayerStep, ReadoutState, StepEvents } from "./state.ts";

const half = (shift: number): number => (shift > 0 ? 2 ** (shift - 1) : 0);
const scale = (shift: number): number => 2 ** -shift;
const clamp = (a: number, least: number, most: number): number => Math.min(Math.max(a, least), most);

/** Weights by column, so that an event adds one run of neighbours; in the smallest type, so that they stay in the cache. */
interface Columns {
  readonly rows: number;
  readonly values: Int8Array | Int16Array | Int32Array;
}

function byColumn({ rows, columns, bits, values }: IntegerLayer["fast"]["weights"]): Columns {
  const length = rows * columns;
  const turned =
    bits <= 8 ? new Int8Array(length) : bits <= 16 ? new Int16Array(length) : new Int32Array(length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c];
  return { rows, values: turned };
}

/** sums = weights . s for the events of the step; four columns a pass, so that each sum is loaded and stored less often. */
function sumEvents(sums: Int32Array, { rows, values: w }: Columns, events: StepEvents): void {
  const { addresses, values, to } = events;
  let e = events.from;
  sums.fill(0);
  if (values) {
    for (; e < to; e++) {
      const value = values[e];
      const a = addresses[e] * rows;
      for (let n = 0; n < rows; n++) sums[n] += Math.imul(w[a + n], value);
    }
    return;
  }
  for (; e + 3 < to; e += 4) {
    const a = addresses[e] * rows;
    const b = addresses[e + 1] * rows;
    const c = addresses[e + 2] * rows;
    const d = addresses[e + 3] * rows;
    for (let n = 0; n < rows; n++) sums[n] = (sums[n] + w[a + n] + w[b + n] + w[c + n] + w[d + n]) | 0;
  }
  for (; e < to; e++) {
    const a = addresses[e] * rows;
    for (let n = 0; n < rows; n++) sums[n] = (sums[n] + w[a + n]) | 0;
  }
}

type LayerStepper = (state: LayerState, events: StepEvents, step: number, out: LayerStep) => void;

/** x = clamp(rshift(Wx . s + bx), 0, 2^bits - 1) */
function driveStepper({ weights, bias, shift, bits }: NonNullable<IntegerLayer["memory"]>["drive"]) {
  const w = weights.values;
  const start = bias.values[0] + half(shift);
  const down = scale(shift);
  const most = 2 ** bits - 1;
  return ({ addresses, values, from, to }: StepEvents): number => {
    let sum = 0;
    for (let e = from; e < to; e++) sum += w[addresses[e]] * (values === null ? 1 : values[e]);
    const x = Math.floor((start + sum) * down);
    return clamp(x, 0, most);
  };
}

/** The slow state and its current: advances state.m and state.held, writes Im into `current`, returns x. */
function memoryStepper(
  { dim, drive, state: slow, current: slowCurrent, dilation, refresh }: NonNullable<IntegerLayer["memory"]>,
  neurons: number,
) {
  const driveOf = driveStepper(drive);
  const m = new Float64Array(dim);
  const D = Float64Array.from(slow.transition.values);
  const B = Float64Array.from(slow.input.values);
  const stateHalf = Float64Array.from(slow.shifts, half);
  const stateScale = Float64Array.from(slow.shifts, scale);
  const most = 2 ** (slow.bits - 1) - 1;
  const P = Float64Array.from(slowCurrent.state.values);
  const v = Float64Array.from(slowCurrent.drive.values);
  const currentHalf = half(slowCurrent.shift);
  const currentScale = scale(slowCurrent.shift);

  return (state: LayerState, events: StepEvents, step: number, current: Float64Array): number => {
    const x = driveOf(events);
    m.set(state.m);
    for (let i = 0, at = 0; i < dim; i++) {
      let sum = B[i] * x;
      for (let j = 0; j < dim; j++) sum += D[at++] * m[j];
      const next = m[i] + Math.floor((sum + stateHalf[i]) * stateScale[i]);
      state.m[i] = clamp(next, -most - 1, most);
    }
    if (step % dilation === 0) {
      const held = state.held;
      for (let n = 0, at = 0; n < neurons; n++) {
        let sum = v[n] * x + currentHalf;
        for (let j = 0; j < dim; j++) sum += P[at++] * m[j];
        held[n] = Math.floor(sum * currentScale);
      }
      current.set(held);
    } else if (refresh === "hold") current.set(state.held);
    else current.fill(0);
    return x;
  };
}

function layerStepper(layer: IntegerLayer): LayerStepper {
  const { neurons, threshold } = layer;
  const columns = byColumn(layer.fast.weights);
  const sums = new Int32Array(neurons);
  const slow = new Float64Array(neurons);
  const memory = layer.memory && memoryStepper(layer.memory, neurons);
  const bias = layer.bias.values;
  const factor = layer.leak.factor;
  const leakHalf = half(layer.leak.shift);
  const leakScale = scale(layer.leak.shift);
  const fastHalf = half(layer.fast.shift);
  const fastScale = scale(layer.fast.shift);
  const most = 2 ** (layer.membraneBits - 1) - 1;
  const taken = layer.reset === "subtract" ? 1 : 0;

  return (state, events, step, out) => {
    out.x = memory ? memory(state, events, step, slow) : 0;
    sumEvents(sums, columns, events);
    const { u } = state;
    const { spikes } = out;
    let count = 0;
    for (let n = 0; n < neurons; n++) {
      const leaked = Math.floor((factor * u[n] + leakHalf) * leakScale);
      const a = leaked + Math.floor((sums[n] + fastHalf) * fastScale) + slow[n] + bias[n];
      let kept = a;
      if (a >= threshold) {
        spikes[count++] = n;
        kept = (a - threshold) * taken;
      }
      u[n] = clamp(kept, -most - 1, most);
    }
    out.count = count;
  };
}

function readoutStepper(readout: IntegerReadout) {
  const { classes, membrane, lastSteps } = readout;
  const columns = byColumn(readout.weights);
  const bias = readout.bias.values;
  const sums = new Int32Array(classes);
  const terms = new Float64Array(classes);

  const integrate = membrane && {
    factor: membrane.leak.factor,
    leakHalf: half(membrane.leak.shift),
    leakScale: scale(membrane.leak.shift),
    half: half(membrane.shift),
    scale: scale(membrane.shift),
    most: 2 ** (membrane.bits - 1) - 1,
  };

  return (state: ReadoutState, spikes: StepEvents, step: number): void => {
    sumEvents(sums, columns, spikes);
    for (let c = 0; c < classes; c++) {
      if (!integrate) {
        terms[c] = sums[c] + bias[c];
        continue;
      }
      const leaked = Math.floor((integrate.factor * state.u[c] + integrate.leakHalf) * integrate.leakScale);
      const a = leaked + Math.floor((sums[c] + integrate.half) * integrate.scale) + bias[c];
      terms[c] = clamp(a, -integrate.most - 1, integrate.most);
      state.u[c] = terms[c];
    }
    const { logits, recent } = state;
    for (let c = 0; c < classes; c++) logits[c] += terms[c];
    if (lastSteps === null) return;
    for (let c = 0, slot = (step % lastSteps) * classes; c < classes; c++, slot++) {
      logits[c] -= recent[slot];
      recent[slot] = terms[c];
    }
  };
}

/** One step of `net` in doubles. Only for networks that `fitsDoubles` accepts. */
export function fastAdvance(net: IntegerNetwork): Advance {
  const layers = net.layers.map(layerStepper);
  const readout = readoutStepper(net.readout);
  const spikes: StepEvents = { addresses: new Uint32Array(0), values: null, from: 0, to: 0 };
  return (state, events, steps) => {
    let inputs = events;
    for (let l = 0; l < layers.length; l++) {
      layers[l](state.layers[l], inputs, state.step, steps[l]);
      inputs = spikes;
      inputs.addresses = steps[l].spikes;
      inputs.to = steps[l].count;
    }
    readout(state.readout, inputs, state.step);
    state.step++;
  };
}
