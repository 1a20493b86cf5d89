// One time step of a layer as one formula: the arithmetic without clock, memory or schedule, to be proved equal to a core.
import { circuit, constant, index, type Signal, sint, uint, vector } from "../../hdl/index.ts";
import type { IntegerLayer, NeuronNumber } from "../../network/integer.ts";

/** Events that may come in one step: each is there or not, and has an address. */
const eventPorts = (most: number, channels: number) => ({
  used: vector(most, uint(1)),
  address: vector(most, index(channels)),
});

/** floor((a + 2^(n-1)) / 2^n) for n > 0, else a * 2^-n. */
const rshift = (a: Signal, n: number): Signal => (n > 0 ? a.roundShift(n) : n < 0 ? a.shiftLeft(-n) : a);

const sum = (terms: readonly Signal[]): Signal => terms.reduce((total, term) => total.add(term), constant(0));

/** Row `row` of a matrix with `columns` columns, times a vector. */
const dot = (matrix: readonly Signal[], row: number, by: readonly Signal[]): Signal =>
  sum(by.map((value, j) => matrix[row * by.length + j]!.mul(value)));

/** A port for each neuron's number, where they have their own. */
const ownPorts = ({ neurons }: IntegerLayer, number: NeuronNumber | undefined) =>
  typeof number === "object" ? vector(neurons, sint(number.bits)) : vector(0, sint(2));

/** Everything a step of the layer depends on, weights included. `most`: events of the step. */
export const stepPorts = (layer: IntegerLayer, most: number) => {
  const { inputs, neurons, memory, fast, bias, membraneBits } = layer;
  const dim = memory?.dim ?? 0;
  const bits = (of: { readonly bits: number } | undefined) => sint(of?.bits ?? 2);
  return {
    ...eventPorts(most, inputs),
    first: uint(1),
    fast: vector(neurons * inputs, bits(fast.weights)),
    bias: vector(neurons, bits(bias)),
    leaks: ownPorts(layer, layer.leak.factor),
    thresholds: ownPorts(layer, layer.threshold),
    resets: ownPorts(layer, layer.resetBy),
    drive: vector(dim > 0 ? inputs : 0, bits(memory?.drive.weights)),
    drive_bias: vector(dim > 0 ? 1 : 0, bits(memory?.drive.bias)),
    transition: vector(dim * dim, bits(memory?.state.transition)),
    input: vector(dim, bits(memory?.state.input)),
    slow: vector(neurons * dim, bits(memory?.current.state)),
    slow_drive: vector(dim > 0 ? neurons : 0, bits(memory?.current.drive)),
    m_before: vector(dim, bits(memory?.state)),
    u_before: vector(neurons, sint(membraneBits)),
  };
};

/**
 * x = clamp(rshift(Wx s + bx)); m' = sat(m + rshift(D m + B x)); Im = rshift(P m + v x); If = rshift(Wf s);
 * a = rshift(beta u) + If + Im + b; fires where a >= threshold; u' = sat(a, a - threshold or 0). In the first step of a
 * sequence m and u count as 0.
 */
export function stepArithmetic(name: string, layer: IntegerLayer, most: number) {
  const { inputs, neurons, memory, membraneBits } = layer;
  return circuit(name, {
    note: "One time step of the layer, as the arithmetic reads.",
    inputs: stepPorts(layer, most),
    outputs: {
      m_next: vector(memory?.dim ?? 0, sint(memory?.state.bits ?? 2)),
      u_next: vector(neurons, sint(membraneBits)),
      fired: vector(neurons, uint(1)),
    },
    body(c, given, out) {
      const goesOn = given.first.not();
      const { m, u } = c.signals({
        m: given.m_before.map((value) => value.mul(goesOn)),
        u: given.u_before.map((value) => value.mul(goesOn)),
      });
      const { s } = c.signals({
        s: Array.from({ length: inputs }, (_, channel) =>
          sum(given.used.map((used, e) => used.and(given.address[e]!.eq(channel)))),
        ),
      });
      let slow = u.map(() => constant(0));
      if (memory !== null) {
        const { drive, state, current } = memory;
        const { x } = c.signals({
          x: rshift(dot(given.drive, 0, s).add(given.drive_bias[0]!), drive.shift).saturate(uint(drive.bits)),
        });
        out.m_next.forEach((next, i) => {
          const change = rshift(dot(given.transition, i, m).add(given.input[i]!.mul(x)), state.shifts[i]!);
          next.is(m[i]!.add(change).saturate(sint(state.bits)));
        });
        slow = u.map((_, n) => rshift(dot(given.slow, n, m).add(given.slow_drive[n]!.mul(x)), current.shift));
      }
      const { leak, fast, reset, resetBy } = layer;
      const { total } = c.signals({
        total: u.map((value, n) =>
          rshift(value.mul(given.leaks[n] ?? (leak.factor as number)), leak.shift)
            .add(rshift(dot(given.fast, n, s), fast.shift))
            .add(slow[n]!)
            .add(given.bias[n]!),
        ),
      });
      total.forEach((a, n) => {
        const threshold = given.thresholds[n] ?? constant(layer.threshold as number);
        const fires = a.ge(threshold);
        out.fired[n]!.is(fires);
        const taken = resetBy === undefined ? threshold : (given.resets[n] ?? (resetBy as number));
        const rest = reset === "subtract" ? a.sub(fires.mul(taken)) : a.mul(fires.not());
        out.u_next[n]!.is(rest.saturate(sint(membraneBits)));
      });
    },
  });
}
