// Equal circuits print as one module, with the images of their memories as parameters.
import { expect, it } from "vitest";
import {
  circuit,
  elaborate,
  index,
  int,
  printVerilog,
  sint,
  uint,
  VerilogError,
} from "../../src/hdl/index.ts";
import { run } from "./agreement/engines.ts";
import { caseOfDesign } from "./agreement/stimulus.ts";
import { lint, syntaxErrors } from "./lint.ts";

/** A table of sixteen words. */
const table = (name: string, factor: number, note?: string) =>
  circuit(name, {
    ...(note === undefined ? {} : { note }),
    inputs: { at: index(16) },
    outputs: { y: sint(8) },
    body(c, { at }, { y }) {
      const initial = Array.from({ length: 16 }, (_, i) => [factor * (i - 8)]);
      const words = c.memory("words", {
        depth: 16,
        type: sint(8),
        style: "block",
        readDuringWrite: "never",
        initial,
      });
      y.is(words.read("word", { address: at })[0]!);
    },
  });

/** Two tables below. */
const pair = (name: string, first: ReturnType<typeof table>, second: ReturnType<typeof table>) =>
  circuit(name, {
    inputs: { at: index(16) },
    outputs: { y: int(-256, 255) },
    body: (c, { at }, { y }) =>
      y.is(c.instance("low", first, { at }).y.add(c.instance("high", second, { at }).y)),
  });

const whole = circuit("whole", {
  inputs: { at: index(16), other: index(16) },
  outputs: { p: int(-256, 255), q: int(-256, 255), r: sint(8), s: uint(1) },
  body(c, { at, other }, { p, q, r, s }) {
    const shared = table("shared_table", 7);
    p.is(c.instance("pair_0", pair("pair0_sum", table("bank0_a", 1), shared), { at }).y);
    q.is(
      c.instance("pair_1", pair("pair1_sum", table("bank1_a", 3, "another note"), shared), { at: other }).y,
    );
    r.is(c.instance("alone", table("bank2_a", -5), { at: other }).y);
    s.is(at.bit(0));
  },
});

const design = elaborate(whole);

it("what is equal is one module; what differs is a parameter", async () => {
  const files = printVerilog(design, { merge: true });
  expect(files.map((f) => f.name)).toEqual(["bank0_a.v", "pair_sum.v", "whole.v"]);
  expect(files.flatMap((f) => f.images.map((i) => i.name)).sort()).toEqual([
    "bank0_a_words.hex",
    "bank1_a_words.hex",
    "bank2_a_words.hex",
    "shared_table_words.hex",
  ]);
  const [bank, sum, top] = files.map((f) => f.text);
  expect(bank).toContain('module bank0_a #(parameter WORDS_IMAGE = "bank0_a_words.hex") (');
  expect(bank).toContain("initial $readmemh(WORDS_IMAGE, words);");
  expect(sum).toContain(".WORDS_IMAGE(LOW_WORDS_IMAGE)");
  expect(top).toContain('.LOW_WORDS_IMAGE("bank1_a_words.hex")');
  expect(top).toContain('.WORDS_IMAGE("bank2_a_words.hex")');
  expect(await lint(files, "whole", true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
});

it("without asking every circuit is a module of its own", () => {
  expect(printVerilog(design)).toHaveLength(design.circuits.length);
});

it.each(["icarus", "verilator"] as const)(
  "computes the same in %s",
  async (engine) => {
    expect(await run(engine, [caseOfDesign(design, () => "", 300, 4)], { merge: true })).toEqual([]);
  },
  120_000,
);

it("finds that an image went to the wrong instance", async () => {
  const swapped = elaborate(
    circuit("whole", {
      inputs: { at: index(16), other: index(16) },
      outputs: { p: int(-256, 255), q: int(-256, 255), r: sint(8), s: uint(1) },
      body(c, { at, other }, { p, q, r, s }) {
        const shared = table("shared_table", 7);
        p.is(c.instance("pair_0", pair("pair0_sum", table("bank0_a", 3), shared), { at }).y);
        q.is(c.instance("pair_1", pair("pair1_sum", table("bank1_a", 1), shared), { at: other }).y);
        r.is(c.instance("alone", table("bank2_a", -5), { at: other }).y);
        s.is(at.bit(0));
      },
    }),
  );
  const wrong = { ...caseOfDesign(design, () => "", 300, 4), design: swapped };
  expect(await run("icarus", [wrong], { merge: true })).not.toEqual([]);
});

it("images in the text cannot be shared", () => {
  expect(() => printVerilog(design, { merge: true, memories: "inline" })).toThrow(VerilogError);
});
