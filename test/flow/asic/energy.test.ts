// Changes counted in a dump, and what they cost, against sums made by hand.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { energyOf } from "../../../src/flow/asic/energy.ts";
import type { GateNetlist } from "../../../src/flow/asic/gates.ts";
import { libraryOf } from "../../../src/flow/asic/library.ts";
import { togglesOf } from "../../../src/flow/asic/toggles.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dmp-energy-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dump = (text: string) => {
  const file = join(folder, "x.vcd");
  writeFileSync(file, text);
  return file;
};

describe("changes of nets", () => {
  it("are counted by name, aliases and names in brackets too, of the instance alone", async () => {
    const file = dump(`$timescale 1ns $end
$scope module TOP $end
$var wire 1 ! clk $end
$scope module top $end
$var wire 1 ! clk $end
$var wire 1 " a.b $end
$var wire 1 #a c[3] $end
$var wire 1 #a d [3] $end
$var wire 8 $ wide [7:0] $end
$scope module inner $end
$var wire 1 % e $end
$upscope $end
$upscope $end
$upscope $end
$enddefinitions $end
#0
0!
x"
1#a
b0 $
0%
#5
1!
0"
1#a
b1 $
#10
0!
1"
0#a
#15
1!
0"
1%
`);
    expect(Object.fromEntries(await togglesOf(file, "top"))).toEqual({
      clk: 3,
      "a.b": 2,
      "c[3]": 1,
      "d[3]": 1,
      "inner.e": 1,
    });
    await expect(togglesOf(file, "other")).rejects.toThrow(/has no nets of other/);
  });

  it("are the same however the file is cut into pieces", async () => {
    // Longer than a piece that a stream reads at a time.
    const codes = Array.from({ length: 200 }, (_, i) =>
      String.fromCharCode(33 + (i % 94), 33 + Math.floor(i / 94)),
    );
    const lines = ["$scope module top $end"];
    codes.forEach((code, i) => {
      lines.push(`$var wire 1 ${code} n${i} $end`);
    });
    lines.push("$upscope $end", "$enddefinitions $end", "#0", ...codes.map((code) => `0${code}`));
    const expected = codes.map(() => 0);
    for (let time = 1; time <= 3000; time += 1) {
      lines.push(`#${time}`);
      codes.forEach((code, i) => {
        if ((time * 7 + i * 13) % (i + 2) !== 0) return;
        expected[i] = expected[i]! + 1;
        lines.push(`${expected[i]! % 2}${code}`);
      });
    }
    const found = await togglesOf(dump(`${lines.join("\n")}\n`), "top");
    expect(codes.map((_, i) => found.get(`n${i}`))).toEqual(expected);
    expect(expected[0]).toBe(1500);
  });
});

describe("energy", () => {
  const library = libraryOf(readFileSync(join(import.meta.dirname, "cells.lib"), "utf8"), "cells.lib");
  const gate = (name: string, type: string, pins: Record<string, string>) => ({
    ...{ name, type },
    pins: new Map(Object.entries(pins).map(([pin, net]) => [pin, [net]])),
  });
  // q <= !(q & en), behind it an exclusive or.
  const netlist: GateNetlist = {
    top: "top",
    gates: [
      gate("q", "DFF", { CK: "clk", D: "d", Q: "q" }),
      gate("d", "NAND2", { A: "q", B: "en", Y: "d" }),
      gate("y", "XOR2", { A: "q", B: "1", Y: "y" }),
      gate("ram", "top_ram_1r1w_4x2", { clk: "clk" }),
    ],
    nets: new Map(["clk", "d", "q", "en", "y"].map((net) => [net, [net]])),
    ...{ verilog: "", tool: "", warnings: [] },
  };
  const toggles = new Map(Object.entries({ clk: 20, d: 8, q: 7, en: 1, y: 7 }));

  it("is the sum of tables and of C V squared, gate by gate", () => {
    const found = energyOf(netlist, library, toggles);
    const fJ = (value: number) => expect.closeTo(value * 1e-15, 22);
    expect(found).toEqual([
      // CK: 20 x (4 + 1 fF x 2); D: 8 x 1 fF x 2; Q: 7 x 8.
      { gate: "q", clocks: fJ(120), loads: fJ(16), cells: fJ(56) },
      // A: 7 x 1 x 2, B: 1 x 1.5 x 2; Y: 8 x its table at a load of 1 fF (D): 4 + 0.8 x 15 / 40.
      { gate: "d", clocks: 0, loads: fJ(17), cells: fJ(8 * 4.3) },
      // A: 7 x 2 x 2, and 7 x 0.25 within the cell; B is constant; Y: 7 x 6.
      { gate: "y", clocks: 0, loads: fJ(28), cells: fJ(7 * 0.25 + 42) },
    ]);
  });

  it("names the net that nobody has counted", () => {
    toggles.delete("y");
    expect(() => energyOf(netlist, library, toggles)).toThrow(
      /^net y of the netlist was not seen in simulation/,
    );
  });
});
