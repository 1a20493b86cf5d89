// Clock gates of a circuit: parts of its own behind them, which do what the circuit does without.
import { expect, it } from "vitest";
import { bit, circuit, clockGated, elaborate, printVerilog, simulate, uint } from "../../src/hdl/index.ts";
import { run } from "./agreement/engines.ts";
import { caseOfDesign } from "./agreement/stimulus.ts";

it("parts behind a clock gate have ports of their own, whatever the circuit calls its own", async () => {
  const held = circuit("held", {
    inputs: { s_x_now: uint(8), gated: uint(8), load: bit },
    outputs: { x: uint(8), y: uint(8), valid: bit },
    body(c, { s_x_now, gated, load }, { x, y, valid }) {
      const s = c.pipe("s", { valid: load, x: s_x_now, y: gated });
      x.is(s.x);
      y.is(s.y);
      valid.is(s.valid);
    },
  });
  const gated = clockGated(held, "cell");
  expect(printVerilog(elaborate(gated)).map((file) => file.name)).toContain("held_gated_s.v");
  const [plain, own] = [simulate(elaborate(held)), simulate(elaborate(gated))];
  for (const [x, y, load] of [
    [7, 9, 1],
    [1, 2, 0],
    [200, 100, 1],
    [0, 0, 0],
  ]) {
    for (const sim of [plain, own]) {
      sim.poke("s_x_now", x!);
      sim.poke("gated", y!);
      sim.poke("load", load!);
      sim.step();
    }
    expect([own.peek("x"), own.peek("y")]).toEqual([plain.peek("x"), plain.peek("y")]);
  }
  expect(own.peek("x")).toBe(200);
  const made = caseOfDesign(elaborate(gated), () => "", 200, 3);
  expect(await run("icarus", [made])).toEqual([]);
}, 120_000);
