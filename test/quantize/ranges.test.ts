// The ranges hold against every input and are reached by some: adversaries that know the weights go to both ends.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactStep, type LayerSums } from "../../golden/exact.ts";
import { emptySteps, initialState } from "../../golden/state.ts";
import { random } from "../../src/base/random.ts";
import { type IntegerMatrix, type IntegerNetwork, ofNeuron } from "../../src/network/integer.ts";
import { bitsOf, hullOf, type Interval, rangesOfWeights, rangesOfWidths } from "../../src/network/ranges.ts";
import { eventsOf, networkOf, type Shape, shapes } from "../golden/networks.ts";

const SEED = 21;
const rshift = (a: bigint, n: number): bigint =>
  n <= 0 ? a << BigInt(-n) : (a + (1n << BigInt(n - 1))) >> BigInt(n);
const row = ({ columns, values }: IntegerMatrix, r: number): bigint[] =>
  Array.from(values.subarray(r * columns, (r + 1) * columns), BigInt);
const dot = (a: bigint[], b: bigint[]): bigint => a.reduce((sum, ai, i) => sum + ai * b[i], 0n);
const low = (bits: number): bigint => -(1n << BigInt(bits - 1));
const high = (bits: number): bigint => (1n << BigInt(bits - 1)) - 1n;
const inside = (value: bigint, { min, max }: Interval): boolean => min <= value && value <= max;

/** Inputs that drive weights . s to one end: spikes where the sign is right, or all events on the extreme channel. */
function worstEvents(weights: bigint[], sign: 1n | -1n, perStep: bigint | null): bigint[] {
  if (perStep === null) return weights.map((w) => (w * sign > 0n ? 1n : 0n));
  let best = 0;
  weights.forEach((w, c) => {
    if (w * sign > weights[best] * sign) best = c;
  });
  return weights.map((w, c) => (c === best && w * sign > 0n ? perStep : 0n));
}
/** The end of a signed width that makes weight * value largest (sign 1) or smallest. */
const worstValue = (weight: bigint, sign: 1n | -1n, bits: number): bigint =>
  weight * sign > 0n ? high(bits) : low(bits);

const ends = [
  { sign: -1n, end: "min" },
  { sign: 1n, end: "max" },
] as const;

/** Every sum, computed by its formula from the worst inputs, is the end that the analysis gives. */
function reachesEnds(net: IntegerNetwork): void {
  const ranges = rangesOfWeights(net);
  net.layers.forEach((layer, l) => {
    const of = ranges.layers[l];
    const perStep = l === 0 ? BigInt(net.inputs.maxPerStep) : null;
    for (const { sign, end } of ends) {
      const leaked = (n: number) => {
        const factor = BigInt(ofNeuron(layer.leak.factor, n));
        return rshift(factor * worstValue(factor, sign, layer.membraneBits), layer.leak.shift);
      };

      const { memory } = layer;
      const current = (n: number): bigint => {
        if (!memory) return 0n;
        const weights = row(memory.current.state, n);
        const v = BigInt(memory.current.drive.values[n]);
        const x = v * sign > 0n ? 2n ** BigInt(memory.drive.bits) - 1n : 0n;
        const sum =
          dot(
            weights,
            weights.map((w) => worstValue(w, sign, memory.state.bits)),
          ) +
          v * x;
        expect(sum).toBe(of.memory!.currentSums[n][end]);
        const shifted = rshift(sum, memory.current.shift);
        const absent = memory.refresh === "skip" && memory.dilation > 1;
        return absent && shifted * sign < 0n ? 0n : shifted;
      };
      for (let n = 0; n < layer.neurons; n++) {
        const weights = row(layer.fast.weights, n);
        const sum = dot(weights, worstEvents(weights, sign, perStep));
        expect(sum).toBe(of.fastSums[n][end]);
        expect(leaked(n)).toBe(of.leaks[n][end]);
        const a = leaked(n) + rshift(sum, layer.fast.shift) + current(n) + BigInt(layer.bias.values[n]);
        expect(a).toBe(of.membraneSums[n][end]);
      }

      if (!memory) continue;
      const Wx = Array.from(memory.drive.weights.values, BigInt);
      expect(dot(Wx, worstEvents(Wx, sign, perStep)) + BigInt(memory.drive.bias.values[0])).toBe(
        of.memory!.driveSum[end],
      );
      for (let i = 0; i < memory.dim; i++) {
        const shift = memory.state.shifts[i];
        const D = row(memory.state.transition, i);
        const B = BigInt(memory.state.input.values[i]);
        const x = B * sign > 0n ? 2n ** BigInt(memory.drive.bits) - 1n : 0n;
        const m = D.map((w) => worstValue(w, sign, memory.state.bits));
        expect(dot(D, m) + B * x).toBe(of.memory!.stateSums[i][end]);
        // With the identity: m[i] counts 2^shift times more, so its sign may be the other one.
        const slope = shift >= 0 ? D[i] + (1n << BigInt(shift)) : (D[i] << BigInt(-shift)) + 1n;
        m[i] = worstValue(slope, sign, memory.state.bits);
        expect(m[i] + rshift(dot(D, m) + B * x, shift)).toBe(of.memory!.nextStates[i][end]);
      }
    }
  });
  const { weights, bias, membrane } = net.readout;
  for (let c = 0; c < net.readout.classes; c++)
    for (const { sign, end } of ends) {
      const sum = dot(row(weights, c), worstEvents(row(weights, c), sign, null));
      expect(sum).toBe(ranges.readout.sums[c][end]);
      if (!membrane) expect(sum + BigInt(bias.values[c])).toBe(ranges.readout.terms[c][end]);
      else {
        const u = worstValue(BigInt(membrane.leak.factor), sign, membrane.bits);
        const a = rshift(BigInt(membrane.leak.factor) * u, membrane.leak.shift) + rshift(sum, membrane.shift);
        expect(a + BigInt(bias.values[c])).toBe(ranges.readout.membraneSums![c][end]);
      }
    }
}

