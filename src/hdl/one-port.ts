// Memories with one port.
import type { MemoryItem } from "./ir.ts";

/** Whether a memory has one port, which in a cycle either writes or reads: where it writes, the read data hold. */
export const isOnePort = ({ style, onePort }: Pick<MemoryItem, "style" | "onePort">): boolean =>
  style === "spram" || onePort === true;
