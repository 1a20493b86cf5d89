import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder } from "../../src/base/package-folder.ts";
import { bankedOf, energyOf } from "../../src/explore/energy.ts";
import {
  type EnergyTable,
  energyTable,
  loadEnergyTable,
  shippedTables,
} from "../../src/explore/energy-table.ts";

const point = (bytes: number, bits: number, read: number, write = read, leakage = 1) => ({
  bytes,
  bits,
  read,
  write,
  leakage,
});
const small: EnergyTable = {
  format: "dmp-rtl energy table 1",
  name: "small",
  nm: 45,
  sram: {
    source: "made up",
    points: [point(1024, 8, 1, 2), point(1024, 32, 4, 8), point(4096, 8, 4, 8), point(4096, 32, 16, 32)],
  },
  add: { source: "made up", perBit: 2 },
  multiply: { source: "made up", perBitSquared: 3 },
  register: { source: "made up", clockPerBit: 1, leakagePerBit: 1 },
};
const memory = (words: number, bits: number, reads = 1, writes = 0) => ({
  name: "core0.x.weights",
  words,
  bits,
  reads,
  writes,
});
const read = (words: number, bits: number) => energyOf(small, [memory(words, bits)], []).memories;

describe("modelled energy", () => {
  it("is the table's where it has the size, and between its points on logarithmic scales", () => {
    expect(read(1024, 8)).toBeCloseTo(1, 9);
    expect(read(1024, 32)).toBeCloseTo(16, 9);
    expect(read(2048, 8)).toBeCloseTo(2, 9);
    expect(read(512, 16)).toBeCloseTo(2, 9);
    expect(energyOf(small, [memory(1024, 8, 3, 5)], []).memories).toBeCloseTo(3 * 1 + 5 * 2, 9);
  });

  it("takes small memories as the least of the table, and wide words as several memories", () => {
    expect(read(16, 3)).toBeCloseTo(1, 9);
    expect(read(1024, 64)).toBeCloseTo(2 * read(1024, 32), 9);
    expect(energyOf(small, [{ ...memory(1024, 64), copies: 2 }], []).leakage).toBeCloseTo(4, 9);
  });

  it("counts sums by the wider operand, products by both", () => {
    const operation = (kind: "add" | "multiply" | "compare") => ({
      kind,
      widths: [16, 8] as const,
      part: "x",
      layer: 0,
      count: 10,
    });
    expect(energyOf(small, [], [operation("add")]).arithmetic).toBe(10 * 16 * 2);
    expect(energyOf(small, [], [operation("compare")]).arithmetic).toBe(10 * 16 * 2);
    expect(energyOf(small, [], [operation("multiply")]).arithmetic).toBe(10 * 16 * 8 * 3);
  });

  it("takes what is larger than the largest as banks of that size: one is read, all leak", () => {
    const own = structuredClone(small);
    const of = (words: number, bits: number, copies = 1) =>
      energyOf(own, [{ ...memory(words, bits), copies }], []);
    expect(of(1024, 32).leakage).toBeCloseTo(1, 9);
    expect(bankedOf(own)).toEqual([]);
    const name = "core0.x.weights";
    for (const [words, banks] of [
      [1025, 2],
      [2048, 2],
      [8192, 8],
    ] as const) {
      expect(of(words, 32)).toEqual({ memories: read(1024, 32), leakage: banks, arithmetic: 0 });
      expect(bankedOf(own).at(-1)).toEqual({ name, bytes: 4 * words, ofBank: 4096, banks });
    }
    // Two memories side by side, each of three banks; two of the whole.
    expect(of(3072, 64, 2)).toEqual({ memories: 2 * read(1024, 32), leakage: 2 * 2 * 3, arithmetic: 0 });
    expect(bankedOf(own).at(-1)).toEqual({ name, bytes: 8 * 3072, ofBank: 4096, banks: 6 });
    expect(bankedOf(small)).toEqual([]);
  });
});

describe("energy tables", () => {
  const broken = (change: (table: EnergyTable) => unknown) => () =>
    energyTable(change(structuredClone(small)), "mine.json");

  it("are refused with the field that is wrong", () => {
    expect(broken((t) => ({ ...t, format: "x" }))).toThrow(
      'mine.json: not an energy table\n  format: expected "dmp',
    );
    expect(broken((t) => ({ ...t, add: { source: "", perBit: -1 } }))).toThrow(
      /add\.source: expected a text that is not empty\n {2}add\.perBit: expected a number from 0 on/,
    );
    expect(broken(({ multiply: _, ...t }) => t)).toThrow(
      "multiply: expected an object with source, perBitSquared",
    );
    expect(broken((t) => ({ ...t, adds: 1 }))).toThrow("(top): there is no field adds");
  });

  it("must have every size with every width, once", () => {
    const points = (of: (p: EnergyTable["sram"]["points"]) => EnergyTable["sram"]["points"]) =>
      broken((t) => ({ ...t, sram: { ...t.sram, points: of(t.sram.points) } }));
    expect(points((p) => p.slice(1))).toThrow("sram.points: no entry for 1024 bytes with words of 8 bits");
    expect(points((p) => [...p, p[0]!])).toThrow(
      "sram.points: 2 entries for 1024 bytes with words of 8 bits",
    );
  });

  it("of one's own are read from a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "dmp-energy-"));
    try {
      const path = join(folder, "mine.json");
      writeFileSync(path, JSON.stringify(small));
      expect(loadEnergyTable(path)).toEqual(small);
      writeFileSync(path, "{");
      expect(() => loadEnergyTable(path)).toThrow("not JSON");
      expect(() => loadEnergyTable(join(folder, "none.json"))).toThrow("no such file");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("of the package say where every value is from, and larger memories cost no less", () => {
    const tables = shippedTables(join(packageFolder(), "data", "energy"));
    expect(tables.map((t) => t.name)).toEqual(["cacti-22-hp", "cacti-22-lop", "cacti-45-hp", "cacti-45-lop"]);
    for (const table of tables) {
      for (const { source } of [table.sram, table.add, table.multiply, table.register])
        expect(source.length).toBeGreaterThan(20);
      const cost = (words: number) => energyOf(table, [memory(words, 64)], []).memories;
      expect(cost(128)).toBeLessThan(cost(1024));
      expect(cost(1024)).toBeLessThan(cost(8192));
    }
    // 8 KB in words of 64 bits at 45 nm, high performance, as the generator printed it.
    expect(energyOf(tables[2]!, [memory(1024, 64)], []).memories).toBeCloseTo(4.31, 2);
  });
});
