// Work: operations counted as they are written, whatever folding makes of them; what says nothing of its arithmetic is found.
import { describe, expect, it } from "vitest";
import {
  bit,
  type Circuit,
  circuit,
  counted,
  elaborate,
  printVerilog,
  type Signal,
  simulate,
  sint,
  uint,
} from "../../src/hdl/index.ts";

/** What each instance did: `kind widths` and how often, after so many cycles with the input valid, then as many without. */
function workOf(top: Circuit, cycles: number): Record<string, number> {
  const { design, counters } = counted(elaborate(top, { work: true }));
  const sim = simulate(design);
  sim.reset();
  for (const valid of [1, 0]) {
    sim.poke("valid", valid);
    sim.step(cycles);
  }
  return Object.fromEntries(
    counters.flatMap(({ port, path, what }) =>
      "widths" in what
        ? [[`${path} ${what.kind} ${what.widths.join("x")}`.trim(), Number(sim.peek(port))]]
        : [],
    ),
  );
}

const inputs = { valid: bit, x: sint(6), w: sint(4) };

/** One output, made of a stage that takes `valid`, x and w. */
const stage = (name: string, make: (valid: Signal, x: Signal, w: Signal, c: Body) => Signal) =>
  circuit(name, {
    inputs,
    outputs: { y: sint(20), goes: bit },
    body(c, { valid, x, w }, { y, goes }) {
      const at = c.pipe("at", { valid, x, w });
      goes.is(at.valid);
      c.ignore(at.x, at.w);
      y.is(make(at.valid, at.x, at.w, c).as(sint(20)));
    },
  });
type Body = Parameters<Parameters<typeof circuit>[1]["body"]>[0];

describe("work", () => {
  it("counts what is written in it, in the cycles in which it is done", () => {
    const top = stage("sums", (valid, x, w, c) =>
      c.work(valid, () => {
        const product = x.mul(w).add(x.mul(w)).sub(1);
        return product.add(x.gt(w)).add(x.max(w)).add(x.roundShift(2)).add(w.neg());
      }),
    );
    expect(workOf(top, 7)).toEqual({
      "multiply 6x4": 14,
      "add 10x10": 7,
      "add 11x1": 7,
      "compare 6x4": 14,
      "add 10x1": 7,
      "add 11x6": 7,
      "add 11x5": 14,
      // The rounded value's highest bit shifted out, and the negation.
      "add 4x1": 14,
    });
  });

  it("counts the same where constants fold it, and where nothing needs its result", () => {
    const by = (name: string, factor: number) =>
      stage(name, (valid, x, _, c) => c.work(valid, () => x.mul(factor).add(0)));
    for (const factor of [0, 1, 3])
      expect(Object.values(workOf(by(`by_${factor}`, factor), 5))).toEqual([5, 5]);
    const nothing = stage("nothing", (valid, x, w, c) => c.work(valid, () => x.add(w).mul(0)));
    expect(workOf(nothing, 4)).toEqual({ "add 6x4": 4, "multiply 7x1": 4 });
  });

  it("is told by the circuit that does it, once an instance", () => {
    const inner = stage("inner", (valid, x, w, c) => c.work(valid, () => x.mul(w)));
    const outer = circuit("outer", {
      inputs,
      outputs: { y: sint(20) },
      body(c, { valid, x, w }, { y }) {
        const made = c.work(valid, () => c.instance("one", inner, { valid, x, w }));
        const two = c.instance("two", inner, { valid: made.goes.not(), x, w });
        c.ignore(two.goes);
        y.is(c.work(made.goes, () => made.y.min(two.y)));
      },
    });
    expect(workOf(outer, 3)).toEqual({ "one multiply 6x4": 3, "two multiply 6x4": 2, "compare 20x20": 3 });
  });

  it("is no hardware: without the option a circuit is what it is without the word", () => {
    const body = (x: Signal, w: Signal) => x.mul(w).add(w.mul(0));
    const said = stage("same", (valid, x, w, c) => c.work(valid, () => body(x, w)));
    const plain = stage("same", (_, x, w) => body(x, w));
    expect(elaborate(said)).toEqual(elaborate(plain));
    expect(printVerilog(elaborate(said, { work: true }))).toEqual(printVerilog(elaborate(plain)));
  });

  it("needs a condition of one bit", () => {
    const wide = stage("wide", (_, x, w, c) => c.work(x, () => x.mul(w)));
    expect(() => elaborate(wide)).toThrow("Condition is not one bit: at_x is -32 to 31");
  });
});

describe("what no work says", () => {
  const unsaidOf = (top: Circuit) => counted(elaborate(top, { work: true })).unsaid;

  it("is found: products of two values, and all arithmetic of what can be negative", () => {
    const top = stage("open", (_, x, w) => x.mul(w).add(x.roundShift(1)).sub(x.ge(w)));
    expect(unsaidOf(top)).toEqual([
      { circuit: "open", operation: "(at_x * at_w)" },
      { circuit: "open", operation: "roundShift(at_x)" },
      { circuit: "open", operation: "((at_x * at_w) + roundShift(at_x))" },
      { circuit: "open", operation: "(at_x >= at_w)" },
      { circuit: "open", operation: "(((at_x * at_w) + roundShift(at_x)) - (at_x >= at_w))" },
    ]);
  });

  it("is not counters, addresses, equality, or a claim of what fits", () => {
    const top = circuit("control", {
      inputs: { base: uint(4), x: sint(4), go: bit },
      outputs: { at: uint(6), low: bit, y: sint(3) },
      body(c, { base, x, go }, { at, low, y }) {
        const step = c.counter("step", 9);
        c.when(go, () => step.advance());
        at.is(step.add(base.mul(3)).narrow(uint(6)));
        low.is(step.lt(base).and(x.eq(-8)));
        y.is(x.narrow(sint(3)));
      },
    });
    expect(unsaidOf(top)).toEqual([]);
  });
});
