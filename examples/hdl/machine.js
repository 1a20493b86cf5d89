// A state machine: a burst of `length` cycles after each request.
import { bit, circuit, uint } from "dmp-rtl/hdl";

export const example = circuit("burst", {
  note: "After a request: one cycle to load the length, then as many busy cycles, then done for one cycle.",
  inputs: { request: bit, length: uint(4) },
  outputs: { busy: bit, done: bit },
  body(c, { request, length }, { busy, done }) {
    const state = c.states("state", ["idle", "load", "run", "finish"]);
    const { left } = c.registers({ left: uint(4) });
    c.switch(state, {
      idle: () => c.when(request, () => state.go("load")),
      load: () => {
        left.next(length);
        state.go("run");
      },
      run: () => {
        c.when(left.eq(0), () => state.go("finish")).otherwise(() =>
          left.next(left.sub(1).narrow(left.type)),
        );
      },
      finish: () => state.go("idle"),
    });
    busy.is(state.is("run"));
    done.is(state.is("finish"));
  },
});

export function play(simulator) {
  simulator.reset();
  const trace = simulator.trace(["request", "state", "left", "busy", "done"]);
  simulator.poke("length", 2);
  for (let cycle = 0; cycle < 9; cycle++) {
    simulator.poke("request", cycle === 1 ? 1 : 0);
    simulator.step();
  }
  return trace;
}
