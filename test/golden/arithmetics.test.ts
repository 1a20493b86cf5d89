// The arithmetics of the golden model against one another: every one that is exact for a network gives the same bits.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Arithmetic } from "../../golden/bounds.ts";
import { createGolden, type GoldenRecord } from "../../golden/index.ts";
import type { EventSequence, IntegerLayer, IntegerNetwork } from "../../src/network/integer.ts";
import { type Case, cases, eventsOf, networkOf, type Shape, shapes, usualLayer } from "./networks.ts";

const exactFor = (net: IntegerNetwork): Arithmetic[] =>
  (["int32", "double", "bigint"] as const).filter((arithmetic) => {
    try {
      createGolden(net, arithmetic);
      return true;
    } catch {
      return false;
    }
  });

/** The record of every exact arithmetic, the first that of BigInt. */
const records = ({ net, events }: Case): GoldenRecord[] =>
  exactFor(net)
    .reverse()
    .map((arithmetic) => createGolden(net, arithmetic).record(events));

/** `expect` walks through typed arrays slowly: it is asked only what differs. */
function same(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}

/** Shapes of several vectors in each direction, and of words that are not full. */
const wide = fc
  .tuple(
    shapes,
    fc.constantFrom(1, 31, 32, 33, 70),
    fc.constantFrom(1, 2, 8, 37),
    fc.constantFrom(3, 300, 1500),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  )
  .map(([shape, neurons, dim, maxPerStep, seed]): Case => {
    const layers = shape.layers.map((layer, l) => ({
      ...layer,
      neurons: l === 0 ? neurons : layer.neurons,
      dim: layer.dim === 0 ? 0 : dim,
      weightBits: Math.min(layer.weightBits, 8),
      stateBits: Math.min(layer.stateBits, 16),
      membraneBits: Math.min(layer.membraneBits, 16),
    }));
    const net = networkOf({ ...shape, layers, maxPerStep });
    return { net, events: eventsOf(net, 6, seed) };
  });

/** 40 neurons behind 6 channels, all of 16 bits, with shifts of 0. */
const narrow: Shape = {
  channels: 6,
  valueBits: 0,
  maxPerStep: 12,
  layers: [{ ...usualLayer, neurons: 40, reset: "subtract" }],
  classes: 3,
  mode: "mean-logits",
  lastSteps: null,
  style: "random",
  seed: 3,
};

const withLayer = (net: IntegerNetwork, change: (layer: IntegerLayer) => IntegerLayer): IntegerNetwork => ({
  ...net,
  layers: net.layers.map(change),
});

describe("agreement", () => {
  it("every value of every step, over random networks of every width", () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.oneof(cases, wide), (made) => {
        const [reference, ...others] = records(made);
        for (const other of others) same(other, reference);
        compared += others.length === 2 ? 1 : 0;
      }),
      { seed: 31, numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(150);
  });

  it("sums at both ends of 16-bit factors, with as many events as the vectors hold and more", () => {
    for (const weight of [-128, 127, -(2 ** 15), 2 ** 15 - 1])
      for (const count of [1, 255, 256, 257, 1023, 1024, 1025, 3000]) {
        const made = networkOf({ ...narrow, maxPerStep: count });
        const net = withLayer(made, (layer) => ({
          ...layer,
          fast: {
            weights: { ...layer.fast.weights, bits: 16, values: new Int32Array(240).fill(weight) },
            shift: 5,
          },
        }));
        const events: EventSequence = {
          steps: 2,
          offsets: Uint32Array.of(0, count, 2 * count),
          addresses: Uint16Array.from({ length: 2 * count }, (_, e) => e % 6),
          values: null,
        };
        const [reference, ...others] = records({ net, events });
        expect(others).toEqual([reference, reference]);
      }
  });
});

describe("one memory for all networks", () => {
  it("sequences of several networks in turn, larger and smaller, change nothing of one another", () => {
    fc.assert(
      fc.property(fc.array(wide, { minLength: 2, maxLength: 4 }), (all) => {
        const models = all.map(({ net }) => createGolden(net));
        const alone = all.map(({ net, events }) => createGolden(net, "bigint").record(events));
        for (const round of [0, 1])
          models.forEach((model, i) => {
            same({ round, record: model.record(all[i].events) }, { round, record: alone[i] });
          });
      }),
      { seed: 32, numRuns: 25 },
    );
  });

  it("a sequence that is refused in its middle leaves nothing to the next", () => {
    const net = networkOf(narrow);
    const golden = createGolden(net);
    expect(golden.arithmetic).toBe("int32");
    const events = eventsOf(net, 12, 4);
    const whole = golden.record(events);
    const wrong = events.addresses.slice();
    wrong[wrong.length >> 1] = 6;
    expect(() => golden.record({ ...events, addresses: wrong })).toThrow(/address: 6 is not allowed/);
    expect(golden.record(events)).toEqual(whole);
  });

  it("goes on from a state of another arithmetic", () => {
    fc.assert(
      fc.property(wide, ({ net, events }) => {
        const all = exactFor(net).map((arithmetic) => createGolden(net, arithmetic));
        const { state } = all[0].run(events);
        const [first, ...others] = all.map((golden) => golden.record(events, state));
        for (const other of others) same(other, first);
      }),
      { seed: 33, numRuns: 50 },
    );
  });
});

