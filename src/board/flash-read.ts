// SPI flash reader: wakes the flash, then streams its contents from an address on, word by word.
import { all, bit, circuit, concat, index, stream, uint } from "../hdl/index.ts";

/** Commands of every SPI flash of this kind: leave the deep sleep in which configuration has put it; read. */
const WAKE = 0xab;
const READ = 0x03;

/** Cycles from waking to the first command: more than the 30 us that flashes ask for, at up to 32 MHz. */
const WAKING = 1024;

/**
 * Begins after reset. SPI mode 0 at half the clock; it stops while a word waits. `words` are little-endian: the
 * first byte of the flash is the lowest. `read` shows every bit of the contents as it arrives, for checksums.
 * While `stop` is 1 no word is offered, and the transfer ends for good.
 */
export function flashRead(address: number) {
  return circuit("flash_read", {
    note: "SPI flash reader: wakes the flash, then reads it from one address on, little-endian word by word.",
    inputs: { miso: bit, stop: bit },
    outputs: {
      spi: { select_n: bit, sck: bit, mosi: bit },
      words: stream({ value: uint(32) }),
      read: { valid: bit, value: bit },
    },
    body(c, { miso, stop }, { spi, words, read }) {
      const phase = c.states("phase", ["start", "wake", "waking", "command", "contents", "word", "stopped"], {
        final: ["stopped"],
      });
      const { shift, left, pause } = c.registers({ shift: uint(32), left: index(32), pause: index(WAKING) });
      const { sck, mosi, select_n } = c.registers({
        sck: bit,
        mosi: bit,
        select_n: { type: bit, reset: 1 },
      });
      const begin = (value: number, bits: number) => {
        shift.next(value);
        mosi.next(value >= 2 ** 31 ? 1 : 0);
        left.next(bits - 1);
        select_n.next(0);
      };
      // The flash takes a bit at the rising edge and gives the next one at the falling edge.
      const shiftBit = (then: () => void) =>
        c
          .when(sck.not(), () => {
            sck.next(1);
            shift.next(concat(shift.bits(30, 0), miso));
          })
          .otherwise(() => {
            sck.next(0);
            c.when(left.ne(0), () => {
              mosi.next(shift.bit(31));
              left.next(left.sub(1).narrow(left.type));
            }).otherwise(then);
          });
      c.switch(phase, {
        start: () => {
          begin(WAKE * 2 ** 24, 8);
          phase.go("wake");
        },
        wake: () =>
          shiftBit(() => {
            select_n.next(1);
            phase.go("waking");
          }),
        waking: () => {
          pause.next(pause.add(1).wrap(pause.type));
          c.when(pause.eq(WAKING - 1), () => {
            begin(READ * 2 ** 24 + address, 32);
            phase.go("command");
          });
        },
        command: () =>
          shiftBit(() => {
            left.next(31);
            phase.go("contents");
          }),
        contents: () => shiftBit(() => phase.go("word")),
        word: () =>
          c
            .when(stop, () => {
              select_n.next(1);
              phase.go("stopped");
            })
            .elsewhen(words.ready, () => {
              left.next(31);
              phase.go("contents");
            }),
        stopped: () => {},
      });
      spi.select_n.is(select_n);
      spi.sck.is(sck);
      spi.mosi.is(mosi);
      words.valid.is(all(phase.is("word"), stop.not()));
      words.payload.value.is(
        concat(shift.bits(7, 0), shift.bits(15, 8), shift.bits(23, 16), shift.bits(31, 24)),
      );
      read.valid.is(all(phase.is("contents"), sck.not()));
      read.value.is(miso);
    },
  });
}
