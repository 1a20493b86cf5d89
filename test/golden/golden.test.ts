// The golden model against a literal second reading, and the properties that hold whatever the weights are.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { random } from "../../src/base/random.ts";
import type { EventSequence, IntegerNetwork, NeuronNumber } from "../../src/network/integer.ts";
import { literalRun } from "./literal.ts";
import { cases, eventsOf, networkOf, type Shape, usualLayer } from "./networks.ts";

const SEED = 20;
const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void, numRuns = 300): void =>
  fc.assert(fc.property(arbitrary, holds), { seed: SEED, numRuns });

const plain: Shape = {
  channels: 6,
  valueBits: 0,
  maxPerStep: 12,
  layers: [5, 4].map((neurons) => ({ ...usualLayer, neurons })),
  classes: 3,
  mode: "mean-logits",
  lastSteps: null,
  style: "random",
  seed: 7,
};

/** Steps from .. to - 1 of a sequence, as one of their own. */
function part({ offsets, addresses, values }: EventSequence, from: number, to: number): EventSequence {
  return {
    steps: to - from,
    offsets: offsets.slice(from, to + 1).map((offset) => offset - offsets[from]),
    addresses: addresses.slice(offsets[from], offsets[to]),
    values: values?.slice(offsets[from], offsets[to]) ?? null,
  };
}

const withLayer = (
  net: IntegerNetwork,
  change: (layer: IntegerNetwork["layers"][number]) => IntegerNetwork["layers"][number],
): IntegerNetwork => ({ ...net, layers: net.layers.map(change) });

describe("agreement with the literal reading", () => {
  it("every quantity of every step, over random networks of every width", () => {
    const arithmetics = new Set<string>();
    check(
      cases,
      ({ net, events }) => {
        const golden = createGolden(net);
        arithmetics.add(golden.arithmetic);
        const record = golden.record(events);
        literalRun(net, events).forEach((step, k) => {
          step.layers.forEach(({ x, m, u, fired }, l) => {
            const { spikes, ...layer } = record.layers[l];
            const { dim, neurons } = { dim: m.length, neurons: u.length };
            expect(Array.from(spikes.addresses.slice(spikes.offsets[k], spikes.offsets[k + 1]))).toEqual(
              fired,
            );
            expect(Array.from(layer.u.slice(k * neurons, (k + 1) * neurons), BigInt)).toEqual(u);
            expect(Array.from(layer.m.slice(k * dim, (k + 1) * dim), BigInt)).toEqual(m);
            if (dim > 0) expect(BigInt(layer.x[k])).toBe(x);
          });
          const { classes } = net.readout;
          expect(Array.from(record.logitsPerStep.slice(k * classes, (k + 1) * classes), BigInt)).toEqual(
            step.logits,
          );
        });
      },
      1000,
    );
    expect(arithmetics).toEqual(new Set(["int32", "double", "bigint"]));
  });

  it("takes BigInt where doubles could round, and still agrees", () => {
    const wide = { ...plain.layers[0], weightBits: 32, stateBits: 32, driveBits: 31, membraneBits: 32 };
    const made = networkOf({ ...plain, layers: [wide], style: "extreme" });
    const net = withLayer(made, (layer) => ({
      ...layer,
      memory: {
        ...layer.memory!,
        state: { ...layer.memory!.state, shifts: new Int32Array(3).fill(31) },
        current: { ...layer.memory!.current, shift: 31 },
      },
    }));
    const golden = createGolden(net);
    expect(golden.arithmetic).toBe("bigint");
    const events = eventsOf(net, 20, 3);
    const { layers, logits } = golden.record(events);
    const last = literalRun(net, events).at(-1)!;
    expect(Array.from(layers[0].u.slice(-5), BigInt)).toEqual(last.layers[0].u);
    expect(Array.from(layers[0].m.slice(-3), BigInt)).toEqual(last.layers[0].m);
    expect(Array.from(logits, BigInt)).toEqual(last.logits);
  });
});

