// The flash image: the parameters of a network beside the bitstream, with length and checksum.
import { type NetworkPlan, parametersOf } from "../core/index.ts";
import { BoardError } from "./error.ts";

/** First word of an image: "DMP1" in the order of the flash. */
export const IMAGE_MAGIC = 0x31504d44;

/** Bits of the counts in an image: room for 16 MB. */
export const IMAGE_WORD_BITS = 22;

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
 * The image of a network's parameters. Little-endian words: magic, number of the words up to the checksum, then for
 * every memory the number of its words, its number, its values; last the checksum of all of it, high byte first.
 */
export function parameterImage(plan: NetworkPlan): Uint8Array {
  const packets = parametersOf(plan).all.map(({ id, words }) => [id, ...words.flat()]);
  const words = packets.flatMap((packet) => [packet.length, ...packet]);
  const bytes = new Uint8Array(4 * (words.length + 3));
  const view = new DataView(bytes.buffer);
  [IMAGE_MAGIC, words.length, ...words].forEach((word, i) => {
    view.setInt32(4 * i, word, true);
  });
  const end = bytes.length - 4;
  view.setUint32(end, crc32(bytes.subarray(0, end)), false);
  return bytes;
}

/** The contents of a flash: the bitstream at its beginning, the parameters at `address`, erased (0xff) between. */
export function flashImage(bitstream: Uint8Array, address: number, parameters: Uint8Array): Uint8Array {
  if (bitstream.length > address)
    throw new BoardError(`the bitstream has ${bitstream.length} bytes; the parameters begin at ${address}`);
  const flash = new Uint8Array(address + parameters.length).fill(0xff);
  flash.set(bitstream);
  flash.set(parameters, address);
  return flash;
}