describe("which arithmetic", () => {
  const net = networkOf(narrow);
  const memory = net.layers[0].memory!;
  const changed = (part: Partial<IntegerLayer>): IntegerNetwork =>
    withLayer(net, (layer) => ({ ...layer, ...part }));
  const ones = (bits: number) => new Int32Array(120).fill(2 ** (bits - 1) - 1);

  it.each<[string, IntegerNetwork, Arithmetic]>([
    ["8-bit weights", net, "int32"],
    ["a leak of 16 + 16 bits", changed({ leak: { factor: 2 ** 15, shift: 16 } }), "int32"],
    ["a leak of 17 + 16 bits", changed({ leak: { factor: 2 ** 16, shift: 17 } }), "double"],
    ["a shift that rounds beyond 32 bits", changed({ fast: { ...net.layers[0].fast, shift: 32 } }), "double"],
    ["a membrane of 32 bits, leak 1", changed({ membraneBits: 32, leak: { factor: 1, shift: 0 } }), "double"],
    ["x of 16 bits", changed({ memory: { ...memory, drive: { ...memory.drive, bits: 16 } } }), "double"],
    ["m of 17 bits", changed({ memory: { ...memory, state: { ...memory.state, bits: 17 } } }), "double"],
    [
      "P of 17 bits",
      changed({
        memory: {
          ...memory,
          current: { ...memory.current, state: { ...memory.current.state, bits: 17, values: ones(17) } },
        },
      }),
      "double",
    ],
    [
      "sums of 16-bit P beyond 32 bits",
      changed({
        memory: {
          ...memory,
          current: { ...memory.current, state: { ...memory.current.state, bits: 16, values: ones(16) } },
        },
      }),
      "double",
    ],
    [
      "weights of 24 bits",
      changed({ fast: { weights: { ...net.layers[0].fast.weights, bits: 24 }, shift: 0 } }),
      "double",
    ],
    [
      "more events than 32 bits hold the weights of",
      { ...net, inputs: { ...net.inputs, maxPerStep: 2 ** 25 } },
      "bigint",
    ],
  ])("%s", (_, network, arithmetic) => {
    expect(createGolden(network).arithmetic).toBe(arithmetic);
  });

  it("refuses one that is not exact", () => {
    const wider = changed({ leak: { factor: 2 ** 16, shift: 17 } });
    expect(() => createGolden(wider, "int32")).toThrow(
      "arithmetic: int32 is not allowed; it must be exact for the network: double or bigint",
    );
    expect(createGolden(wider, "bigint").arithmetic).toBe("bigint");
  });
});

describe("planted faults", () => {
  afterEach(() => {
    vi.doUnmock("../../src/base/webassembly.ts");
    vi.resetModules();
  });

  type Assembler = typeof import("../../src/base/webassembly.ts");
  const faults: [string, (a: Assembler) => Partial<Assembler>][] = [
    ["16-bit sums: not added", (a) => ({ i16x8: { ...a.i16x8, add: (_, b) => b } })],
    ["32-bit sums: subtracted", (a) => ({ i32x4: { ...a.i32x4, add: a.i32x4.subtract } })],
    ["products: sums", (a) => ({ i32x4: { ...a.i32x4, multiply: a.i32x4.add } })],
    ["products by pairs: whole words", (a) => ({ i32x4: { ...a.i32x4, dot: a.i32x4.multiply } })],
    ["reset: added", (a) => ({ i32x4: { ...a.i32x4, subtract: a.i32x4.add } })],
    ["reset: always to zero", (a) => ({ v128: { ...a.v128, and: () => a.v128.zero } })],
    ["reset: never", (a) => ({ v128: { ...a.v128, select: (_, b) => b } })],
    ["upper end: none", (a) => ({ i32x4: { ...a.i32x4, min: (value) => value } })],
    ["lower end: none", (a) => ({ i32x4: { ...a.i32x4, max: (value) => value } })],
    ["halves: the low one twice", (a) => ({ i32x4: { ...a.i32x4, highHalf: a.i32x4.lowHalf } })],
    ["halves: the high one twice", (a) => ({ i32x4: { ...a.i32x4, lowHalf: a.i32x4.highHalf } })],
    ["shift right: none", (a) => ({ i32x4: { ...a.i32x4, shiftRight: (value) => value } })],
    ["shift left: none", (a) => ({ i32x4: { ...a.i32x4, shiftLeft: (value) => value } })],
    [
      "threshold: must be passed",
      (a) => ({
        i32x4: {
          ...a.i32x4,
          atLeast: (x, y) => a.i32x4.atLeast(x, a.i32x4.add(y, [...a.i32.constant(1), 0xfd, 17])),
        },
      }),
    ],
    ["fired: only the last group of a word", (a) => ({ i32: { ...a.i32, or: (_, b) => b } })],
    [
      "loops: one turn",
      () => ({ count: (counter, from, _to, _step, body) => [...counter.set(from), ...body] }),
    ],
  ];

  it.each(faults)("%s: found", async (_, fault) => {
    vi.resetModules();
    vi.doMock("../../src/base/webassembly.ts", async (original) => {
      const assembler = await original<Assembler>();
      return { ...assembler, ...fault(assembler) };
    });
    const faulty = await import("../../golden/index.ts");
    const found = fc.check(
      fc.property(wide, ({ net, events }) => {
        const golden = faulty.createGolden(net);
        if (golden.arithmetic === "int32")
          same(golden.record(events), faulty.createGolden(net, "bigint").record(events));
      }),
      { seed: 34, numRuns: 200, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });
});
