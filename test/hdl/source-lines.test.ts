// Comments in the Verilog that name the source's lines.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { belowTop } from "../../src/hdl/below-top.ts";
import { bit, circuit, elaborate, printVerilog, uint } from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

const doubled = circuit("doubled", {
  inputs: { x: uint(4) },
  outputs: { y: uint(5) },
  body: (_c, { x }, { y }) => y.is(x.shiftLeft(1)),
});

const top = circuit("lines", {
  inputs: { x: uint(4), on: bit },
  outputs: { y: uint(6), last: uint(4) },
  body(c, { x, on }, { y, last }) {
    c.note("What came last.");
    const { kept } = c.registers({ kept: uint(4) });
    c.when(on, () => kept.next(x));
    const twice = c.instance("twice", doubled, { x: kept });
    const { sum } = c.signals({ sum: twice.y.add(x) });
    y.is(sum);
    last.is(kept);
  },
});

const plain = (text: string) => text.replaceAll(/^ *\/\/ \S+\.ts:\d+\n/gm, "");

it.each([
  ["as elaborated", elaborate(top)],
  ["with the names below the top prefixed", belowTop(elaborate(top))],
])("name the line that each part comes from: %s", async (_what, design) => {
  const files = printVerilog(design, { sourceLines: true });
  expect(await lint(files, design.top, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
  const text = files.at(-1)!.text;
  const source = readFileSync(fileURLToPath(import.meta.url), "utf8").split("\n");
  const lines = text.split("\n").map((line) => line.trim());
  const said = lines.flatMap((line, at) => {
    const number = line.match(/^\/\/ source-lines\.test\.ts:(\d+)$/)?.[1];
    return number === undefined ? [] : [[source[Number(number) - 1]!.trim(), lines[at + 1]]];
  });
  expect(said).toEqual([
    ["const { kept } = c.registers({ kept: uint(4) });", "reg  [3:0] kept;"],
    ["c.when(on, () => kept.next(x));", "always @* begin : kept_logic"],
    ['const twice = c.instance("twice", doubled, { x: kept });', "wire [4:0] twice_y;"],
    ["const { sum } = c.signals({ sum: twice.y.add(x) });", "wire [5:0] sum = {1'b0, twice_y} + {2'd0, x};"],
    ["y.is(sum);", "assign y = sum;"],
    ["last.is(kept);", "assign last = kept;"],
  ]);
  expect(lines.indexOf("// What came last.")).toBeLessThan(lines.indexOf("reg  [3:0] kept;"));
});

it("say nothing else, and nothing where they are not wanted or not known", () => {
  const design = elaborate(top);
  const without = printVerilog(design).map((file) => file.text);
  expect(printVerilog(design, { sourceLines: true }).map((file) => plain(file.text))).toEqual(without);
  const read = JSON.parse(JSON.stringify(design)) as typeof design;
  expect(printVerilog(read, { sourceLines: true }).map((file) => file.text)).toEqual(without);
});
