import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { type HardwareInput, hardware, networkCircuit, plan } from "../../src/core/index.ts";
import {
  deviceNames,
  deviceOf,
  FlowError,
  onDevice,
  synth,
  synthText,
  verifyNetlist,
} from "../../src/flow/index.ts";
import { bit, circuit, elaborate, sint } from "../../src/hdl/index.ts";

const { network, events } = vectorCases.find((c) => c.name === "legendre-5")!;

const lanes = { spike: 2, memory: 1, update: 1 };

const designOf = (choice: Partial<HardwareInput> = {}) =>
  elaborate(networkCircuit(plan(network, hardware({ lanes, mapping: "shared", ...choice }))));

describe("synthesis for every family", () => {
  // The ECP5s differ in size alone; Gowin needs another Yosys: gowin.test.ts.
  it.each(deviceNames.filter((name) => !/^(ecp5-[48]5k|gw.*)$/.test(name)))(
    "%s: every memory becomes the RAM that was asked for",
    async (name) => {
      const { report } = await synth(designOf(), { device: deviceOf(name), seeds: [] });
      expect(report.problems).toEqual([]);
      expect(report.memories.length).toBeGreaterThan(10);
      const memories = report.memories.filter((m) => m.depth > 1);
      for (const memory of memories) expect(Object.keys(memory.cells), memory.name).not.toEqual([]);
      const cells = report.memories.reduce(
        (n, m) => n + Object.values(m.cells).reduce((a, b) => a + b, 0),
        0,
      );
      // Small memories take halves of the block RAMs of the 7 series.
      expect(report.utilization.blockRam).toBe(name === "xc7" ? cells / 2 : cells);
      expect(report.utilization.ff).toBeGreaterThan(100);
      // The instances' shares are the whole.
      const sum = report.circuits.reduce((n, c) => n + c.logic, 0);
      expect(sum).toBe(report.utilization.logic);
      expect(report.circuits.find((c) => c.path === "core.slow_current")!.logic).toBeGreaterThan(20);
    },
  );

  it("puts weights into single-port RAM, which only the UP5K has", async () => {
    const design = designOf({ parameters: "loaded", memories: { weights: "spram" } });
    const { report } = await synth(design, { device: deviceOf("up5k"), seeds: [] });
    expect(report.problems).toEqual([]);
    const weights = report.memories.find((m) => m.name === "core.fast_current.weights")!;
    expect(weights.cells).toEqual({ SB_SPRAM256KA: 1 });
    expect(report.utilization.spram).toBe(1);
    await expect(synth(design, { device: deviceOf("hx8k"), seeds: [] })).rejects.toThrow(FlowError);
    await expect(synth(design, { device: deviceOf("hx8k"), seeds: [] })).rejects.toThrow(
      /core.fast_current.weights is asked to become "spram"/,
    );
  });

  it("has no clock gates for a device, which has none", async () => {
    const design = designOf({ clockGating: "cell" });
    const made = synth(design, { device: deviceOf("up5k"), seeds: [] });
    await expect(made).rejects.toThrow(FlowError);
    await expect(made).rejects.toThrow(/clock gates .* does not have; choose "enable" or "none"/);
  });
});

describe("place and route", () => {
  it("reports the slowest seed, its critical path in names of the source, and a text of it all", async () => {
    const { report } = await synth(designOf(), { device: deviceOf("up5k"), seeds: [1, 2] });
    expect(report.problems).toEqual([]);
    expect(report.seeds.map((s) => s.seed)).toEqual([1, 2]);
    expect(report.fmaxMHz).toBe(Math.min(...report.seeds.map((s) => s.fmaxMHz!)));
    expect(report.fmaxMHz).toBeGreaterThan(5);
    expect(report.fmaxMHz).toBeLessThan(100);
    expect(report.criticalPath.length).toBeGreaterThan(1);
    for (const { name } of report.criticalPath) expect(name).toMatch(/^[a-z_0-9.]+$/);
    const last = report.criticalPath.at(-1)!;
    expect(Math.abs(last.ns - 1000 / report.fmaxMHz!)).toBeLessThan(0.5);
    const text = synthText(report);
    expect(text).toContain(`Fmax after routing: ${report.fmaxMHz} MHz (2 seeds`);
    expect(text).toMatch(/core\.slow_current\.slow_weights .* SB_RAM40_4K/);
    expect(text).not.toContain("REFUSED");
  });

  it("refuses the timing of a multiplier that is not registered", async () => {
    const loose = circuit("loose", {
      inputs: { a: sint(16), b: sint(16) },
      outputs: { y: sint(32) },
      body(c, { a, b }, { y }) {
        const { x } = c.registers({ x: sint(32) });
        x.next(a.mul(b).add(1));
        y.is(x);
      },
    });
    const { report } = await synth(elaborate(loose), { device: deviceOf("up5k") });
    expect(report.utilization.dsp).toBe(1);
    expect(report.problems).toEqual([expect.stringMatching(/\$PACKER_GND_NET.*left out of the timing/)]);
    expect(synthText(report)).toContain("REFUSED");
  });

  it("says what does not fit, and does not try", async () => {
    const wide = circuit("wide", {
      inputs: { address: { lo: "0", hi: "255" }, on: bit },
      outputs: { y: sint(8) },
      body(c, { address, on }, { y }) {
        const words = Array.from({ length: 40 }, (_, i) => {
          const initial = Array.from({ length: 256 }, (_, a) => [((a * 7 + i * 13) % 255) - 127]);
          const memory = c.memory(`m${i}`, {
            depth: 256,
            type: sint(8),
            style: "block",
            readDuringWrite: "undefined",
            initial,
          });
          return memory.read("word", { address, enable: on })[0]!;
        });
        y.is(words.reduce((a, b) => a.xor(b)));
      },
    });
    const { report } = await synth(elaborate(wide), { device: deviceOf("up5k") });
    expect(report.fmaxMHz).toBeNull();
    expect(report.problems).toEqual(["does not fit: 40 block RAMs of 4 kbit of 30"]);
  });
});

describe("the netlist", () => {
  it.each(["event-stationary", "neuron-stationary"] as const)(
    "gives the golden model's bits, cell by cell, %s",
    async (dataflow) => {
      const choice = hardware({
        lanes,
        dataflow,
        mapping: "shared",
        parameters: "loaded",
        memories: { weights: "spram" },
      });
      const result = await verifyNetlist({
        network,
        hardware: choice,
        target: onDevice(deviceOf("up5k")),
        recordings: [events, events],
      });
      expect(result.runs.map((r) => [r.depth, r.recordings, r.mismatches, r.first])).toEqual([
        ["classes", 2, 0, null],
        ["every value", 2, 0, null],
      ]);
      expect(result.runs[0]!.cells).toBeGreaterThan(500);
    },
    600_000,
  );

  it("is simulated for iCE40 only", async () => {
    const choice = hardware({ lanes });
    await expect(
      verifyNetlist({ network, hardware: choice, target: onDevice(deviceOf("xc7")), recordings: [events] }),
    ).rejects.toThrow(/netlists are simulated for ice40 devices only/);
  });
});
