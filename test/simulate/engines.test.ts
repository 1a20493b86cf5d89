// Both engines give the same results, to the cycle.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { benchOf, type Case, type CaseResult, type Engine, openEngine } from "../../src/simulate/index.ts";
import { totalsBench as bench, idle, levels, totals } from "./circuits.ts";

const item = fc.record({
  small: fc.integer({ min: -64, max: 63 }),
  middle: fc.integer({ min: 0, max: 8191 }),
  large: fc.bigInt({ min: -(2n ** 39n), max: 2n ** 39n - 1n }),
  full: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});

const probability = fc.constantFrom(0, 0.1, 0.5, 0.9);

const randomCase: fc.Arbitrary<Case> = fc
  .record({
    items: fc.array(item, { maxLength: 40 }),
    offsets: fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 3 }),
    ordered: fc.boolean(),
    wanted: fc.integer({ min: 0, max: 40 }),
    idleCycles: fc.integer({ min: 0, max: 5 }),
    start: fc.constantFrom("power-up", "reset", "continue"),
    stalls: fc.record({ seed: fc.nat(), source: probability, sink: probability }),
  })
  .map(({ items, offsets, ordered, wanted, ...rest }) => ({
    sources: {
      item: {
        beats: items.length,
        columns: [
          items.map((i) => i.small),
          Uint16Array.from(items, (i) => i.middle),
          items.map((i) => i.large),
          BigUint64Array.from(items, (i) => i.full),
        ],
      },
      config: { beats: offsets.length, columns: [Int32Array.from(offsets)] },
    },
    ...(ordered ? { order: ["config", "item"] } : {}),
    until: { sink: "total", beats: wanted },
    maxCycles: 300,
    ...rest,
  }));

