// Small NumPy arrays and zip archives, byte by byte, in the dialects that the readers must know.
import { crc32, deflateRawSync } from "node:zlib";

/** An .npy array: any header text, any data. */
export function npy(header: string, data: Uint8Array | readonly number[], version = 1): Buffer {
  const text = Buffer.from(`${header}\n`);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  return Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from("NUMPY"),
    Buffer.from([version, 0]),
    length,
    text,
    Buffer.from(data),
  ]);
}

/** The header of an array as NumPy writes it. */
export const headerOf = (descr: string, shape: readonly number[]): string =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((n) => `${n},`).join(" ")}), }`;

/** An .npy array of float64. */
export const float64 = (shape: readonly number[], values: readonly number[]): Buffer =>
  npy(headerOf("<f8", shape), new Uint8Array(Float64Array.from(values).buffer));

/** An .npy array of int64. */
export const int64 = (shape: readonly number[], values: readonly number[]): Buffer =>
  npy(headerOf("<i8", shape), new Uint8Array(BigInt64Array.from(values, BigInt).buffer));

/** An .npy array of unsigned bytes. */
export const bytes = (shape: readonly number[], values: readonly number[]): Buffer =>
  npy(headerOf("|u1", shape), values);

const u16 = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
const u64 = (...values: number[]) => Buffer.from(BigUint64Array.from(values, BigInt).buffer);
const ones = 0xffff_ffff;

/** A zip archive. `long`: every size and place stands in zip64 fields; `deflated`: members are compressed. */
export function zip(
  members: Readonly<Record<string, Uint8Array>>,
  { long = false, deflated = false, comment = "" } = {},
): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  const put = (...pieces: Buffer[]) => {
    parts.push(...pieces);
    at += pieces.reduce((sum, piece) => sum + piece.length, 0);
  };
  for (const [member, data] of Object.entries(members)) {
    const name = Buffer.from(member);
    const packed = deflated ? deflateRawSync(data) : Buffer.from(data);
    const start = at;
    const common = Buffer.concat([u16(deflated ? 8 : 0, 0, 0), u32(crc32(data))]);
    const sizes = long ? u32(ones, ones) : u32(packed.length, data.length);
    const localExtra = long ? Buffer.concat([u16(1, 16), u64(data.length, packed.length)]) : Buffer.alloc(0);
    put(
      u32(0x04034b50),
      u16(45, 0),
      common,
      sizes,
      u16(name.length, localExtra.length),
      name,
      localExtra,
      packed,
    );
    const extra = long
      ? Buffer.concat([u16(1, 24), u64(data.length, packed.length, start)])
      : Buffer.alloc(0);
    entries.push(
      Buffer.concat([
        ...[u32(0x02014b50), u16(45, 45, 0), common, sizes, u16(name.length, extra.length, 0, 0, 0)],
        ...[u32(0), u32(long ? ones : start), name, extra],
      ]),
    );
  }
  const start = at;
  put(...entries);
  const [count, size] = [entries.length, at - start];
  if (long) {
    const record = at;
    put(u32(0x06064b50), u64(44), u16(45, 45), u32(0, 0), u64(count, count, size, start));
    put(u32(0x07064b50, 0), u64(record), u32(1));
  }
  const shown = long ? [0xffff, 0xffff] : [count, count];
  put(u32(0x06054b50), u16(0, 0, ...shown), long ? u32(ones, ones) : u32(size, start), u16(comment.length));
  put(Buffer.from(comment));
  return Buffer.concat(parts);
}
