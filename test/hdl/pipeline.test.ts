// Stages, delays, counters and running sums against what they are said to be, and what they print.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AssertionFailure,
  bit,
  type Circuit,
  circuit,
  constant,
  elaborate,
  flag,
  index,
  int,
  printVerilog,
  type Simulator,
  simulate,
  sint,
  uint,
  vector,
} from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

const textOf = (top: Circuit): string =>
  printVerilog(elaborate(top))
    .map((f) => f.text)
    .join("\n");

async function toolsAccept(top: Circuit): Promise<void> {
  const files = printVerilog(elaborate(top));
  expect(await lint(files, top.name, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
}

const started = (top: Circuit): Simulator => {
  const sim = simulate(elaborate(top), { seed: 3, randomState: true });
  sim.reset();
  return sim;
};

const pokeAll = (sim: Simulator, values: Readonly<Record<string, number>>) => {
  for (const [name, value] of Object.entries(values)) sim.poke(name, value);
};

const word = { at: uint(3), lanes: vector(2, sint(4)) };

const stage = (hold: boolean, gate: boolean, tagged: boolean) =>
  circuit(`stage_${Number(hold)}${Number(gate)}${Number(tagged)}`, {
    inputs: { valid: bit, word, stop: flag(hold), tag: flag(tagged) },
    outputs: { out: { valid: bit, word, tag: flag(tagged) } },
    body(c, { valid, word: given, stop, tag }, { out }) {
      const sum = c.pipe("sum", { valid, word: given, tag }, { hold: stop, gate });
      c.drive(out, sum);
    },
  });

describe("a stage", () => {
  it("carries valid and payload one cycle on; holds and gates", () => {
    const input = fc.record({
      valid: fc.nat(1),
      stop: fc.nat(1),
      at: fc.nat(7),
      lane: fc.integer({ min: -8, max: 7 }),
    });
    for (const [hold, gate, tagged] of [
      [false, false, true],
      [true, false, false],
      [true, true, true],
      [false, true, false],
    ] as const)
      fc.assert(
        fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
          const sim = started(stage(hold, gate, tagged));
          let [valid, at, lane]: (number | null)[] = [0, null, null];
          for (const i of inputs) {
            pokeAll(sim, { valid: i.valid, word_at: i.at, word_lanes_0: 0, word_lanes_1: i.lane });
            if (hold) sim.poke("stop", i.stop);
            if (tagged) sim.poke("tag", i.at & 1);
            expect(sim.peek("out_valid")).toBe(valid);
            if (at !== null)
              expect([sim.peek("out_word_at"), sim.peek("out_word_lanes_1")]).toEqual([at, lane]);
            if (at !== null && tagged) expect(sim.peek("out_tag")).toBe(at & 1);
            sim.step();
            if (hold && i.stop) continue;
            valid = i.valid;
            if (!gate || i.valid) [at, lane] = [i.at, i.lane];
          }
        }),
        { seed: 5, numRuns: 30 },
      );
  });

  it("resets only what says that the rest is valid", async () => {
    for (const top of [stage(false, false, true), stage(true, true, false)]) await toolsAccept(top);
    expect(textOf(stage(false, false, false))).toMatchInlineSnapshot(`
      "\`default_nettype none

      module stage_000 (
          input  wire              clk,
          input  wire              rst,
          input  wire              valid,
          input  wire [2:0]        word_at,
          input  wire signed [3:0] word_lanes_0,
          input  wire signed [3:0] word_lanes_1,
          output wire              out_valid,
          output wire [2:0]        out_word_at,
          output wire signed [3:0] out_word_lanes_0,
          output wire signed [3:0] out_word_lanes_1
      );
          reg  sum_valid;
          reg  [2:0] sum_word_at;
          reg  signed [3:0] sum_word_lanes_0;
          reg  signed [3:0] sum_word_lanes_1;
          assign out_valid = sum_valid;
          assign out_word_at = sum_word_at;
          assign out_word_lanes_0 = sum_word_lanes_0;
          assign out_word_lanes_1 = sum_word_lanes_1;

          always @(posedge clk) begin : registers
              if (rst) begin
                  sum_valid <= 1'b0;
              end else begin
                  sum_valid <= valid;
              end
          end

          always @(posedge clk) begin : registers_without_reset
              sum_word_at <= word_at;
              sum_word_lanes_0 <= word_lanes_0;
              sum_word_lanes_1 <= word_lanes_1;
          end
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it.each([
    ["0", constant(0)],
    ["a bit that is 0", constant(0, bit)],
  ])("that nothing enters is none: valid is %s", async (_what, never) => {
    const empty = circuit("empty", {
      inputs: { a: uint(4) },
      outputs: { y: uint(4), valid: bit },
      body(c, { a }, { y, valid }) {
        const next = c.pipe("next", { valid: never, a }, { gate: true });
        valid.is(next.valid);
        c.when(next.valid, () => y.is(next.a)).otherwise(() => y.is(5));
      },
    });
    await toolsAccept(empty);
    expect(textOf(empty)).not.toContain("next");
  });
});

describe("a delay", () => {
  const delayed = (n: number) =>
    circuit(`delayed_${Math.ceil(n)}`, {
      inputs: { go: bit, word },
      outputs: { went: bit, was: word },
      body(c, { go, word: given }, { went, was }) {
        went.is(c.delay("start", go, n));
        c.drive(was, c.delay("held", given, n, { reset: null }));
      },
    });

  it("gives what was there so many cycles ago", async () => {
    for (const n of [0, 1, 3]) {
      await toolsAccept(delayed(n));
      const sim = started(delayed(n));
      for (let t = 0; t < 12; t++) {
        pokeAll(sim, {
          go: t % 3 === 0 ? 1 : 0,
          word_at: t % 8,
          word_lanes_0: t % 5,
          word_lanes_1: -(t % 7),
        });
        const past = t - n;
        expect(sim.peek("went")).toBe(past >= 0 && past % 3 === 0 ? 1 : 0);
        if (past >= 0) expect(sim.peek("was_lanes_1")).toBe(0 - (past % 7));
        sim.step();
      }
    }
    expect(textOf(delayed(3))).toMatch(/start_1 <= go;\s+start_2 <= start_1;\s+start <= start_2;/);
    expect(() => elaborate(delayed(0.5))).toThrow(/Delay out of bounds: start by 0.5 cycles/);
  });

  it("rests at what is nearest to 0", () => {
    const late = circuit("late", {
      inputs: { a: int(3, 9), b: int(-7, -2) },
      outputs: { x: { a: int(3, 9), b: int(-7, -2) } },
      body: (c, given, { x }) => c.drive(x, c.delay("late", given, 2)),
    });
    const sim = started(late);
    pokeAll(sim, { a: 9, b: -7 });
    const seen = [0, 1, 2].map(() => {
      const now = [sim.peek("x_a"), sim.peek("x_b")];
      sim.step();
      return now;
    });
    expect(seen).toEqual([
      [3, -2],
      [3, -2],
      [9, -7],
    ]);
  });
});

describe("a counter", () => {
  const counter = (count: number) =>
    circuit(`count_${count}`, {
      inputs: { step: bit, clear: bit },
      outputs: { n: index(count), last: bit },
      body(c, { step, clear }, out) {
        const n = c.counter("at", count);
        c.when(clear, () => n.clear()).elsewhen(step, () => n.advance());
        out.n.is(n);
        out.last.is(n.last);
      },
    });

  it("goes round through any number of values", async () => {
    for (const count of [1, 2, 3, 8, 10, 17]) {
      await toolsAccept(counter(count));
      const sim = started(counter(count));
      let n = 0;
      for (let t = 0; t < 45; t++) {
        const [step, clear] = [t % 4 === 1 ? 0 : 1, t % 29 === 28 ? 1 : 0];
        pokeAll(sim, { step, clear });
        expect([sim.peek("n"), sim.peek("last")]).toEqual([n, n === count - 1 ? 1 : 0]);
        sim.step();
        n = clear ? 0 : step ? (n + 1) % count : n;
      }
    }
    expect(textOf(counter(10))).toMatchInlineSnapshot(`
      "\`default_nettype none

      module count_10 (
          input  wire       clk,
          input  wire       rst,
          input  wire       step,
          input  wire       clear,
          output wire [3:0] n,
          output wire       last
      );
          reg  [3:0] at;
          reg  [3:0] at_next;

          always @* begin : at_logic
              at_next = at;
              if (clear) begin
                  at_next = 4'd0;
              end else if (step) begin
                  at_next = (at == 4'd9) ? 4'd0 : at + 4'd1;
              end
          end

          assign n = at;
          assign last = (at == 4'd9);

          always @(posedge clk) begin : registers
              if (rst) begin
                  at <= 4'd0;
              end else begin
                  at <= at_next;
              end
          end
      endmodule

      \`default_nettype wire
      "
    `);
    expect(elaborate(counter(10)).circuits[0]!.items.some((i) => i.kind === "assert")).toBe(false);
    expect(textOf(counter(1))).not.toMatch(/\bat\b/);
    expect(() => elaborate(counter(0))).toThrow(/Count out of bounds|Empty range/);
  });

  it("counts up to a signal, which must not fall behind it", async () => {
    const upTo = circuit("up_to", {
      inputs: { top: int(2, 6) },
      outputs: { n: index(7) },
      body(c, { top }, out) {
        const n = c.counter("at", { last: top });
        n.advance();
        out.n.is(n);
      },
    });
    await toolsAccept(upTo);
    const sim = started(upTo);
    sim.poke("top", 4);
    const seen = Array.from({ length: 12 }, () => {
      const n = sim.peek("n");
      sim.step();
      return n;
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]);
    sim.poke("top", 6);
    sim.step(4);
    sim.poke("top", 2);
    expect(() => sim.step()).toThrow(AssertionFailure);
  });
});

describe("a count up and down", () => {
  const upDown = (count: number) =>
    circuit(`up_down_${count}`, {
      inputs: { up: bit, down: bit },
      outputs: { n: index(count) },
      body(c, { up, down }, out) {
        const n = c.counter("at", count);
        c.when(up, () => n.increment()).elsewhen(n.ne(0).and(down), () => n.decrement());
        out.n.is(n);
      },
    });

  it("is asserted where nothing proves it, and only there", async () => {
    await toolsAccept(upDown(5));
    const claims = elaborate(upDown(5)).circuits[0]!.items.filter((i) => i.kind === "assert");
    expect(claims.map((claim) => claim.message)).toEqual(["(at + 1) lies within 0 to 4"]);
    const sim = started(upDown(5));
    const seen = [1, 1, 1, 1, -1, -1, -1, -1, -1, 1].map((step) => {
      pokeAll(sim, { up: Number(step === 1), down: Number(step === -1) });
      sim.step();
      return sim.peek("n");
    });
    expect(seen).toEqual([1, 2, 3, 4, 3, 2, 1, 0, 0, 1]);
    pokeAll(sim, { up: 1, down: 0 });
    sim.step(3);
    expect(() => sim.step()).toThrow(AssertionFailure);
  });

  it("of one value is none", async () => {
    await toolsAccept(upDown(1));
    expect(textOf(upDown(1))).not.toMatch(/\bat\b|assert/);
  });
});

describe("a running sum", () => {
  const accumulating = (bits: number) =>
    circuit(`accumulating_${bits}`, {
      inputs: { valid: bit, first: bit, term: vector(2, sint(4)) },
      outputs: { total: vector(2, sint(bits)) },
      body(c, { valid, first, term }, { total }) {
        c.drive(total, c.sum("acc", sint(bits), { valid, first, term }));
      },
    });

  it("begins anew with every first term, and claims that it fits", async () => {
    await toolsAccept(accumulating(8));
    const term = fc.record({ valid: fc.nat(1), first: fc.nat(5), value: fc.integer({ min: -7, max: 7 }) });
    fc.assert(
      fc.property(fc.array(term, { maxLength: 40 }), (terms) => {
        const sim = started(accumulating(10));
        let total: number | null = null;
        for (const t of terms) {
          const first: number = t.first === 0 || total === null ? 1 : 0;
          pokeAll(sim, { valid: t.valid, first, term_0: t.value, term_1: 0 - t.value });
          sim.step();
          if (t.valid) total = (first ? 0 : total!) + t.value;
          if (total !== null) expect([sim.peek("total_0"), sim.peek("total_1")]).toEqual([total, 0 - total]);
        }
      }),
      { seed: 8, numRuns: 40 },
    );
    const sim = started(accumulating(5));
    pokeAll(sim, { valid: 1, first: 1, term_0: -8, term_1: 7 });
    sim.step();
    sim.poke("first", 0);
    sim.step();
    expect(() => sim.step()).toThrow(/acc_[01]/);
  });
});
