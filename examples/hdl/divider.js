// A divider: one bit of the quotient a cycle, by trial subtraction.
import { circuit, concat, mux, stream, uint } from "dmp-rtl/hdl";

/** Divides numbers of `width` bits. */
export const divider = (width) =>
  circuit("divider", {
    note: `Divides numbers of ${width} bits in ${width} cycles. By 0: a quotient of all ones, and the dividend remains.`,
    inputs: { request: stream({ dividend: uint(width), divisor: uint(width) }) },
    outputs: { result: stream({ quotient: uint(width), remainder: uint(width) }) },
    body(c, { request }, { result }) {
      const state = c.states("state", ["idle", "divide", "done"]);
      const { quotient, remainder, divisor } = c.registers({
        quotient: uint(width),
        remainder: uint(width),
        divisor: uint(width),
      });
      const step = c.counter("step", width);
      const { trial } = c.signals({ trial: concat(remainder, quotient.bit(width - 1)) });
      const { fits } = c.signals({ fits: trial.ge(divisor) });
      c.switch(state, {
        idle: () => {
          quotient.next(request.payload.dividend);
          divisor.next(request.payload.divisor);
          remainder.next(0);
          c.when(request.valid, () => state.go("divide"));
        },
        divide: () => {
          // What is left is less than the divisor, or of its width where that is 0.
          remainder.next(mux(fits, trial.sub(divisor), trial).wrap(remainder.type));
          quotient.next(concat(quotient.bits(width - 2, 0), fits));
          step.advance();
          c.when(step.last, () => state.go("done"));
        },
        done: () => c.when(result.ready, () => state.go("idle")),
      });
      request.ready.is(state.is("idle"));
      result.valid.is(state.is("done"));
      c.drive(result.payload, { quotient, remainder });
    },
  });

export const example = divider(6);

export function play(simulator) {
  simulator.reset();
  const trace = simulator.trace(["request_valid", "state", "remainder", "quotient", "result_valid"]);
  simulator.poke("request_dividend", 50);
  simulator.poke("request_divisor", 7);
  simulator.poke("result_ready", 1);
  for (let cycle = 0; cycle < 10; cycle++) {
    simulator.poke("request_valid", cycle === 1 ? 1 : 0);
    simulator.step();
  }
  return trace;
}
