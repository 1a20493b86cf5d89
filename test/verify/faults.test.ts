// Shows that verification bites: faults planted in the hardware one at a time, every one of which must be found.
import { describe, expect, it } from "vitest";
import { describe as inWords, openRunner } from "../../src/verify/index.ts";
import { faults } from "./faults/list.ts";
import { unguarded } from "./faults/plant.ts";
import { printedFaults, printedWith, streamFaults } from "./faults/printed.ts";
import { firstDifference, type SubjectName, subjects } from "./faults/subject.ts";

it.each(Object.keys(subjects) as SubjectName[])(
  "the %s hardware without a fault passes every case",
  async (name) => {
    const subject = subjects[name];
    expect(await firstDifference(subject, unguarded(subject.bench.design))).toBeNull();
  },
);

describe("planted faults", () => {
  it("are at least forty, all different", () => {
    expect(new Set(faults.map((f) => f.name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(40);
  });

  it.each(faults.map((fault) => [fault.name, fault] as const))("found: %s", async (_, fault) => {
    const subject = subjects[fault.subject];
    const found = await firstDifference(subject, fault.apply(unguarded(subject.bench.design)));
    expect(found, "no case shows the fault").not.toBeNull();
    expect(inWords(found!.difference)).toContain("expected");
  });
});

describe("faults in the printed Verilog", () => {
  it.concurrent.each(printedFaults.map((fault) => [fault.name, fault] as const))(
    "found through Verilator: %s",
    async (_, fault) => {
      const { shape, cases } = subjects.pipelined;
      const verilog = printedWith(subjects.pipelined, fault);
      const runner = await openRunner(shape, { engine: "verilator", verilog });
      const outcomes = await runner.run(cases);
      await runner.close();
      // By its values, not by an assertion of the design.
      expect(outcomes.some((o) => o.difference !== null && o.difference.quantity !== "end")).toBe(true);
    },
    300_000,
  );

  it.concurrent.each(streamFaults.map((fault) => [fault.name, fault] as const))(
    "found at the streams: %s",
    async (_, fault) => {
      const { shape, cases } = subjects.pipelined;
      const verilog = printedWith(subjects.pipelined, fault);
      const runner = await openRunner(shape, { engine: "verilator", verilog });
      const outcomes = await runner.run(cases);
      await runner.close();
      const found = outcomes.flatMap(({ difference: d }) => (d === null ? [] : [inWords(d)]));
      expect(found.join("\n")).toContain(fault.says);
    },
    300_000,
  );
});
