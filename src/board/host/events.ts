// A recording as payloads of event frames.
import { eventBit, MOST_CHANNELS } from "../../core/index.ts";
import type { EventSequence } from "../../network/integer.ts";
import { BoardError } from "../error.ts";
import { MOST_BYTES } from "../frames.ts";
import { eventBytes } from "../session.ts";

/** The words of a sequence, low byte first, cut into payloads. `graded`: every event carries its value. */
export function eventPayloads(sequence: EventSequence, graded: boolean): Uint8Array[] {
  const { steps, offsets, addresses, values } = sequence;
  const size = eventBytes(graded);
  const bytes: number[] = [];
  const put = (address: number, flags: number, value: number) => {
    if (address >= MOST_CHANNELS)
      throw new BoardError(
        `event of channel ${address}: the serial link carries channels below ${MOST_CHANNELS}`,
      );
    const word = address | flags;
    bytes.push(word & 0xff, word >> 8);
    if (graded) bytes.push(value & 0xff, value >> 8);
  };
  for (let k = 0; k < steps; k++) {
    const [from, to] = [offsets[k]!, offsets[k + 1]!];
    const ends = (1 << eventBit.last) | (k === steps - 1 ? 1 << eventBit.end : 0);
    for (let e = from; e < to; e++) put(addresses[e]!, e === to - 1 ? ends : 0, values?.[e] ?? 1);
    if (from === to) put(0, ends | (1 << eventBit.empty), 0);
  }
  const most = MOST_BYTES - (MOST_BYTES % size);
  return Array.from({ length: Math.ceil(bytes.length / most) }, (_, i) =>
    Uint8Array.from(bytes.slice(i * most, (i + 1) * most)),
  );
}