describe("both engines", () => {
  let engines: Engine[] = [];
  beforeAll(async () => {
    engines = await Promise.all(
      (["verilator", "builtin"] as const).map((name) => openEngine(name, { bench, design: totals })),
    );
  });
  afterAll(() => Promise.all(engines.map((e) => e.close())));

  const both = async (cases: Case[]): Promise<CaseResult[]> => {
    const [fast, simple] = await Promise.all(engines.map((e) => e.run(cases)));
    // Each words a failed assertion in its own way.
    const timed = (results: CaseResult[]) => results.map(({ printed: _, ...rest }) => rest);
    expect(timed(fast)).toEqual(timed(simple));
    for (const [i, { printed }] of fast.entries()) expect(printed === "").toBe(simple[i].printed === "");
    return fast;
  };

  it("agree on random cases, with stalls, orders and every kind of start", async () => {
    const seen = new Set<string>();
    const seed = 20240611;
    await fc.assert(
      fc.asyncProperty(fc.array(randomCase, { minLength: 1, maxLength: 12 }), async (cases) => {
        for (const { status } of await both(cases)) seen.add(status);
      }),
      { seed, numRuns: 60 },
    );
    expect([...seen].sort()).toEqual(["done", "timeout"]);
  });

  it("give what the circuit computes", async () => {
    const [result] = await both([
      {
        sources: {
          config: { beats: 1, columns: [[-7]] },
          item: {
            beats: 2,
            columns: [
              [-64, 63],
              [8191, 0],
              [-(2n ** 39n), 5n],
              [2n ** 64n - 1n, 1n],
            ],
          },
        },
        order: ["config", "item"],
        until: { sink: "total", beats: 2 },
        maxCycles: 100,
      },
    ]);
    expect(result).toMatchInlineSnapshot(`
      {
        "cycles": 5,
        "flags": {
          "beats": 2,
          "offset_now": -7,
        },
        "monitors": {
          "taken": {
            "columns": [
              BigInt64Array {
                "0": -549755813888n,
                "1": 5n,
              },
            ],
            "cycles": Uint32Array [
              3,
              4,
            ],
          },
        },
        "outputs": {},
        "printed": "",
        "sinks": {
          "total": {
            "columns": [
              BigInt64Array {
                "0": -549755805768n,
                "1": 61n,
              },
              BigUint64Array {
                "0": 18446744073709551615n,
                "1": 1n,
              },
              Uint32Array [
                0,
                0,
              ],
            ],
            "cycles": Uint32Array [
              3,
              4,
            ],
          },
        },
        "sources": {
          "config": Uint32Array [
            0,
          ],
          "item": Uint32Array [
            1,
            2,
          ],
        },
        "status": "done",
      }
    `);
  });

  it("report a failed assertion with the cycle in which it failed", async () => {
    const [failed, after] = await both([
      {
        sources: { config: { beats: 3, columns: [[4, -1, 5]] } },
        maxCycles: 50,
        stalls: { seed: 5, source: 0.8, sink: 0 },
      },
      { sources: {}, maxCycles: 3 },
    ]);
    expect(failed.status).toBe("assertion");
    const given = { sources: { config: { beats: 1, columns: [[-1]] } }, maxCycles: 50 };
    const [unasserted, again] = await both([{ ...given, assertions: false }, given]);
    expect(unasserted).toMatchObject({ status: "done", cycles: 50, printed: "" });
    expect(again!.status).toBe("assertion");
    expect(failed.printed).toContain("offset_is_legal");
    expect(failed.cycles).toBe(failed.sources.config[1] + 2);
    expect(after.status).toBe("done");
  });

  it("hold an offered beat until it is taken, and stall as often as asked", async () => {
    const beats = 4000;
    const zeros = new Int32Array(beats);
    const [result] = await both([
      {
        sources: {
          item: { beats, columns: [zeros, zeros, new BigInt64Array(beats), new BigInt64Array(beats)] },
        },
        until: { sink: "total", beats },
        maxCycles: 100_000,
        stalls: { seed: 9, source: 0, sink: 0.75 },
      },
    ]);
    expect(result.cycles / beats).toBeGreaterThan(3.7);
    expect(result.cycles / beats).toBeLessThan(4.3);
  });

  it("refuse a case that does not fit, and say what is wrong", async () => {
    const beats = (small: number[]) => ({ beats: 1, columns: [small, [0], [0n], [0n]] });
    const bad: [Case, RegExp][] = [
      [
        { sources: { nothing: { beats: 0, columns: [] } }, maxCycles: 1 },
        /no source nothing; it has: item, config/,
      ],
      [
        { sources: { item: beats([64]) }, maxCycles: 1 },
        /beat 0 of source item: 64 does not fit the signed 7-bit/,
      ],
      [{ sources: { item: beats([0.5]) }, maxCycles: 1 }, /0.5 does not fit/],
      [
        { sources: { item: beats([1, 2]) }, maxCycles: 1 },
        /column item_small of source item has 2 values, not 1/,
      ],
      [{ sources: {}, until: { sink: "item", beats: 1 }, maxCycles: 1 }, /no sink item; it has: total/],
      [{ sources: {}, maxCycles: -1 }, /maxCycles of a case is -1/],
      [
        { sources: {}, maxCycles: 1, stalls: { seed: 1, source: 1, sink: 0 } },
        /stalls.source of a case is 1/,
      ],
      [{ sources: {}, maxCycles: 1, trace: { file: "x" } }, /without `trace: true`/],
    ];
    for (const engine of engines) {
      for (const [given, message] of bad) await expect(engine.run([given])).rejects.toThrow(message);
    }
  });
});

describe("an engine", () => {
  it("refuses a bench that does not fit the design", async () => {
    const flags = [{ port: "beats", width: 8, signed: false }];
    const opened = openEngine("builtin", { bench: { ...bench, flags }, design: totals });
    await expect(opened).rejects.toThrow("port beats of totals is an output of 32 bits, not an output of 8");
    const renamed = openEngine("builtin", { bench: { ...bench, top: "other" }, design: totals });
    await expect(renamed).rejects.toThrow("the bench is for other, but the design's top is totals");
  });

  it("clears what it starts with, or fills it with noise from a seed", async () => {
    const one = { sources: {}, maxCycles: 1, start: "power-up" } as const;
    for (const name of ["verilator", "builtin"] as const) {
      const engine = await openEngine(name, { bench: idle.bench, design: idle.design });
      const seeds = [0, 1, 1, 123456789];
      const results = await engine.run(seeds.map((stateSeed) => ({ ...one, stateSeed })));
      const [zero, noise, again, other] = results.map((r) => r.flags.kept);
      expect(zero).toBe(0);
      expect(noise).toBe(again);
      expect(new Set([zero, noise, other]).size).toBe(3);
      await engine.close();
    }
  });
});

