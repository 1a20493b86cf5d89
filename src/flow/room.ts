// Whether a device can hold a design's memories at all: said before minutes of synthesis.
import type { MemoryUse } from "../generate/index.ts";
import { type Device, resources } from "./devices.ts";
import { FlowRunError } from "./error.ts";

const kilo = (bits: number) => `${Math.ceil(bits / 1024).toLocaleString("en-US")} kbit`;

/** Memories that are named, the largest first. */
const NAMED = 4;

/**
 * Compares all memories together with every bit that the device can hold, registers and logic used as memory included:
 * what is refused here cannot fit, what passes need not.
 * @throws FlowRunError naming the largest memories and what the device has
 */
export function needRoom(memories: readonly MemoryUse[], device: Device): void {
  const { family, available } = device;
  const room = resources.reduce((sum, r) => sum + family.bits[r] * available[r], 0);
  const size = (m: MemoryUse) => m.depth * m.bits;
  const needed = memories.reduce((sum, m) => sum + size(m), 0);
  if (needed <= room) return;
  const largest = [...memories].sort((a, b) => size(b) - size(a)).slice(0, NAMED);
  const rest = memories.length - largest.length;
  const kinds = resources
    .filter((r) => family.bits[r] * available[r] > 0)
    .map((r) => `${available[r]} ${family.units[r]}`);
  throw new FlowRunError(
    [
      `does not fit: the memories take ${kilo(needed)}, and ${device.part} can hold ${kilo(room)} (${kinds.join(", ")})`,
      ...largest.map((m) => `${m.name}: ${m.depth} words of ${m.bits} bits, ${kilo(size(m))}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
      "smaller: fewer bits a weight (--bits), fewer neurons, or another device (--device)",
    ].join("\n"),
  );
}
