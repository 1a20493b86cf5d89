// A counter from 0 to 9 and round again.
import { bit, circuit, int } from "dmp-rtl/hdl";

export const example = circuit("counter", {
  note: "Counts the cycles in which `step` is 1, from 0 to 9 and round again.",
  inputs: { step: bit },
  outputs: { count: int(0, 9), wraps: bit },
  body(c, { step }, { count, wraps }) {
    const value = c.counter("value", 10);
    c.when(step, () => value.advance());
    count.is(value);
    wraps.is(step.and(value.last));
  },
});

export function play(simulator) {
  simulator.reset();
  const trace = simulator.trace(["step", "count", "wraps"]);
  for (let cycle = 0; cycle < 14; cycle++) {
    simulator.poke("step", cycle % 5 === 4 ? 0 : 1);
    simulator.step();
  }
  return trace;
}
