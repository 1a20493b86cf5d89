// Networks as gates of the hand-made library: bit-exact netlists, areas, energies, and what is refused.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createGolden } from "../../../golden/index.ts";
import { type HardwareInput, hardware, networkCircuit, plan } from "../../../src/core/index.ts";
import { constraintsText, gatesFiles } from "../../../src/flow/asic/files.ts";
import { toGates } from "../../../src/flow/asic/gates.ts";
import {
  FlowError,
  type Gates,
  gatesText,
  libraryOf,
  type NetlistTarget,
  onLibrary,
  synthGates,
  verifyNetlist,
} from "../../../src/flow/index.ts";
import { circuit, elaborate, uint } from "../../../src/hdl/index.ts";
import { tinyNetwork } from "../networks.ts";

const text = readFileSync(join(import.meta.dirname, "cells.lib"), "utf8");
const library = libraryOf(text, "cells.lib");
const network = tinyNetwork;
/** Everything that two channels can say in two steps. */
const recordings = Array.from({ length: 16 }, (_, i) => {
  const steps = [i & 3, i >> 2].map((bits) => [0, 1].filter((channel) => (bits >> channel) & 1));
  return {
    steps: 2,
    offsets: Uint32Array.of(0, steps[0]!.length, steps[0]!.length + steps[1]!.length),
    addresses: Uint16Array.from(steps.flat()),
    values: null,
  };
});
const classes = recordings.map((recording) => createGolden(network).run(recording).class);

const chip = (choice: Partial<HardwareInput> = {}) =>
  hardware({
    lanes: { spike: 2, memory: 1, update: 1 },
    mapping: "shared",
    parameters: "loaded",
    memories: { weights: "macro", readout: "macro", state: "macro", small: "macro" },
    clockGating: "cell",
    ...choice,
  });

describe("the netlist", () => {
  it("gives the golden model's bits, gate by gate, with clock gates and RAM macros", async () => {
    const result = await verifyNetlist({ network, hardware: chip(), target: onLibrary(library), recordings });
    expect(result.target).toBe("handmade");
    expect(result.runs.map((r) => [r.depth, r.recordings, r.mismatches, r.first])).toEqual([
      ["classes", 16, 0, null],
      ["every value", 16, 0, null],
    ]);
  }, 600_000);

  it("is found to be wrong where gates of the neurons are others", async () => {
    const right = onLibrary(library);
    const target: NetlistTarget = {
      name: "faulty",
      async synthesize(design) {
        const made = await right.synthesize(design);
        const files = made.files.map(({ name, text }) => {
          const wrong = text.replace(/^( *)XOR2 (?=\S*neurons)/gm, "$1NAND2 ");
          if (name === "netlist.v") expect(wrong).not.toBe(text);
          return { name, text: wrong };
        });
        return { ...made, files };
      },
    };
    const result = await verifyNetlist({ network, hardware: chip(), target, recordings });
    expect(result.runs[1]!.mismatches).toBeGreaterThan(0);
    expect(result.runs[1]!.first).not.toBe(null);
  }, 600_000);
});

