import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frontOf } from "../../src/explore/pareto.ts";
import { spaceOf } from "../../src/explore/space.ts";
import { choicesOf } from "../../src/explore/space-choices.ts";
import { openStore } from "../../src/explore/store.ts";

const space = (fields: object) =>
  spaceOf(
    {
      networks: ["a"],
      devices: ["up5k"],
      hardware: { lanes: { spike: [2, 4], memory: [1, 2], update: 1 } },
      objectives: ["cyclesPerStep"],
      ...fields,
    },
    "space.json",
  );

describe("a space", () => {
  it("is every combination of its lists; a list in a list is one number a layer", () => {
    const lanes = (hardware: object) =>
      choicesOf(space({ hardware }), "space.json").choices.map((h) => [
        h.lanes.spike,
        h.lanes.memory,
        h.overlap,
      ]);
    expect(
      lanes({ lanes: { spike: [2, [4, 8]], memory: [1, 2], update: 1 }, overlap: [true, false] }),
    ).toEqual([
      [2, 1, true],
      [2, 1, false],
      [2, 2, true],
      [2, 2, false],
      [[4, 8], 1, true],
      [[4, 8], 1, false],
      [[4, 8], 2, true],
      [[4, 8], 2, false],
    ]);
  });

  it("counts what does not go together, and is refused where nothing does", () => {
    const both = space({ hardware: { lanes: { spike: [2, 3], memory: 2, update: 1 } } });
    const { choices, refused, why } = choicesOf(both, "space.json");
    expect([choices.length, refused]).toEqual([1, 1]);
    expect(why).toContain("a divisor of lanes.spike (3)");
    const none = space({ hardware: { lanes: { spike: 3, memory: 2, update: 1 } } });
    expect(() => choicesOf(none, "space.json")).toThrow("space.json: hardware: no combination goes together");
  });

  it("is refused before it is made where it has too many combinations to look at one by one", () => {
    const to64 = Array.from({ length: 64 }, (_, i) => i + 1);
    const lanes = { spike: to64, memory: to64, update: to64, readout: to64 };
    expect(() => choicesOf(space({ hardware: { lanes } }), "space.json")).toThrow(
      "space.json: 16,777,216 combinations, allowed: at most 1,000,000; --search N looks at N of them",
    );
    expect(() => space({ hardware: { lanes: [lanes] } })).toThrow(
      "hardware.lanes: expected at most 1,000,000 values",
    );
  });

  it("is refused with the field that is wrong", () => {
    expect(() => space({ devices: ["up6k"] })).toThrow(
      'devices.0: expected "up5k", "hx8k", "ecp5-25k", "ecp5-45k", "ecp5-85k", "xc7"',
    );
    for (const [fields, message] of [
      [{ devices: ["up5k", "up5k"] }, "devices: expected each value once"],
      [{ bits: [] }, "bits: expected a list of bits"],
      [
        { hardware: { lanes: { spike: [], memory: 1 } } },
        "hardware.lanes.spike: expected a value, or a list of",
      ],
      [
        { hardware: { lanes: { spike: [1, [2, 2], [2, 2]] } } },
        "hardware.lanes.spike: expected each value once",
      ],
      [
        { hardware: { lanes: { spike: [4, 0], memory: 1, update: 1 } } },
        "hardware.lanes.spike: expected a whole number from 1 to 64; found 0",
      ],
      [
        { hardware: { lanes: { spike: 4, memory: 1, update: 1 }, mapping: ["shared", "sharde"] } },
        'hardware.mapping: expected "pipelined", "shared"; found "sharde"',
      ],
      [{ hardware: { lane: [1, 2] } }, /hardware: expected an object with lanes.*; found lane/],
      [{ constraints: { accuracy: { min: 95 } } }, "constraints.accuracy.min: expected a share from 0 to 1"],
      [{ constraints: { dsp: { min: 3, max: 2 } } }, "constraints.dsp: expected min to be at most max"],
    ] as const)
      expect(() => space(fields)).toThrow(message);
    expect(() => space({ bits: [9] })).toThrow("bits.0: expected a whole number from 2 to 8");
    expect(() => space({ objectives: ["speed"] })).toThrow(
      /objectives\.0: expected "accuracy", "stepsPerSecond"/,
    );
    expect(() => space({ objective: [] })).toThrow("(top): there is no field objective");
    expect(() => space({ constraints: { logic: { most: 1 } } })).toThrow(
      "constraints.logic: there is no field most",
    );
    expect(() => spaceOf([], "s.json")).toThrow(
      "s.json: not a space\n  (top): expected an object with networks, bits",
    );
  });
});

describe("the front", () => {
  const points = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
  );
  const beats = (a: readonly number[], b: readonly number[]) =>
    a.every((v, i) => v <= b[i]!) && a.some((v, i) => v < b[i]!);

  it("is what nothing beats: no more, no less, nothing twice", () => {
    fc.assert(
      fc.property(points, (all) => {
        const front = frontOf(all);
        const key = (p: readonly number[]) => p.join();
        const wanted = new Set(all.filter((p) => !all.some((q) => beats(q, p))).map(key));
        expect(new Set(front.map((i) => key(all[i]!)))).toEqual(wanted);
        expect(front.length).toBe(wanted.size);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe("the store", () => {
  it("keeps results by content, and takes a damaged one for none", () => {
    const folder = mkdtempSync(join(tmpdir(), "dmp-store-"));
    try {
      const store = openStore(join(folder, "deep", "er"));
      expect(store.get("a")).toBeNull();
      store.set("a", 0.5);
      store.set("b", [1]);
      expect([store.get("a"), store.get("b"), store.get("c")]).toEqual([0.5, [1], null]);
      const [file] = readdirSync(join(folder, "deep", "er"));
      writeFileSync(join(folder, "deep", "er", file!), '{"resu');
      expect([store.get("a"), store.get("b")]).toContain(null);
      expect(() => openStore("/dev/null/x").set("a", 1)).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
