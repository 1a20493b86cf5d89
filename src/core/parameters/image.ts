// The parameters of a network as one file, with a checksum: what a flash holds, and what a driver loads.
import type { NetworkPlan } from "../plan/plan.ts";
import { parametersOf } from "./parameters.ts";

/** First word of an image: "DMP2" in the order of the bytes. */
export const IMAGE_MAGIC = 0x32504d44;

/** Words of the longest packet in the image of a network. */
export const longestPacket = (plan: NetworkPlan): number =>
  Math.max(...parametersOf(plan).all.map(({ depth, lanes }) => 1 + depth * lanes));

/** CRC-32 with the polynomial 0x04c11db7, most significant bit first, starting with all ones, nothing inverted. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let i = 0; i < 8; i++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  }
  return crc >>> 0;
}

/**
 * The image of a network's parameters. Little-endian words: magic, then for every memory the number of the words that
 * follow for it, its number, its values; then 0; last the checksum of all of it, high byte first.
 */
export function parameterImage(plan: NetworkPlan): Uint8Array {
  const packets = parametersOf(plan).all.map(({ id, words }) => [id, ...words.flat()]);
  const words = [IMAGE_MAGIC, ...packets.flatMap((packet) => [packet.length, ...packet]), 0];
  const bytes = new Uint8Array(4 * (words.length + 1));
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setInt32(4 * i, word, true);
  });
  const end = bytes.length - 4;
  view.setUint32(end, crc32(bytes.subarray(0, end)), false);
  return bytes;
}