describe("properties", () => {
  it("splitting a sequence and resuming changes nothing", () => {
    check(fc.tuple(cases, fc.nat()), ([{ net, events }, cut]) => {
      const at = cut % (events.steps + 1);
      const golden = createGolden(net);
      const whole = golden.run(events);
      const first = golden.run(part(events, 0, at));
      expect(golden.run(part(events, at, events.steps), first.state)).toEqual(whole);
    });
  });

  it("step by step, on a state of the caller's, equals a run", () => {
    check(cases, ({ net, events: { offsets, addresses, values, ...events } }) => {
      const golden = createGolden(net);
      const { state, layers } = golden.record({ ...events, offsets, addresses, values });
      const own = golden.initialState();
      for (let k = 0; k < events.steps; k++)
        golden.step(own, addresses, values, offsets[k], offsets[k + 1]).forEach(({ x, spikes, count }, l) => {
          const did = layers[l];
          expect(x).toBe(did.x[k] ?? 0);
          expect(spikes.slice(0, count)).toEqual(
            did.spikes.addresses.slice(did.spikes.offsets[k], did.spikes.offsets[k + 1]),
          );
        });
      expect(own).toEqual(state);
    });
  });

  it("the order of events within a step changes nothing", () => {
    check(fc.tuple(cases, fc.nat()), ([{ net, events }, seed]) => {
      const { next } = random(seed);
      const addresses = events.addresses.slice();
      const values = events.values?.slice() ?? null;
      for (let k = 0; k < events.steps; k++)
        for (let e = events.offsets[k + 1] - 1; e > events.offsets[k]; e--) {
          const other = events.offsets[k] + Math.floor(next() * (e - events.offsets[k] + 1));
          [addresses[e], addresses[other]] = [addresses[other], addresses[e]];
          if (values) [values[e], values[other]] = [values[other], values[e]];
        }
      const golden = createGolden(net);
      expect(golden.record({ ...events, addresses, values })).toEqual(golden.record(events));
    });
  });

  it("dilation 1 equals no dilation, whatever the refresh", () => {
    check(cases, ({ net, events }) => {
      const refreshed = (refresh: "hold" | "skip") =>
        withLayer(net, (layer) => ({
          ...layer,
          memory: layer.memory && { ...layer.memory, dilation: 1, refresh },
        }));
      expect(createGolden(refreshed("skip")).record(events)).toEqual(
        createGolden(refreshed("hold")).record(events),
      );
    });
  });

  it("a slow state that reaches no neuron equals a layer without one", () => {
    check(cases, ({ net, events }) => {
      const without = withLayer(net, (layer) => ({ ...layer, memory: null }));
      const silent = withLayer(net, (layer) => ({
        ...layer,
        memory: layer.memory && {
          ...layer.memory,
          current: {
            ...layer.memory.current,
            state: {
              ...layer.memory.current.state,
              values: layer.memory.current.state.values.map(() => 0),
            },
            drive: { ...layer.memory.current.drive, values: layer.memory.current.drive.values.map(() => 0) },
          },
        },
      }));
      const [a, b] = [without, silent].map((each) => createGolden(each).record(events));
      expect(a.logitsPerStep).toEqual(b.logitsPerStep);
      a.layers.forEach(({ spikes, u }, l) => {
        expect({ spikes, u }).toEqual({ spikes: b.layers[l].spikes, u: b.layers[l].u });
      });
    });
  });

  it("zero neurons appended to a layer change nothing of the others", () => {
    check(fc.tuple(cases, fc.integer({ min: 1, max: 4 })), ([{ net, events }, more]) => {
      const last = net.layers.length - 1;
      const grown = (values: Int32Array, by: number, fill = 0) => {
        const out = new Int32Array(values.length + by).fill(fill);
        out.set(values);
        return out;
      };
      const grownNumber = (number: NeuronNumber, fill = 0): NeuronNumber =>
        typeof number === "number" ? number : { ...number, values: grown(number.values, more, fill) };
      const padded: IntegerNetwork = {
        ...withLayer(net, (layer) => {
          if (layer !== net.layers[last]) return layer;
          const { fast, bias, memory } = layer;
          return {
            ...layer,
            neurons: layer.neurons + more,
            fast: {
              ...fast,
              weights: {
                ...fast.weights,
                rows: layer.neurons + more,
                values: grown(fast.weights.values, more * layer.inputs),
              },
            },
            bias: { ...bias, values: grown(bias.values, more) },
            leak: { ...layer.leak, factor: grownNumber(layer.leak.factor) },
            // High enough that what is appended never fires.
            threshold: grownNumber(layer.threshold, 1),
            ...(layer.resetBy === undefined ? {} : { resetBy: grownNumber(layer.resetBy) }),
            memory: memory && {
              ...memory,
              current: {
                ...memory.current,
                state: {
                  ...memory.current.state,
                  rows: layer.neurons + more,
                  values: grown(memory.current.state.values, more * memory.dim),
                },
                drive: { ...memory.current.drive, values: grown(memory.current.drive.values, more) },
              },
            },
          };
        }),
        readout: {
          ...net.readout,
          weights: {
            ...net.readout.weights,
            columns: net.layers[last].neurons + more,
            values: Int32Array.from(
              { length: net.readout.classes * (net.layers[last].neurons + more) },
              (_, i) => {
                const n = i % (net.layers[last].neurons + more);
                const c = Math.floor(i / (net.layers[last].neurons + more));
                return n < net.layers[last].neurons
                  ? net.readout.weights.values[c * net.layers[last].neurons + n]
                  : 77;
              },
            ),
          },
        },
      };
      const a = createGolden(net).record(events);
      const b = createGolden(padded).record(events);
      expect(b.logitsPerStep).toEqual(a.logitsPerStep);
      expect(b.layers.map(({ spikes, x, m }) => ({ spikes, x, m }))).toEqual(
        a.layers.map(({ spikes, x, m }) => ({ spikes, x, m })),
      );
    });
  });

  it("before saturation and with shifts that drop nothing, the slow state is linear in its drive", () => {
    const dim = 3;
    const net = (gain: number): IntegerNetwork => {
      const made = networkOf({
        ...plain,
        valueBits: 8,
        maxPerStep: 4095,
        layers: [{ ...plain.layers[0], dim, stateBits: 32 }],
      });
      return withLayer(made, (layer) => ({
        ...layer,
        memory: {
          ...layer.memory!,
          drive: {
            weights: { bits: 8, values: new Int32Array(6).fill(gain) },
            bias: { bits: 2, values: Int32Array.of(0) },
            shift: 0,
            bits: 24,
          },
          state: {
            ...layer.memory!.state,
            transition: {
              ...layer.memory!.state.transition,
              values: layer.memory!.state.transition.values.map((d) => Math.sign(d)),
            },
            shifts: new Int32Array(dim),
          },
        },
      }));
    };
    check(
      fc.tuple(
        fc.array(fc.nat(200), { maxLength: 8 }),
        fc.array(fc.nat(200), { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
      ),
      ([a, b, gain]) => {
        const steps = 8;
        const drive = (values: number[]): EventSequence => ({
          steps,
          offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => k),
          addresses: new Uint16Array(steps),
          values: Uint16Array.from({ length: steps }, (_, k) => values[k] ?? 0),
        });
        const m = (gained: number, values: number[]) =>
          createGolden(net(gained)).record(drive(values)).layers[0].m;
        const sum = Array.from({ length: steps }, (_, k) => ((a[k] ?? 0) + (b[k] ?? 0)) >> 1);
        const rest = Array.from({ length: steps }, (_, k) => (a[k] ?? 0) + (b[k] ?? 0) - sum[k]);
        const [ma, mb, ms, mr] = [a, b, sum, rest].map((values) => m(1, values));
        expect(ma.map((value, i) => value + mb[i])).toEqual(ms.map((value, i) => value + mr[i]));
        expect(m(gain, a)).toEqual(ma.map((value) => value * gain));
      },
      100,
    );
  });

  it("silence takes membranes and slow state to a fixed point near zero", () => {
    const made = networkOf({ ...plain, seed: 11 });
    const net: IntegerNetwork = {
      ...withLayer(made, (layer) => ({
        ...layer,
        threshold: 30000,
        leak: { factor: 200, shift: 8 },
        bias: { ...layer.bias, values: layer.bias.values.map(() => 0) },
        memory: {
          ...layer.memory!,
          drive: { ...layer.memory!.drive, bias: { bits: 2, values: Int32Array.of(0) } },
          // A decay of 1/8, 1/4 and 1/2 a step, each fed by the one before.
          state: {
            ...layer.memory!.state,
            transition: {
              rows: 3,
              columns: 3,
              bits: 8,
              values: Int32Array.of(-16, 0, 0, 8, -32, 0, 0, 8, -64),
            },
            shifts: new Int32Array(3).fill(7),
          },
        },
      })),
      maxSteps: 1000,
    };
    const golden = createGolden(net);
    const busy = golden.run(eventsOf(net, 40, 5));
    expect(busy.state.layers[0].m.some((m) => Math.abs(m) > 20)).toBe(true);
    const silence = (steps: number): EventSequence => ({
      steps,
      offsets: new Uint32Array(steps + 1),
      addresses: new Uint16Array(0),
      values: null,
    });
    const settled = golden.run(silence(400), busy.state);
    const later = golden.run(silence(100), settled.state);
    later.state.layers.forEach(({ m, u }, l) => {
      expect(m).toEqual(settled.state.layers[l].m);
      expect(u).toEqual(settled.state.layers[l].u);
    });
    // Rounding leaves at most what the smallest decay cannot see: half an output step over 1/8.
    expect(Math.max(...settled.state.layers[0].m.map(Math.abs))).toBeLessThanOrEqual(4);
  });

  it("a membrane of -1 under a leak of one half decays: rounding is to nearest, not down", () => {
    const net = withLayer(networkOf({ ...plain, layers: [{ ...plain.layers[0], dim: 0 }] }), (layer) => ({
      ...layer,
      leak: { factor: 128, shift: 8 },
      bias: { ...layer.bias, values: layer.bias.values.map(() => 0) },
    }));
    const golden = createGolden(net);
    const state = golden.initialState();
    state.layers[0].u.fill(-1);
    golden.step(state, new Uint16Array(0), null, 0, 0);
    expect(Array.from(state.layers[0].u)).toEqual([0, 0, 0, 0, 0]);
  });

  it("lastSteps counts the last steps only, and the class is the lowest index of the largest logit", () => {
    const net = networkOf({ ...plain, lastSteps: 3 });
    const all = { ...net, readout: { ...net.readout, lastSteps: null } };
    const events = eventsOf(net, 10, 2);
    const golden = createGolden(all);
    const before = golden.run(part(events, 0, 7)).logits;
    const { logits, class: best } = createGolden(net).run(events);
    expect(logits).toEqual(golden.run(events).logits.map((logit, c) => logit - before[c]));
    expect(best).toBe(logits.indexOf(Math.max(...logits)));
    expect(createGolden(net).run(part(events, 0, 0)).class).toBe(0);
  });
});
