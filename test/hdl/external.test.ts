// Foreign modules: instances in the Verilog, models in every simulator, clocks that they make.
import { describe, expect, it } from "vitest";
import {
  bit,
  type Circuit,
  circuit,
  clock,
  elaborate,
  external,
  HdlError,
  printVerilog,
  SimulationError,
  simulate,
  uint,
} from "../../src/hdl/index.ts";
import { run } from "./agreement/engines.ts";
import { caseOfDesign } from "./agreement/stimulus.ts";
import { lint, syntaxErrors } from "./lint.ts";

const pll = external("SB_PLL40_PAD", {
  parameters: {
    FEEDBACK_PATH: "SIMPLE",
    DIVR: { width: 4, value: 0 },
    DIVF: { width: 7, value: 63 },
  },
  inputs: { PACKAGEPIN: clock, RESETB: bit },
  outputs: { PLLOUTGLOBAL: clock, LOCK: bit },
  model(_c, { PACKAGEPIN }, { PLLOUTGLOBAL, LOCK }) {
    PLLOUTGLOBAL.is(PACKAGEPIN);
    LOCK.is(1);
  },
});

const counter = circuit("counter_inside", {
  inputs: { go: bit },
  outputs: { n: uint(4) },
  body(c, { go }, { n }) {
    const { value } = c.registers({ value: { type: uint(4), reset: 5 } });
    c.when(go, () => value.next(value.add(1).wrap(value.type)));
    n.is(value);
  },
});

/** A board: clock from a pin through a PLL, reset for a while after power-up. */
const board = circuit("board_top", {
  inputs: { PIN: clock, button: bit },
  outputs: { n: uint(4) },
  body(c, { PIN, button }, { n }) {
    const made = c.instance("pll", pll, { PACKAGEPIN: PIN, RESETB: 1 });
    const { released } = c.registers({ released: { type: uint(3), reset: null, initial: 0 } });
    const { held } = c.signals({ held: released.bit(2).not() });
    c.clockedBy(made.PLLOUTGLOBAL, held);
    c.when(made.LOCK.not().or(button), () => released.next(0)).elsewhen(held, () =>
      released.next(released.add(1).narrow(released.type)),
    );
    n.is(c.instance("inner", counter, { go: 1 }).n);
  },
});

