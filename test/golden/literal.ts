// A second reading of docs/arithmetic.md, formula by formula over dense vectors of BigInt. It shares nothing with golden/.
import { type EventSequence, type IntegerNetwork, ofNeuron } from "../../src/network/integer.ts";

type Vector = bigint[];

const rshift = (a: bigint, n: number): bigint => {
  if (n === 0) return a;
  if (n < 0) return a * 2n ** BigInt(-n);
  const above = a + 2n ** BigInt(n - 1);
  const by = 2n ** BigInt(n);
  return (above - (((above % by) + by) % by)) / by;
};
const clamp = (a: bigint, low: bigint, high: bigint): bigint => (a < low ? low : a > high ? high : a);
const sat = (a: bigint, bits: number): bigint =>
  clamp(a, -(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n);
const big = (values: Int32Array): Vector => Array.from(values, BigInt);
const dot = (a: Vector, b: Vector): bigint => a.reduce((sum, ai, i) => sum + ai * b[i], 0n);
const row = (matrix: { columns: number; values: Int32Array }, r: number): Vector =>
  big(matrix.values.slice(r * matrix.columns, (r + 1) * matrix.columns));

export interface LiteralStep {
  layers: { x: bigint; m: Vector; u: Vector; fired: number[] }[];
  logits: Vector;
}

export function literalRun(net: IntegerNetwork, events: EventSequence): LiteralStep[] {
  const history: LiteralStep[] = [];
  const terms: Vector[] = [];
  const states = net.layers.map(({ neurons, memory }) => ({
    m: Array<bigint>(memory?.dim ?? 0).fill(0n),
    u: Array<bigint>(neurons).fill(0n),
    im: Array<bigint>(neurons).fill(0n),
  }));
  let readoutU = Array<bigint>(net.readout.classes).fill(0n);

  for (let k = 0; k < events.steps; k++) {
    let s = Array<bigint>(net.inputs.channels).fill(0n);
    for (let e = events.offsets[k]; e < events.offsets[k + 1]; e++)
      s[events.addresses[e]] += events.values ? BigInt(events.values[e]) : 1n;

    const layers = net.layers.map((layer, l) => {
      const state = states[l];
      let x = 0n;
      if (layer.memory) {
        const { drive, state: slow, current, dim, dilation, refresh } = layer.memory;
        x = clamp(
          rshift(dot(big(drive.weights.values), s) + BigInt(drive.bias.values[0]), drive.shift),
          0n,
          2n ** BigInt(drive.bits) - 1n,
        );
        const m = state.m;
        if (k % dilation === 0)
          state.im = Array.from({ length: layer.neurons }, (_, n) =>
            rshift(dot(row(current.state, n), m) + BigInt(current.drive.values[n]) * x, current.shift),
          );
        else if (refresh === "skip") state.im = state.im.map(() => 0n);
        state.m = Array.from({ length: dim }, (_, i) =>
          sat(
            m[i] + rshift(dot(row(slow.transition, i), m) + BigInt(slow.input.values[i]) * x, slow.shifts[i]),
            slow.bits,
          ),
        );
      }
      const fired: number[] = [];
      const o = Array<bigint>(layer.neurons).fill(0n);
      state.u = state.u.map((u, n) => {
        const a =
          rshift(BigInt(ofNeuron(layer.leak.factor, n)) * u, layer.leak.shift) +
          rshift(dot(row(layer.fast.weights, n), s), layer.fast.shift) +
          state.im[n] +
          BigInt(layer.bias.values[n]);
        if (a < ofNeuron(layer.threshold, n)) return sat(a, layer.membraneBits);
        fired.push(n);
        o[n] = 1n;
        return layer.reset === "subtract"
          ? sat(a - BigInt(ofNeuron(layer.resetBy ?? layer.threshold, n)), layer.membraneBits)
          : 0n;
      });
      s = o;
      return { x, m: state.m, u: state.u, fired };
    });

    const { classes, weights, bias, membrane, lastSteps } = net.readout;
    const sums = Array.from({ length: classes }, (_, c) => dot(row(weights, c), s));
    if (membrane) {
      readoutU = readoutU.map((u, c) =>
        sat(
          rshift(BigInt(membrane.leak.factor) * u, membrane.leak.shift) +
            rshift(sums[c], membrane.shift) +
            BigInt(bias.values[c]),
          membrane.bits,
        ),
      );
      terms.push(readoutU);
    } else terms.push(sums.map((sum, c) => sum + BigInt(bias.values[c])));
    const counted = lastSteps === null ? terms : terms.slice(-lastSteps);
    history.push({
      layers,
      logits: Array.from({ length: classes }, (_, c) => counted.reduce((sum, term) => sum + term[c], 0n)),
    });
  }
  return history;
}
