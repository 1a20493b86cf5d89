// UART receiver: 8 data bits, no parity, one stop bit; every bit is sampled in its middle.
import { all, bit, circuit, concat, int, uint } from "../hdl/index.ts";

/** Bits of a character: start, eight data bits, stop. */
const CHARACTER = 10;

/**
 * `line` is the raw pin. `valid` is 1 for one cycle with each `value`; a character without its stop bit is dropped and
 * raises `broken` for one cycle.
 */
export function uartReceive(cyclesPerBit: number) {
  return circuit("uart_receive", {
    note: `UART receiver: 8 data bits, no parity, one stop bit, ${cyclesPerBit} cycles a bit.`,
    inputs: { line: bit },
    outputs: { valid: bit, value: uint(8), broken: bit },
    body(c, { line }, { valid, value, broken }) {
      c.note("The pin knows nothing of the clock: two registers settle it.");
      const { settling, settled } = c.registers({
        settling: { type: bit, reset: 1 },
        settled: { type: bit, reset: 1 },
      });
      settling.next(line);
      settled.next(settling);

      c.note("Cycles to the middle of the next bit, and bits of the character still to come.");
      const { pause, left } = c.registers({ pause: int(0, cyclesPerBit - 1), left: int(0, CHARACTER) });
      const { data, arrived, lost } = c.registers({ data: uint(8), arrived: bit, lost: bit });
      const { sample } = c.signals({ sample: all(left.ne(0), pause.eq(0)) });
      arrived.next(all(sample, left.eq(1), settled));
      lost.next(all(sample, left.eq(1), settled.not()));
      c.when(left.eq(0), () => {
        pause.next(Math.floor(cyclesPerBit / 2) - 1);
        c.when(settled.not(), () => left.next(CHARACTER));
      })
        .elsewhen(pause.ne(0), () => pause.next(pause.sub(1).narrow(pause.type)))
        .otherwise(() => {
          pause.next(cyclesPerBit - 1);
          c.note("A start bit that is over in its middle was a spike on the line.");
          c.when(all(left.eq(CHARACTER), settled), () => left.next(0)).otherwise(() =>
            left.next(left.sub(1).narrow(left.type)),
          );
          c.when(left.ne(1), () => data.next(concat(settled, data.bits(7, 1))));
        });
      valid.is(arrived);
      value.is(data);
      broken.is(lost);
    },
  });
}
