// Cell libraries as they are read: text, functions, tables, units.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { functionText } from "../../../src/flow/asic/function.ts";
import { groupsOf, parseLiberty, textOf } from "../../../src/flow/asic/liberty.ts";
import { libraryOf } from "../../../src/flow/asic/library.ts";
import { tableOf } from "../../../src/flow/asic/tables.ts";

const text = readFileSync(join(import.meta.dirname, "cells.lib"), "utf8");
const library = libraryOf(text, "cells.lib");
const cell = (name: string) => library.cells.get(name)!;
const pin = (of: string, name: string) => cell(of).pins.find((p) => p.name === name)!;

describe("Liberty text", () => {
  it("is groups and attributes, whatever its spaces, quotes, comments and line ends", () => {
    const odd = `library("l"){/* a { b */ a:1;b : "x;y" ;// } \n c (1, "2 3", \\\n 4);d : 1.0 * V + 2\n
      cell ( X1 ) { area:2 ; pin("A[0]"){direction:input} } cell(X2){};}\r\n`;
    const group = parseLiberty(odd, "odd.lib");
    expect(group.args).toEqual(["l"]);
    expect(Object.fromEntries(group.attributes)).toEqual({
      a: ["1"],
      b: ["x;y"],
      c: ["1", "2 3", "4"],
      d: ["1.0 * V + 2"],
    });
    const cells = groupsOf(group, "cell");
    expect(cells.map(({ args }) => args[0])).toEqual(["X1", "X2"]);
    expect(cells.map(({ from, to }) => odd.slice(from, to))).toEqual([
      'cell ( X1 ) { area:2 ; pin("A[0]"){direction:input} }',
      "cell(X2){}",
    ]);
    expect(textOf(groupsOf(cells[0]!, "pin")[0]!, "direction")).toBe("input");
  });

  it.each([
    ["module m;", /^x.lib: line 1: found module, a library begins with library\(name\) \{/],
    ["library(l) {\n cell(A) {\n", /^x.lib: line 3: found the end of the file/],
    ["library(l) { a : ; }", /^x.lib: line 1: attribute a has no value/],
    ["library(l) {\n\n a (1, 2 ; }", /^x.lib: line 3: a list is not closed/],
    ["library(l) { } }", /^x.lib: line 1: found text behind the end/],
    ["", /^x.lib: line 1: found the end of the file, needed library/],
  ])("is refused with its line: %j", (wrong, message) => {
    expect(() => parseLiberty(wrong, "x.lib")).toThrow(message);
  });
});

describe("functions of pins", () => {
  /** What Verilog's operators on single bits do. */
  const truthOf = (verilog: string, pins: Record<string, number>): number => {
    const js = verilog.replace(/1'b([01])/g, "$1").replace(/[A-Za-z_]\w*/g, (name) => `${pins[name]}`);
    return (new Function(`return (${js}) & 1`) as () => number)();
  };

  type Tree = { readonly text: string; readonly of: (pins: Record<string, number>) => number };
  const tree = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("A", "B1", "C_2").map((name): Tree => ({ text: name, of: (pins) => pins[name]! })),
      fc.constantFrom(0, 1).map((bit): Tree => ({ text: `${bit}`, of: () => bit })),
      fc.tuple(tie("tree"), fc.boolean()).map(
        ([{ text, of }, after]): Tree => ({
          text: after ? `(${text})'` : `!(${text})`,
          of: (pins) => 1 - of(pins),
        }),
      ),
      fc.tuple(fc.constantFrom("&", "*", " ", "|", "+", "^"), tie("tree"), tie("tree")).map(
        ([sign, a, b]): Tree => ({
          text: `(${a.text})${sign}(${b.text})`,
          of: (pins) =>
            sign === "^"
              ? a.of(pins) ^ b.of(pins)
              : "|+".includes(sign)
                ? a.of(pins) | b.of(pins)
                : a.of(pins) & b.of(pins),
        }),
      ),
    ),
  })).tree;

  it("mean in Verilog what Liberty says", () => {
    fc.assert(
      fc.property(tree, fc.integer({ min: 0, max: 7 }), ({ text, of }, bits) => {
        const pins = { A: bits & 1, B1: (bits >> 1) & 1, C_2: bits >> 2 };
        expect(truthOf(functionText(text, "cell"), pins)).toBe(of(pins));
      }),
      { seed: 20261129, numRuns: 500 },
    );
  });

  it.each([
    ["A B + C D", "((A & B) | (C & D))"],
    ["A ^ B C", "((A ^ B) & C)"],
    ["!A B' | C", "((~A & (~B)) | C)"],
    ["!!A", "~~A"],
    ["(A+B)'", "(~(A | B))"],
    ["(!A) | (!B)", "(~A | ~B)"],
  ])("bind as in Liberty: %s", (given, verilog) => {
    expect(functionText(given, "cell")).toBe(verilog);
  });

  it.each(["A &", "(A", "A)", "", "A # B", "& A"])("are refused: %j", (wrong) => {
    expect(() => functionText(wrong, "cell X")).toThrow(/^cell X: function /);
  });
});

