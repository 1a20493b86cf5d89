// A stream through a FIFO into a circuit that takes its time.
import { circuit, fifo, stream, uint } from "dmp-rtl/hdl";

const samples = fifo("sample_queue", { value: uint(8) }, 16);

export const example = circuit("slow_sum", {
  note: "Sums the samples of a stream, one every other cycle; a FIFO takes in bursts.",
  inputs: { input: stream({ value: uint(8) }) },
  outputs: { total: uint(16) },
  body(c, { input }, { total }) {
    const { output } = c.instance("queue", samples, { input });
    const { turn } = c.registers({ turn: uint(1) });
    turn.next(turn.not());
    output.ready.is(turn);

    const { sum } = c.registers({ sum: uint(16) });
    c.when(output.fire, () => sum.next(sum.add(output.payload.value).wrap(sum.type)));
    total.is(sum);
  },
});

export function play(simulator) {
  simulator.reset();
  const trace = simulator.trace([
    "input_valid",
    "input_value",
    "queue_output_fire",
    "queue.output_value",
    "total",
  ]);
  for (let cycle = 0; cycle < 11; cycle++) {
    simulator.poke("input_valid", cycle < 4 ? 1 : 0);
    simulator.poke("input_value", cycle < 4 ? 10 * (cycle + 1) : 0);
    simulator.step();
  }
  return trace;
}
