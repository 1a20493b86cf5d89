// A counter from 0 to 9 and round again.
import { bit, circuit, int } from "dmp-rtl/hdl";

export const example = circuit("counter", {
  note: "Counts the cycles in which `step` is 1, from 0 to 9 and round again.",
  inputs: { step: bit },
  outputs: { count: int(0, 9), wraps: bit },
  body(c, { step }, { count, wraps }) {
    const { value } = c.registers({ value: int(0, 9) });
    const { last } = c.signals({ last: value.eq(9) });
    c.when(step, () => {
      // Where value is not 9, value + 1 fits: ranges follow the conditions around them.
      c.when(last, () => value.next(0)).otherwise(() => value.next(value.add(1)));
    });
    count.is(value);
    wraps.is(step.and(last));
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
