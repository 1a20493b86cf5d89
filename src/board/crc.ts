// Checksums of the link and of the flash image, as circuits compute them.
import { concat, constant, mux, type Signal, uint } from "../hdl/index.ts";

/** What the link's checksum begins with. */
export const CRC16_START = 0xffff;
/** What the image's checksum begins with. */
export const CRC32_START = 0xffff_ffff;

const zeros = (n: number) => constant(0, uint(n));

/**
 * CRC-16 with the polynomial x^16 + x^12 + x^5 + 1, most significant bit first, one byte on: the form in which the
 * eight steps of a byte fold into one.
 */
export function crc16Step(crc: Signal, byte: Signal): Signal {
  const mixed = crc.bits(15, 8).xor(byte);
  const x = mixed.xor(concat(zeros(4), mixed.bits(7, 4)));
  return concat(crc.bits(7, 0), zeros(8))
    .xor(concat(x.bits(3, 0), zeros(12)))
    .xor(concat(zeros(3), x, zeros(5)))
    .xor(concat(zeros(8), x));
}

/** CRC-32 with the polynomial 0x04c11db7, most significant bit first, one bit on. */
export function crc32Step(crc: Signal, next: Signal): Signal {
  const shifted = concat(crc.bits(30, 0), zeros(1));
  return shifted.xor(mux(crc.bit(31).xor(next), 0x04c1_1db7, 0));
}