describe("tables", () => {
  const templates = new Map(
    groupsOf(parseLiberty(text, "cells.lib"), "power_lut_template").map((g) => [g.args[0]!, g]),
  );
  const table = (source: string) =>
    tableOf(parseLiberty(`library(l) { ${source} }`, "t").groups[0]!, templates, "cell X");

  it("are linear between their points and go on beyond them", () => {
    const at = table('rise_power(energy_by_transition_and_load) { values("4, 6", "4.8, 6.8"); }');
    expect(at({ transition: 10, load: 1 })).toBe(4);
    expect(at({ transition: 50, load: 21 })).toBeCloseTo(6.8, 12);
    expect(at({ transition: 25, load: 5 })).toBeCloseTo(4.7, 12);
    expect(at({ transition: 10, load: 31 })).toBeCloseTo(7, 12);
    expect(at({ transition: 0, load: 1 })).toBeCloseTo(3.8, 12);
  });

  it("may have axes of their own, and none", () => {
    const own = table('p(energy_by_transition) { index_1("0, 1, 2"); values("0, 10, 40"); }');
    expect(own({ transition: 1.5, load: 9 })).toBeCloseTo(25, 12);
    expect(table('p(scalar) { values("7"); }')({ transition: 1, load: 1 })).toBe(7);
  });

  it("are refused with the cell where values do not fit the axes", () => {
    expect(() => table('p(energy_by_transition) { values("1, 2, 3"); }')).toThrow(
      /^cell X: a table has 3 values, its axes ask for 2 numbers/,
    );
    expect(() => table('p(scalar) { values("one"); }')).toThrow(/^cell X: /);
  });
});

describe("a library", () => {
  it("tells its cells in units of physics", () => {
    expect(library.name).toBe("handmade");
    expect(library.voltage).toBe(2);
    expect(cell("INV").leakage).toBeCloseTo(1e-9, 20);
    expect(pin("NAND2", "B").capacitance).toBeCloseTo(1.5e-15, 25);
    // (1 + 3) / 2 fJ a change; a library's unit of energy is that of capacitance times volts squared.
    expect(pin("INV", "Y").energy({ transition: 25, load: 4 })).toBeCloseTo(2e-15, 25);
    expect(pin("NAND2", "Y").energy({ transition: 25, load: 5 })).toBeCloseTo(4.7e-15, 25);
    expect(cell("DFF").register).toEqual({
      ...{ state: "IQ", inverse: "IQN", next: "D", clock: "CK", clear: null, preset: null },
    });
    expect(cell("GATE").clockGate).toEqual({ clock: "CK", enable: "E", out: "GCK", tests: ["SE"] });
  });

  it("has the transition that its inverter gives four of its kind", () => {
    expect(library.transition).toBeCloseTo(25, 6);
    expect(library.timeUnit).toBe(1e-12);
  });

  it("keeps from synthesis what must not be used, and leaves the rest of the text as it is", () => {
    const usable = [...library.cells.values()].filter((c) => c.usable).map((c) => c.name);
    expect(usable).toEqual(["INV", "BUF", "NAND2", "NOR2", "XOR2", "AOI21", "DFF", "TIE"]);
    const left = parseLiberty(library.usableText, "left");
    expect(groupsOf(left, "cell").map((g) => g.args[0])).toEqual(usable);
    expect(library.usableText).toContain("lu_table_template (by_transition_and_load)");
  });

  it("keeps from synthesis cells that tell several pins at once, which Yosys does not read", () => {
    const lists = text.replace("pin (A1) {", "pin (A1, A3) {");
    expect(libraryOf(lists, "x.lib").cells.get("AOI21")!.usable).toBe(false);
  });

  it.each([
    ["library(l) { nom_voltage : 1; }", /^x.lib: the library has no cells/],
    ["library(l) { cell(A) { area : 1; } }", /^x.lib: the library tells no voltage/],
    ['library(l) { voltage_unit : "1X"; cell(A) {} }', /^x.lib: unit "1X" is not known/],
  ])("is refused: %s", (wrong, message) => {
    expect(() => libraryOf(wrong, "x.lib")).toThrow(message);
  });
});
