// The same arithmetic in doubles: every number here is an integer below 2^53 (see bounds.ts), so nothing is rounded.
// floor((a + 2^(n-1)) * 2^-n) is then exact: the factor is a power of two. For n <= 0 nothing is added and floor changes nothing.
import {
  type IntegerLayer,
  type IntegerMatrix,
  type IntegerNetwork,
  type NeuronNumber,
  ofNeuron,
} from "../src/network/integer.ts";
import { type Inputs, inputsOf, largestEventSum } from "./bounds.ts";
import { eventSums } from "./events.ts";
import { half, readoutStepper, scale } from "./readout.ts";
import type { Advance, LayerState, LayerStep, StepEvents } from "./state.ts";

// Inner loops read their constants from typed arrays first: those stay in registers, where a number that a closure holds
// is unboxed again at every use (a third of the speed).

/** Column by column: an element of the slow state then adds one run of neighbours to the sums of all rows. */
function byColumn({ rows, columns, values }: IntegerMatrix): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)],
  );
}

/** sums += P m, P by column; four columns a pass. */
function addState(sums: Float64Array, P: Float64Array, m: Float64Array): void {
  const rows = sums.length;
  const dim = m.length;
  let j = 0;
  for (; j + 3 < dim; j += 4) {
    const a = j * rows;
    const b = a + rows;
    const c = b + rows;
    const d = c + rows;
    const [ma, mb, mc, md] = [m[j], m[j + 1], m[j + 2], m[j + 3]];
    for (let n = 0; n < rows; n++) sums[n] += P[a + n] * ma + P[b + n] * mb + P[c + n] * mc + P[d + n] * md;
  }
  for (; j < dim; j++) {
    const a = j * rows;
    for (let n = 0; n < rows; n++) sums[n] += P[a + n] * m[j];
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
    return Math.min(Math.max(Math.floor((start + sum) * down), 0), most);
  };
}

/** The slow state and its current: advances state.m and state.held, writes Im into `current`, returns x. */
function memoryStepper(
  { dim, drive, state: slow, current: slowCurrent, dilation, refresh }: NonNullable<IntegerLayer["memory"]>,
  neurons: number,
) {
  const driveOf = driveStepper(drive);
  const x = new Float64Array(1);
  const m = new Float64Array(dim);
  const D = Float64Array.from(slow.transition.values);
  const B = Float64Array.from(slow.input.values);
  const stateHalf = Float64Array.from(slow.shifts, half);
  const stateScale = Float64Array.from(slow.shifts, scale);
  const most = 2 ** (slow.bits - 1) - 1;
  const P = byColumn(slowCurrent.state);
  const v = Float64Array.from(slowCurrent.drive.values);
  const rounding = Float64Array.of(half(slowCurrent.shift), scale(slowCurrent.shift));

  return (state: LayerState, events: StepEvents, step: number, current: Float64Array): number => {
    x[0] = driveOf(events);
    m.set(state.m);
    for (let i = 0, at = 0; i < dim; i++) {
      let sum = B[i] * x[0];
      for (let j = 0; j < dim; j++) sum += D[at++] * m[j];
      const next = m[i] + Math.floor((sum + stateHalf[i]) * stateScale[i]);
      state.m[i] = Math.min(Math.max(next, -most - 1), most);
    }
    if (step % dilation === 0) {
      const held = state.held;
      const [drive, half, scale] = [x[0], rounding[0], rounding[1]];
      for (let n = 0; n < neurons; n++) held[n] = v[n] * drive + half;
      addState(held, P, m);
      for (let n = 0; n < neurons; n++) held[n] = Math.floor(held[n] * scale);
      current.set(held);
    } else if (refresh === "hold") current.set(state.held);
    else current.fill(0);
    return x[0];
  };
}

function layerStepper(layer: IntegerLayer, inputs: Inputs): LayerStepper {
  const { neurons } = layer;
  const fastSums = eventSums(layer.fast.weights, largestEventSum(layer.fast.weights, inputs));
  const slow = new Float64Array(neurons);
  const memory = layer.memory && memoryStepper(layer.memory, neurons);
  const bias = layer.bias.values;
  const fastRounding = Float64Array.of(half(layer.fast.shift), scale(layer.fast.shift));
  const each = (number: NeuronNumber) =>
    Float64Array.from({ length: neurons }, (_, n) => ofNeuron(number, n));
  const factor = each(layer.leak.factor);
  const threshold = each(layer.threshold);
  const resetBy = each(layer.resetBy ?? layer.threshold);
  const leakRounding = Float64Array.of(half(layer.leak.shift), scale(layer.leak.shift));
  const limits = Float64Array.of(2 ** (layer.membraneBits - 1) - 1);
  const subtracts = layer.reset === "subtract" ? 1 : 0;

  return (state, events, step, out) => {
    out.x = memory ? memory(state, events, step, slow) : 0;
    const sums = fastSums(events);
    const [fastHalf, fastScale] = [fastRounding[0], fastRounding[1]];
    const [leakHalf, leakScale] = [leakRounding[0], leakRounding[1]];
    const most = limits[0];
    const least = -most - 1;
    const { u } = state;
    const { spikes } = out;
    let count = 0;
    for (let n = 0; n < neurons; n++) {
      const leaked = Math.floor((factor[n] * u[n] + leakHalf) * leakScale);
      const a = leaked + Math.floor((sums[n] + fastHalf) * fastScale) + slow[n] + bias[n];
      let kept = a;
      if (a >= threshold[n]) {
        spikes[count++] = n;
        kept = (a - resetBy[n]) * subtracts;
      }
      if (kept > most) kept = most;
      else if (kept < least) kept = least;
      u[n] = kept;
    }
    out.count = count;
  };
}

/** One step of `net` in doubles. Only for networks that `fitsDoubles` accepts. */
export function fastAdvance(net: IntegerNetwork): Advance {
  const layers = net.layers.map((layer, l) => layerStepper(layer, inputsOf(net, l)));
  const classSums = eventSums(net.readout.weights, largestEventSum(net.readout.weights, "spikes"));
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
    readout(state.readout, classSums(inputs), state.step);
    state.step++;
  };
}
