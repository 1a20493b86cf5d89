// A saturating accumulator.
import { bit, circuit, mux, sint } from "dmp-rtl/hdl";

export const example = circuit("accumulator", {
  note: "Adds signed samples; stays at the ends of its range instead of running over.",
  inputs: { sample: sint(8), clear: bit },
  outputs: { total: sint(10) },
  body(c, { sample, clear }, { total }) {
    const { sum } = c.registers({ sum: sint(10) });
    c.note("One bit more than the register: the sum is exact.");
    const { exact } = c.signals({ exact: sum.add(sample) });
    sum.next(mux(clear, 0, exact.saturate(sum.type)));
    total.is(sum);
  },
});

export function play(simulator) {
  simulator.reset();
  const trace = simulator.trace(["clear", "sample", "exact", "total"]);
  for (const sample of [100, 127, 127, 127, 127, -128, 5, 5]) {
    simulator.poke("sample", sample);
    simulator.poke("clear", sample === -128 ? 1 : 0);
    simulator.step();
  }
  return trace;
}