describe("a board's top", () => {
  it("prints the instance with its parameters, and no module for it", () => {
    const files = printVerilog(elaborate(board));
    expect(files.map((f) => f.name)).toEqual(["counter_inside.v", "board_top.v"]);
    expect(files[1]!.text).toMatchInlineSnapshot(`
      "\`default_nettype none

      module board_top (
          input  wire       PIN,
          input  wire       button,
          output wire [3:0] n
      );
          wire pll_PLLOUTGLOBAL;
          wire pll_LOCK;
          SB_PLL40_PAD #(
              .FEEDBACK_PATH("SIMPLE"),
              .DIVR(4'd0),
              .DIVF(7'd63)
          ) pll (
              .PACKAGEPIN   (PIN),
              .RESETB       (1'b1),
              .PLLOUTGLOBAL (pll_PLLOUTGLOBAL),
              .LOCK         (pll_LOCK)
          );

          reg  [2:0] released = 3'd0;
          reg  [2:0] released_next;
          wire held = !released[2];
          wire clk = pll_PLLOUTGLOBAL;
          wire rst = held;

          always @* begin : released_logic
              released_next = released;
              if (!pll_LOCK | button) begin
                  released_next = 3'd0;
              end else if (held) begin
                  released_next = released + 3'd1;
              end
          end

          wire [3:0] inner_n;
          counter_inside inner (
              .clk (clk),
              .rst (rst),
              .go  (1'b1),
              .n   (inner_n)
          );

          assign n = inner_n;

          always @(posedge clk) begin : registers_without_reset
              released <= released_next;
          end

      \`ifdef ASSERTIONS
          // (released + 1) lies within 0 to 7
          always @(posedge clk) begin : released_fits
              if (!rst) assert (!(!(!pll_LOCK | button) & held) | (({1'b0, released} + 4'd1) <= 4'd7));
          end
      \`endif
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it("is read by every tool with the model beside it", async () => {
    const design = elaborate(board);
    const files = printVerilog(design, { externals: "model" });
    expect(files.map((f) => f.name)).toEqual(["SB_PLL40_PAD.v", "counter_inside.v", "board_top.v"]);
    expect((await lint(files, design.top, true)).filter((text) => !text.includes("SB_PLL40_PAD.v"))).toEqual(
      [],
    );
    expect(await syntaxErrors(files)).toEqual([]);
  });

  it("runs from power-up in the built-in simulator, and stops with its clock", () => {
    const sim = simulate(elaborate(board));
    sim.step(4);
    expect([sim.peek("held"), sim.peek("n")]).toEqual([0, 5]);
    sim.step(3);
    expect(sim.peek("n")).toBe(8);
    sim.poke("PIN", 0);
    sim.step(10);
    expect(sim.peek("n")).toBe(8);
    sim.poke("PIN", 1);
    sim.poke("button", 1);
    sim.step(3);
    expect([sim.peek("held"), sim.peek("n")]).toEqual([1, 5]);
    sim.reset();
  });
});

/** A gate that lets clock edges pass where it was enabled while the clock was low. */
const gate = external("clock_gate", {
  clock: "C",
  inputs: { E: bit },
  outputs: { Q: clock },
  model: (_c, { E }, { Q }) => Q.is(E),
  verilog: `module clock_gate (input wire C, input wire E, output wire Q);
    reg open;
    /* verilator lint_off LATCH */
    always @* if (!C) open = E;
    assign Q = C & open;
endmodule
`,
});

/** A memory macro of sixteen words. */
const macro = external("RAM16X8", {
  parameters: { WIDTH: 8 },
  clock: "CLK",
  reset: "RST",
  inputs: { A: uint(4), D: uint(8), WE: bit },
  outputs: { Q: uint(8), WRITES: uint(8) },
  model(c, { A, D, WE }, { Q, WRITES }) {
    const words = c.memory("words", { depth: 16, type: uint(8), style: "registers", readDuringWrite: "old" });
    words.write("put", { address: A, data: [D], enable: WE });
    const { count } = c.registers({ count: uint(8) });
    c.when(WE, () => count.next(count.add(1).wrap(count.type)));
    Q.is(words.read("get", { address: A })[0]!);
    WRITES.is(count);
  },
});

/** Everything behind a gated clock: registers with and without reset, a memory, an assertion, an instance below. */
const gated = circuit("gated_part", {
  inputs: { gclk: clock, clear: bit, at: uint(4), x: uint(8), store: bit },
  outputs: { y: uint(8), z: uint(8), n: uint(4) },
  body(c, { gclk, clear, at, x, store }, { y, z, n }) {
    c.clockedBy(gclk, clear);
    const words = c.memory("words", { depth: 16, type: uint(8), style: "block", readDuringWrite: "old" });
    words.write("put", { address: at, data: [x], enable: store });
    y.is(words.read("get", { address: at })[0]!);
    const { last } = c.registers({ last: { type: uint(8), reset: 7 } });
    last.next(x);
    z.is(last);
    n.is(c.instance("below", counter, { go: store }).n);
  },
});

describe("modules with a model", () => {
  const whole = circuit("with_macros", {
    inputs: { open: bit, clear: bit, at: uint(4), x: uint(8), store: bit },
    outputs: { q: uint(8), writes: uint(8), y: uint(8), z: uint(8), n: uint(4) },
    body(c, { open, clear, at, x, store }, { q, writes, y, z, n }) {
      const ram = c.instance("ram", macro, { A: at, D: x, WE: store });
      q.is(ram.Q);
      writes.is(ram.WRITES);
      const { Q } = c.instance("gate", gate, { E: open });
      const part = c.instance("part", gated, { gclk: Q, clear, at, x, store });
      y.is(part.y);
      z.is(part.z);
      n.is(part.n);
    },
  });

  it.each(["icarus", "verilator"] as const)(
    "behave alike in the built-in simulator and in %s",
    async (engine) => {
      const cases = [1, 2].map((seed) => caseOfDesign(elaborate(whole), () => "", 400, seed));
      expect(await run(engine, cases.slice(0, 1))).toEqual([]);
      expect(await run(engine, cases.slice(1))).toEqual([]);
    },
    120_000,
  );

  it("have parameters that every tool reads alike", () => {
    const parameters = { A: -5, B: 2 ** 31 - 1, C: { real: 2 }, D: { real: 1e21 }, E: { real: -1e-7 } };
    const odd = external("ODD", { inputs: { I: bit }, outputs: { O: bit }, parameters });
    const around = circuit("around", {
      inputs: { a: bit },
      outputs: { y: bit },
      body: (c, { a }, { y }) => y.is(c.instance("odd", odd, { I: a }).O),
    });
    const { text } = printVerilog(elaborate(around))[0]!;
    expect(
      [...text.matchAll(/\.([A-E]) *\(([^)]*)\)/g)].map(([, name, value]) => `${name} ${value}`),
    ).toEqual([...["A -5", "B 2147483647", "C 2.0", "D 1e+21", "E -1e-7"]]);
  });

  it("need one to be simulated", () => {
    const bare = external("BARE", { inputs: { I: bit }, outputs: { O: bit } });
    const around = circuit("around", {
      inputs: { a: bit },
      outputs: { y: bit },
      body: (c, { a }, { y }) => y.is(c.instance("bare", bare, { I: a }).O),
    });
    const design = elaborate(around);
    expect(printVerilog(design)[0]!.text).toContain("BARE bare (");
    expect(() => simulate(design)).toThrow(SimulationError);
    expect(() => simulate(design)).toThrow("bare: foreign module BARE has no model");
    expect(() => printVerilog(design, { externals: "model" })).toThrow('foreign module "BARE" has neither');
  });
});

describe("what is refused", () => {
  const errorOf = (top: Circuit): string => {
    try {
      elaborate(top);
    } catch (error) {
      if (error instanceof HdlError) return error.message;
      throw error;
    }
    throw new Error("no error was raised");
  };
  const ports = { inputs: { I: bit }, outputs: { O: bit } };

  it.each([
    [
      "a model with registers and no clock",
      () =>
        external("M", {
          ...ports,
          model: (c, { I }, { O }) => {
            const { held } = c.registers({ held: bit });
            held.next(I);
            O.is(held);
          },
        }),
      "it has registers, and the module no clock",
    ],
    [
      "a model with a reset that the module lacks",
      () =>
        external("M", {
          ...ports,
          clock: "C",
          model: (c, { I }, { O }) => {
            const { held } = c.registers({ held: bit });
            held.next(I);
            O.is(held);
          },
        }),
      "register held is reset, and the module has no reset",
    ],
    [
      "a clock gate without Verilog",
      () =>
        external("M", {
          inputs: { I: bit },
          outputs: { Q: clock },
          clock: "C",
          model: (_c, { I }, { Q }) => Q.is(I),
        }),
      "which only Verilog can say",
    ],
    ["a module called as a word of Verilog", () => external("begin", ports), 'Reserved word: "begin"'],
    [
      "a parameter that does not fit",
      () => external("M", { ...ports, parameters: { P: { width: 2, value: 4 } } }),
      "Parameter P of M cannot be 4 in 2.",
    ],
    [
      "a whole number that has no width and needs more than 32 bits",
      () => external("M", { ...ports, parameters: { P: 2n ** 40n } }),
      "Parameter P of M cannot be 1099511627776. Write a whole number of 32 bits",
    ],
    [
      "clockedBy with a signal that is no clock",
      () => circuit("m", { inputs: { i: bit }, body: (c, { i }) => c.clockedBy(i) }),
      "Not a clock: i",
    ],
    [
      "an instance before its clock",
      () =>
        circuit("m", {
          inputs: { k: clock },
          outputs: { n: uint(4) },
          body(c, { k }, { n }) {
            n.is(c.instance("early", counter, { go: 1 }).n);
            c.clockedBy(k);
          },
        }),
      "Clock given too late: instance early",
    ],
    [
      "a reset and a value at power-up",
      () => circuit("m", { body: (c) => void c.registers({ r: { type: bit, initial: 1 } }) }),
      "which is also its value at power-up",
    ],
  ] as [string, () => Circuit, string][])("%s", (_, make, message) => {
    expect(() => {
      throw new Error(
        errorOf({ name: "x", inputs: {}, outputs: {}, elaborate: () => make().elaborate() } as Circuit),
      );
    }).toThrow(message);
  });
});