/** Sums of real steps, from states anywhere in their widths. */
function staysInside(net: IntegerNetwork, ranges: ReturnType<typeof rangesOfWeights>, seed: number): void {
  const { next } = random(seed);
  const anywhere = (values: Int32Array, bits: number): void => {
    for (let i = 0; i < values.length; i++) {
      const pick = next();
      const limit = 2 ** (bits - 1);
      values[i] = pick < 0.3 ? -limit : pick < 0.6 ? limit - 1 : Math.floor((next() * 2 - 1) * limit);
    }
  };
  const events = eventsOf(net, 12, seed);
  const state = initialState(net);
  const steps = emptySteps(net);
  const covers = (sums: LayerSums, l: number): void => {
    const of = ranges.layers[l];
    sums.fast.forEach((sum, n) => {
      expect(inside(sum, of.fastSums[n])).toBe(true);
      expect(inside(sums.membrane[n], of.membraneSums[n])).toBe(true);
      const a = sums.membrane[n];
      const { threshold, reset, resetBy = threshold } = net.layers[l];
      const fired = reset === "subtract" ? a - BigInt(ofNeuron(resetBy, n)) : 0n;
      expect(inside(a >= BigInt(ofNeuron(threshold, n)) ? fired : a, of.kept[n])).toBe(true);
    });
    if (sums.drive !== undefined) expect(inside(sums.drive, of.memory!.driveSum)).toBe(true);
    sums.state?.forEach((sum, i) => {
      expect(inside(sum, of.memory!.stateSums[i])).toBe(true);
    });
    sums.memory?.forEach((sum, n) => {
      expect(inside(sum, of.memory!.currentSums[n])).toBe(true);
    });
  };
  for (let k = 0; k < events.steps; k++) {
    if (next() < 0.5)
      net.layers.forEach(({ memory, membraneBits }, l) => {
        anywhere(state.layers[l].u, membraneBits);
        if (memory) anywhere(state.layers[l].m, memory.state.bits);
      });
    const { offsets, addresses, values } = events;
    exactStep(net, state, { addresses, values, from: offsets[k], to: offsets[k + 1] }, steps).forEach(covers);
    state.readout.logits.forEach((logit, c) => {
      expect(inside(BigInt(logit), ranges.readout.logits[c])).toBe(true);
    });
  }
}

describe("ranges", () => {
  it("both ends of every sum are reached", () => {
    fc.assert(
      fc.property(shapes, (shape) => reachesEnds(networkOf(shape))),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("nothing goes outside, with the weights or with any weights of the widths", () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const net = networkOf(shape);
        staysInside(net, rangesOfWeights(net), seed);
        staysInside(net, rangesOfWidths(net), seed);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it("the ranges of widths are the hull over all weights: extreme weights reach their ends", () => {
    const shape: Shape = {
      channels: 3,
      valueBits: 0,
      maxPerStep: 5,
      layers: [],
      classes: 2,
      mode: "mean-logits",
      lastSteps: null,
      style: "random",
      seed: 1,
    };
    shape.layers = [1, 2].map((dim) => ({
      neurons: 2,
      dim,
      weightBits: 3,
      stateBits: 4,
      driveBits: 3,
      membraneBits: 8,
      dilation: 1,
      refresh: "hold" as const,
      reset: "subtract" as const,
    }));
    const net = networkOf(shape);
    const filled = (value: (bits: number) => number): IntegerNetwork =>
      JSON.parse(JSON.stringify(net), (_, field) => {
        if (!field?.values || !field.bits) return field;
        const values = Int32Array.from(Object.keys(field.values), () => value(field.bits));
        return { ...field, values };
      });
    const of = rangesOfWidths(net);
    const lowest = rangesOfWeights(filled((bits) => -(2 ** (bits - 1))));
    const highest = rangesOfWeights(filled((bits) => 2 ** (bits - 1) - 1));
    of.layers.forEach((layer, l) => {
      expect(layer.fastSums[0].min).toBe(lowest.layers[l].fastSums[0].min);
      expect(layer.fastSums[0].max).toBe(highest.layers[l].fastSums[0].max);
    });
    expect(of.layers[0].fastSums[0]).toEqual({ min: -20n, max: 15n });
    expect(of.layers[1].fastSums[0]).toEqual({ min: -8n, max: 6n });
    expect(of.layers[1].memory!.currentSums[0]).toEqual({
      min: -(4n * 7n * 3n),
      max: 4n * 8n * 2n + 3n * 7n,
    });
  });

  it("bits of an interval", () => {
    const of = (min: bigint, max: bigint) => bitsOf({ min, max });
    expect([of(0n, 0n), of(0n, 1n), of(0n, 255n), of(0n, 256n)]).toEqual([1, 1, 8, 9]);
    expect([of(-1n, 0n), of(-128n, 127n), of(-129n, 0n), of(-1n, 128n), of(-4n, -2n)]).toEqual([
      1, 8, 9, 9, 3,
    ]);
    expect(
      hullOf([
        { min: -1n, max: 3n },
        { min: 2n, max: 9n },
      ]),
    ).toEqual({ min: -1n, max: 9n });
  });
});
