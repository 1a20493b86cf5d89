// Frames from the host: a frame is kept until its checksum is known, so that a broken one goes no further.
import { all, any, bit, circuit, uint } from "../hdl/index.ts";
import { CRC16_START, crc16Step } from "./crc.ts";
import { reason, SYNC } from "./frames.ts";

/**
 * Collects frames. `arrived` is 1 while a whole frame is there, to be read byte by byte; it goes with `taken`, and bytes
 * that come before that are dropped. `broken` is 1 for one cycle when a frame was given up, with
 * `why`. A frame that stops for 2^`patience` cycles is given up.
 */
export function frameReceive(patience: number) {
  return circuit("frame_receive", {
    note:
      "Frames from the host: sync, kind, number, length, payload, checksum. A frame is kept until its checksum is known;\n" +
      "a broken one goes no further than here.",
    inputs: { byte: { valid: bit, value: uint(8), broken: bit }, taken: bit, address: uint(8), read: bit },
    outputs: {
      frame: { arrived: bit, kind: uint(8), number: uint(8), length: uint(8), broken: bit, why: uint(8) },
      /** One cycle after `read` of `address`. */
      data: uint(8),
    },
    body(c, { byte, taken, address, read }, { frame, data }) {
      const phase = c.states("phase", ["sync", "kind", "number", "length", "payload", "high", "low", "full"]);
      const { kind, number, length, at, crc, silence } = c.registers({
        kind: uint(8),
        number: uint(8),
        length: uint(8),
        at: uint(8),
        crc: uint(16),
        silence: uint(patience + 1),
      });
      const { broken, why } = c.registers({ broken: bit, why: uint(8) });
      const { value } = byte;
      const { underway } = c.signals({ underway: all(phase.is("sync").not(), phase.is("full").not()) });
      const { cut } = c.signals({ cut: all(underway, any(byte.broken, silence.bit(patience))) });

      const payload = c.memory("payload", {
        depth: 256,
        type: uint(8),
        style: "block",
        readDuringWrite: "never",
      });
      payload.write("store", { address: at, data: [value], enable: all(byte.valid, phase.is("payload")) });
      const [stored] = payload.read("byte", { address, enable: all(read, phase.is("full")) });

      const { sum } = c.signals({ sum: crc16Step(crc, value) });
      const { bad } = c.signals({ bad: all(byte.valid, phase.is("low"), sum.ne(0)) });
      broken.next(any(bad, cut));
      c.when(cut, () => why.next(reason.cutShort)).elsewhen(bad, () => why.next(reason.checksum));

      c.when(any(byte.valid, underway.not()), () => silence.next(0)).otherwise(() =>
        silence.next(silence.add(1).wrap(silence.type)),
      );
      c.when(phase.is("sync"), () => crc.next(CRC16_START)).elsewhen(byte.valid, () => crc.next(sum));
      c.note("The frame, byte by byte. The checksum of a frame and its own checksum is 0.");
      c.when(cut, () => phase.go("sync")).elsewhen(any(byte.valid, phase.is("full")), () =>
        c.switch(phase, {
          sync: () => c.when(value.eq(SYNC), () => phase.go("kind")),
          kind: () => {
            kind.next(value);
            phase.go("number");
          },
          number: () => {
            number.next(value);
            phase.go("length");
          },
          length: () => {
            length.next(value);
            at.next(0);
            c.when(value.eq(0), () => phase.go("high")).otherwise(() => phase.go("payload"));
          },
          payload: () => {
            const after = at.add(1).wrap(at.type);
            at.next(after);
            c.when(after.eq(length), () => phase.go("high"));
          },
          high: () => phase.go("low"),
          low: () => c.when(sum.eq(0), () => phase.go("full")).otherwise(() => phase.go("sync")),
          full: () => c.when(taken, () => phase.go("sync")),
        }),
      );
      frame.arrived.is(phase.is("full"));
      frame.kind.is(kind);
      frame.number.is(number);
      frame.length.is(length);
      data.is(stored!);
      frame.broken.is(broken);
      frame.why.is(why);
    },
  });
}
