// The flash image: the parameters of a network beside the bitstream, with a checksum.
import { type NetworkPlan, parametersOf } from "../core/index.ts";
import { BoardError } from "./error.ts";

/** First word of an image: "DMP2" in the order of the flash. */
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

/** The contents of a flash: the bitstream at its beginning, the parameters at `address`, erased (0xff) between. */
export function flashImage(bitstream: Uint8Array, address: number, parameters: Uint8Array): Uint8Array {
  if (bitstream.length > address)
    throw new BoardError(`the bitstream has ${bitstream.length} bytes; the parameters begin at ${address}`);
  const flash = new Uint8Array(address + parameters.length).fill(0xff);
  flash.set(bitstream);
  flash.set(parameters, address);
  return flash;
}
