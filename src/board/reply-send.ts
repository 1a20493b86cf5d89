// Replies to the host: each one a frame with a value and the status.
import { bit, circuit, index, type Signal, select, stream, uint } from "../hdl/index.ts";
import { CRC16_START, crc16Step } from "./crc.ts";
import { SYNC } from "./frames.ts";

/** What a reply says. */
export const replyPayload = { kind: uint(8), number: uint(8), value: uint(16) };

const PAYLOAD = 3;
/** Bytes before the checksum: sync, kind, number, length, payload. */
const CHECKED = 4 + PAYLOAD;

/** Sends one reply after the other; the status is that of the moment in which it leaves. */
export function replySend() {
  return circuit("reply_send", {
    note: "Replies to the host: sync, kind, number, length, value (low byte first), status, checksum.",
    inputs: { reply: stream(replyPayload), status: uint(8) },
    outputs: { bytes: stream({ value: uint(8) }) },
    body(c, { reply, status }, { bytes }) {
      const { sending } = c.registers({ sending: bit });
      const { at } = c.registers({ at: index(CHECKED + 2) });
      const { kind, number, value } = c.registers(replyPayload);
      const { crc } = c.registers({ crc: uint(16) });
      reply.ready.is(sending.not());
      const parts: Signal[] = [
        ...[kind, number],
        ...[value.bits(7, 0), value.bits(15, 8), status, crc.bits(15, 8), crc.bits(7, 0)],
      ];
      const { leaving } = c.signals({
        leaving: select(at, [SYNC, parts[0]!, parts[1]!, PAYLOAD, ...parts.slice(2)]),
      });
      bytes.valid.is(sending);
      bytes.payload.value.is(leaving);
      c.when(reply.fire, () => {
        sending.next(1);
        at.next(0);
        kind.next(reply.payload.kind);
        number.next(reply.payload.number);
        value.next(reply.payload.value);
        crc.next(CRC16_START);
      }).elsewhen(bytes.fire, () => {
        c.when(at.eq(CHECKED + 1), () => sending.next(0)).otherwise(() => at.next(at.add(1).narrow(at.type)));
        c.when(at.ne(0).and(at.lt(CHECKED)), () => crc.next(crc16Step(crc, leaving)));
      });
    },
  });
}