describe("areas and energies", () => {
  const made: Partial<Record<"none" | "cell", Gates>> = {};
  beforeAll(async () => {
    for (const clockGating of ["none", "cell"] as const)
      made[clockGating] = await synthGates(plan(network, chip({ clockGating })), library, {
        work: { recordings, classes },
      });
  }, 600_000);

  it("are those of the cells, and the instances' shares are the whole", () => {
    for (const { netlist, report } of Object.values(made)) {
      const ofLibrary = netlist.gates.filter(({ type }) => library.cells.has(type));
      expect(report.total.cells).toBe(ofLibrary.length);
      const area = ofLibrary.reduce((sum, { type }) => sum + library.cells.get(type)!.area, 0);
      expect(report.total.area).toBeCloseTo(area, 6);
      expect(report.circuits.reduce((sum, c) => sum + c.area, 0)).toBeCloseTo(area, 6);
      expect(report.cells.reduce((sum, c) => sum + c.cells, 0)).toBe(ofLibrary.length);
      expect(report.circuits.find((c) => c.path === "core.slow_state")!.registers).toBeGreaterThan(3);
      const energy = report.circuits.reduce((sum, c) => sum + c.picojoulePerStep!, 0);
      expect(energy).toBeCloseTo(report.energy!.perStep.total, 6);
      expect(report.macros.map((m) => m.memories.length)).not.toContain(0);
      expect(report.macros.length).toBeGreaterThan(3);
      expect(gatesText(report)).toContain(`${report.macros[0]!.module}`);
    }
  });

  it("has clock pins that change twice a cycle where nothing gates them", () => {
    const { report } = made.none!;
    expect(report.clockGates.cells).toBe(0);
    const { steps, cycles, perStep } = report.energy!;
    // 4 fJ within the flip-flop and 2 fJ for its pin, a change; the first edge of the dump is what the clock already was.
    const edges = 2 * cycles * report.registers.cells * 6e-3;
    expect((perStep.clocks * steps) / edges).toBeCloseTo(1, 2);
    expect(steps).toBe(32);
  });

  it("has less of the clock with gates, which have their area", () => {
    const [none, cell] = [made.none!.report, made.cell!.report];
    expect(cell.clockGates.cells).toBeGreaterThan(5);
    expect(cell.clockGates.area).toBe(5 * cell.clockGates.cells);
    expect(cell.energy!.perStep.clocks).toBeLessThan(none.energy!.perStep.clocks);
    expect(cell.energy!.cycles).toBe(none.energy!.cycles);
  });

  it("come with what the next tools need", () => {
    const { design, netlist, report } = made.cell!;
    const files = gatesFiles(design, library, netlist, report, 250);
    const { top } = design;
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([`${top}_netlist.v`, `${top}.sdc`, "report.json"]),
    );
    expect(files[`${top}.sdc`]).toContain("create_clock -name clk -period 4.000 [get_ports clk]");
    expect(files[`${top}.sdc`]).toContain("events_tvalid*");
    const config = JSON.parse(files["librelane.json"]!);
    expect(config.DESIGN_NAME).toBe(top);
    expect(config.CLOCK_PERIOD).toBe(4);
    expect(Object.keys(config.MACROS)).toEqual(report.macros.map((m) => m.module));
    for (const { module, memories } of report.macros) {
      expect(files[`macros/${module}.v`]).toContain("blackbox");
      expect(Object.keys(config.MACROS[module].instances)).toEqual(memories);
      // Where the macros are in the netlist.
      for (const name of memories) expect(netlist.gates.find((g) => g.name === name)!.type).toBe(module);
    }
    expect(files["rtl/dmp_clock_gate.v"]).toContain(
      "GATE own_cell (.CK(clk), .E(enable), .GCK(gated), .SE(1'b0));",
    );
  });

  it("come with Verilog that every tool takes", () => {
    const { design, netlist, report } = made.cell!;
    const files = gatesFiles(design, library, netlist, report, 100);
    const folder = mkdtempSync(join(tmpdir(), "dmp-chip-"));
    try {
      const sources = Object.entries(files).filter(([name]) => /^(rtl|macros)\//.test(name));
      // The gate is a cell of the library, and its ports stand in the text.
      const paths = sources.map(([name, text]) => {
        const path = join(folder, name.replace("/", "-"));
        writeFileSync(path, text);
        return path;
      });
      const top = design.top;
      const icarus = ["-g2005", "-Wall", "-s", top, "-o", join(folder, "out"), ...paths];
      expect(spawnSync("iverilog", icarus, { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
      const lint = ["--lint-only", "--top-module", top, "-Wno-fatal", "-Wno-MULTITOP", ...paths];
      expect(spawnSync("verilator", lint, { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("are not told of a netlist that answers otherwise", async () => {
    const wrong = classes.map((c) => (c + 1) % network.readout.classes);
    await expect(
      synthGates(plan(network, chip()), library, { work: { recordings, classes: wrong } }),
    ).rejects.toThrow(/^the netlist answers classes [\d, ]+, the golden model [\d, ]+/);
  }, 600_000);
});

describe("what cannot become gates", () => {
  const design = (choice: Partial<HardwareInput>) => elaborate(networkCircuit(plan(network, chip(choice))));

  it("is a RAM of an FPGA", async () => {
    await expect(toGates(design({ memories: { weights: "block" } }), library)).rejects.toThrow(
      /^memory core.\S+ is asked to become "block", which a cell library does not have; choose "macro" or "registers"/,
    );
  });

  it("is a memory that holds something when power comes", async () => {
    const kept = circuit("kept", {
      inputs: { at: uint(2), value: uint(4) },
      outputs: { out: uint(4) },
      body(c, { at, value }, { out }) {
        const words = c.memory("words", {
          ...{ depth: 4, lanes: 1, type: uint(4), style: "registers", readDuringWrite: "old" },
          initial: [[1], [2], [3], [4]],
        });
        words.write("port", { address: at, data: [value], enable: 1 });
        out.is(words.read("seen", { address: at, enable: 1 })[0]!);
      },
    });
    await expect(toGates(elaborate(kept), library)).rejects.toThrow(
      /^memory words has contents when power comes/,
    );
  });

  it("is a clock gate without a cell for it, and anything without a flip-flop", async () => {
    const without = (cell: RegExp) => libraryOf(text.replace(cell, "cell (OTHER) { area : 1; "), "l");
    const bare = without(/cell \(GATE\) \{[\s\S]*?clock_gating_integrated_cell[^;]*;/);
    await expect(toGates(design({}), bare)).rejects.toThrow(FlowError);
    await expect(toGates(design({}), bare)).rejects.toThrow(/^library handmade has no clock gate/);
    const less = (from: string, to: string) => libraryOf(text.replace(from, to), "l");
    const [inverts, passes] = ['function : "!A";', 'function : "A";'];
    await expect(toGates(design({}), less(inverts, passes))).rejects.toThrow(
      /^library handmade has no inverter/,
    );
    await expect(toGates(design({}), less(passes, inverts))).rejects.toThrow(
      /^library handmade has no buffer/,
    );
    const stateless = without(/cell \(DFF\) \{[\s\S]*?ff \(IQ, IQN\) \{[^}]*\}/);
    await expect(toGates(design({}), stateless)).rejects.toThrow(/^library handmade has no flip-flop/);
  });
});

describe("constraints", () => {
  it("name every port of the design", () => {
    const design = elaborate(networkCircuit(plan(network, chip())));
    const sdc = constraintsText(design, 100);
    for (const port of design.circuits.find((c) => c.name === design.top)!.ports)
      expect(sdc).toContain(`${port.name}*`);
  });
});
