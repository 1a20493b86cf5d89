// A clock gate, and a counter behind it.
import { bit, circuit, clock, external, uint } from "dmp-rtl/hdl";

/** Lets an edge of the clock pass where it was enabled while the clock was low. */
const gate = external("CLOCK_GATE", {
  clock: "CLK",
  inputs: { EN: bit },
  outputs: { GCLK: clock },
  model: (_c, { EN }, { GCLK }) => GCLK.is(EN),
  verilog: `module CLOCK_GATE (input wire CLK, input wire EN, output wire GCLK);
    reg open;
    always @* if (!CLK) open = EN;
    assign GCLK = CLK & open;
endmodule
`,
});

const ticks = circuit("ticks", {
  inputs: { gated: clock, clear: bit },
  outputs: { count: uint(4) },
  body(c, { gated, clear }, { count }) {
    c.clockedBy(gated, clear);
    const value = c.counter("value", 16);
    value.advance();
    count.is(value);
  },
});

export const example = circuit("gated_ticks", {
  note: "Counts the cycles in which `enable` is 1; in the others the counter's clock stands still.",
  inputs: { enable: bit, clear: bit },
  outputs: { count: uint(4) },
  body(c, { enable, clear }, { count }) {
    const { GCLK } = c.instance("clock_gate", gate, { EN: enable });
    count.is(c.instance("counter", ticks, { gated: GCLK, clear }).count);
  },
});

export function play(simulator) {
  simulator.poke("clear", 1);
  simulator.poke("enable", 1);
  simulator.step();
  const trace = simulator.trace(["enable", "clear", "count"]);
  for (let cycle = 0; cycle < 12; cycle++) {
    simulator.poke("enable", cycle % 4 === 2 ? 0 : 1);
    simulator.poke("clear", cycle === 9 ? 1 : 0);
    simulator.step();
  }
  return trace;
}
