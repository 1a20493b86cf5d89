// UART transmitter: 8 data bits, no parity, one stop bit.
import { all, bit, circuit, concat, constant, int, stream, uint } from "../hdl/index.ts";

const CHARACTER = 10;

/** Takes a byte whenever the one before has left; `line` is the pin. */
export function uartTransmit(cyclesPerBit: number) {
  return circuit("uart_transmit", {
    note: `UART transmitter: 8 data bits, no parity, one stop bit, ${cyclesPerBit} cycles a bit.`,
    inputs: { bytes: stream({ value: uint(8) }) },
    outputs: { line: bit },
    body(c, { bytes }, { line }) {
      c.note(
        "Bits of the character still to leave, cycles left of the present one; the line is the lowest bit.",
      );
      const { left, pause } = c.registers({ left: int(0, CHARACTER), pause: int(0, cyclesPerBit - 1) });
      const { shift } = c.registers({ shift: { type: uint(9), reset: 1 } });
      bytes.ready.is(left.eq(0));
      c.when(bytes.fire, () => {
        shift.next(concat(bytes.payload.value, constant(0)));
        left.next(CHARACTER);
        pause.next(cyclesPerBit - 1);
      })
        .elsewhen(pause.ne(0), () => pause.next(pause.sub(1).narrow(pause.type)))
        .elsewhen(left.ne(0), () => {
          shift.next(concat(constant(1), shift.bits(8, 1)));
          left.next(left.sub(1).narrow(left.type));
          pause.next(cyclesPerBit - 1);
        });
      line.is(all(shift.bit(0)));
    },
  });
}
