// A UART: eight data bits, no parity, one stop bit.
import { bit, circuit, concat, constant, stream, uint } from "dmp-rtl/hdl";

/** Sends bytes; a bit lasts `cycles` clock cycles. */
export const transmitter = (cycles) =>
  circuit("uart_transmitter", {
    note: `Sends each byte as start bit, eight data bits, low one first, and stop bit; ${cycles} cycles a bit.`,
    inputs: { bytes: stream({ value: uint(8) }) },
    outputs: { line: bit },
    body(c, { bytes }, { line }) {
      const { busy, frame } = c.registers({ busy: bit, frame: { type: uint(10), reset: 0x3ff } });
      const cycle = c.counter("cycle", cycles);
      const position = c.counter("position", 10);
      bytes.ready.is(busy.not());
      line.is(frame.bit(0));
      c.when(bytes.fire, () => {
        busy.next(1);
        frame.next(concat(constant(1), bytes.payload.value, constant(0, bit)));
      }).elsewhen(busy, () => {
        cycle.advance();
        c.when(cycle.last, () => {
          frame.next(concat(constant(1), frame.bits(9, 1)));
          position.advance();
          c.when(position.last, () => busy.next(0));
        });
      });
    },
  });

/** Receives bytes: looks at each bit in its middle. */
export const receiver = (cycles) =>
  circuit("uart_receiver", {
    note: `Receives what the transmitter sends; ${cycles} cycles a bit.`,
    inputs: { line: bit },
    outputs: { valid: bit, value: uint(8), broken: bit },
    portNotes: { valid: "for one cycle a byte", broken: "for one cycle where the stop bit is missing" },
    body(c, { line }, { valid, value, broken }) {
      c.note("The line has a clock of its own: two registers keep it from being read while it changes.");
      const low = c.delay("low", line.not(), 2);
      const { busy, data } = c.registers({ busy: bit, data: uint(8) });
      const cycle = c.counter("cycle", cycles);
      const position = c.counter("position", 10);
      c.when(busy.not(), () => {
        busy.next(low);
        cycle.next(Math.ceil(cycles / 2));
        position.clear();
      }).otherwise(() => {
        cycle.advance();
        c.when(cycle.last, () => {
          position.advance();
          c.when(position.last.not(), () => data.next(concat(low.not(), data.bits(7, 1))));
          c.when(position.eq(0).and(low.not()).or(position.last), () => busy.next(0));
        });
      });
      const { ends } = c.signals({ ends: busy.and(cycle.last).and(position.last) });
      valid.is(ends.and(low.not()));
      broken.is(ends.and(low));
      value.is(data);
    },
  });

export const example = circuit("uart_loop", {
  note: "A transmitter into a receiver.",
  inputs: { bytes: stream({ value: uint(8) }) },
  outputs: { line: bit, valid: bit, value: uint(8) },
  body(c, { bytes }, { line, valid, value }) {
    const sent = c.instance("transmitter", transmitter(4), { bytes });
    const received = c.instance("receiver", receiver(4), { line: sent.line });
    line.is(sent.line);
    valid.is(received.valid);
    value.is(received.value);
    c.ignore(received.broken);
  },
});

export function play(simulator) {
  simulator.reset();
  simulator.step(2);
  const trace = simulator.trace(["bytes_valid", "line", "valid", "value"]);
  simulator.poke("bytes_value", 0x4b);
  for (let cycle = 0; cycle < 46; cycle++) {
    simulator.poke("bytes_valid", cycle === 1 ? 1 : 0);
    simulator.step();
  }
  return trace;
}
