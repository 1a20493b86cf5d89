// Frames as bytes: made, and found again in what a serial line brings.
import { SYNC } from "../frames.ts";

export interface Frame {
  readonly kind: number;
  readonly number: number;
  readonly payload: Uint8Array;
}

/** CRC-16 with the polynomial 0x1021, most significant bit first, starting with all ones, nothing inverted. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc;
}

/** The bytes of a frame; its payload has at most 255. */
export function encodeFrame({ kind, number, payload }: Frame): Uint8Array {
  const body = Uint8Array.of(kind, number, payload.length, ...payload);
  const crc = crc16(body);
  return Uint8Array.of(SYNC, ...body, crc >> 8, crc & 0xff);
}

/** Bytes around a payload: sync, kind, number, length; two of checksum. */
const HEAD = 4;
const TAIL = 2;

/** Finds frames in a stream of bytes that may be cut anywhere and hold anything. */
export class FrameDecoder {
  private bytes: number[] = [];
  /** Frames whose checksum was wrong. */
  broken = 0;

  /** Takes bytes; gives the frames that they complete. */
  push(arrived: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    this.bytes.push(...arrived);
    for (;;) {
      const start = this.bytes.indexOf(SYNC);
      this.bytes.splice(0, start < 0 ? this.bytes.length : start);
      const length = HEAD + (this.bytes[3] ?? 0) + TAIL;
      if (this.bytes.length < HEAD || this.bytes.length < length) return frames;
      const whole = Uint8Array.from(this.bytes.slice(0, length));
      // Over a body and its own checksum the CRC is 0.
      if (crc16(whole.subarray(1)) === 0) {
        frames.push({ kind: whole[1]!, number: whole[2]!, payload: whole.subarray(HEAD, length - TAIL) });
        this.bytes.splice(0, length);
      } else {
        // The sync byte may have been part of something else: look for the next one.
        this.broken += 1;
        this.bytes.splice(0, 1);
      }
    }
  }
}