describe("ports of no stream", () => {
  it("have a value in every cycle, the last one stays; several sinks are waited for", async () => {
    const own = benchOf(levels, { everyCycle: true });
    expect(own.inputs!.map((f) => f.port)).toEqual(["gain", "wide"]);
    expect(own.outputs!.map((f) => f.port)).toEqual(["gain_before", "inverse"]);
    const engines = await Promise.all(
      (["verilator", "builtin"] as const).map((name) => openEngine(name, { bench: own, design: levels })),
    );
    const given: Case = {
      sources: { item: { beats: 5, columns: [[1, 2, 3, 5, 4]] } },
      inputs: { gain: [-16, 15, -1], wide: BigUint64Array.from([2n ** 40n - 1n, 1n]) },
      until: [
        { sink: "even", beats: 2 },
        { sink: "odd", beats: 3 },
      ],
      idleCycles: 1,
      maxCycles: 200,
    };
    const stalled = { ...given, stalls: { seed: 3, source: 0.5, sink: 0.5 } };
    const [results, same] = await Promise.all(
      engines.map((e) => e.run([given, stalled, { ...given, start: "reset" }])),
    );
    expect(results).toEqual(same);
    const [plain, slow, again] = results!;
    expect(again).toEqual(plain);
    expect([...plain!.sinks.odd!.columns[0]!]).toEqual([-15, 2, 4]);
    expect([...plain!.outputs.gain_before!]).toEqual([0, -16, 15, -1, -1, -1]);
    expect([...plain!.outputs.inverse!]).toEqual([0n, ...Array(5).fill(2n ** 40n - 2n)]);
    expect(slow!.status).toBe("done");
    expect(slow!.cycles).toBeGreaterThan(plain!.cycles);
    expect(slow!.outputs.inverse!.length).toBe(slow!.cycles);
    for (const [wrong, message] of [
      [{ gain: [16] }, /cycle 0 of input gain: 16 does not fit the signed 5-bit port gain/],
      [{ item_value: [1] }, /levels has no plain input item_value; it has: gain, wide/],
    ] as const)
      await expect(engines[0]!.run([{ ...given, inputs: wrong }])).rejects.toThrow(message);
    await Promise.all(engines.map((e) => e.close()));
  });
});

describe("a stream that must hold its beats", () => {
  const holding = benchOf(levels, { everyCycle: true });
  const own = { ...holding, sinks: holding.sinks.map((s) => ({ ...s, holds: true })) };
  const given: Case = {
    sources: { item: { beats: 40, columns: [Array.from({ length: 40 }, (_, i) => i)] } },
    stalls: { seed: 2, source: 0, sink: 0.5 },
    until: { sink: "even", beats: 20 },
    maxCycles: 400,
  };
  const runs = async (name: "verilator" | "builtin") => {
    const engine = await openEngine(name, { bench: own, design: levels });
    // What streams by is held by the source; its sum with a gain that changes is not.
    const [held, changed] = await engine.run([given, { ...given, inputs: { gain: [0, 1, 2, 3, 4, 5, 6] } }]);
    await engine.close();
    expect(held!.status).toBe("done");
    expect(changed).toMatchObject({
      status: "assertion",
      printed: "odd: a beat that was offered did not stay until it was taken\n",
    });
    return [held, changed];
  };

  it("ends the case where one changes, in both engines alike", async () => {
    expect(await runs("verilator")).toEqual(await runs("builtin"));
  });
});
