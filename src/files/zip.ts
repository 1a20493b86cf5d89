// Zip archives, as far as NumPy reads them: stored or deflated members, in zip64 too.
//
// The directory is read here because a damaged one must neither hang nor allocate what it claims: fflate trusts the
// sizes and checks no checksums. Inflating is the platform's zlib.
import { crc32, inflateRawSync } from "node:zlib";
import { refuse } from "./error.ts";

const where = "zip archive";
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const endBytes = 22;
const end64Bytes = 56;
const locator64Bytes = 20;
const entryBytes = 46;
const localBytes = 30;
const methods: Readonly<Record<number, string>> = {
  9: " (deflate64)",
  12: " (bzip2)",
  14: " (LZMA)",
  93: " (zstd)",
};
/** A byte of deflated data cannot stand for more than about this many bytes. */
const deflateRatio = 1032;

/**
 * The members of an archive, in the directory's order; stored ones are views into `bytes`.
 * @throws FileError naming the member, what was expected and what was found
 */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { end, count, start } = findDirectory(view);
  let at = start;
  const members = new Map<string, Uint8Array>();
  let packed = 0;
  for (let i = 0; i < count; i++) {
    if (at + entryBytes > end || view.getUint32(at, true) !== entrySignature)
      refuse(where, `a directory of ${count} entries`, `no entry ${i} at byte ${at}`);
    const nameEnd = at + entryBytes + view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + entryBytes, nameEnd));
    if (members.has(name)) refuse(`zip member ${name}`, "different names", "it twice");
    const sizes = sizesOf(view, at, nameEnd, end);
    packed += sizes.packed;
    if (packed > bytes.length)
      refuse(`zip member ${name}`, "members that do not overlap", `${packed} bytes so far`);
    members.set(name, readMember(bytes, view, at, sizes, `zip member ${name}`));
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return members;
}

/** Byte offset of the record that ends the archive; a comment of up to 65535 bytes may follow it. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - endBytes - 0xffff);
  for (let at = view.byteLength - endBytes; at >= first; at--)
    if (view.getUint32(at, true) === endSignature) return at;
  return refuse(where, "an end of directory", "none: the file is truncated or no zip archive");
}

/** Entries of the directory, where it begins, and where it ends at the latest. A zip64 record replaces fields that are all ones. */
function findDirectory(view: DataView): { end: number; count: number; start: number } {
  const end = findEnd(view);
  const short = { end, count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) };
  const locator = end - locator64Bytes;
  const isLong = short.count === 0xffff || short.start === ALL_ONES;
  if (!isLong || locator < 0 || view.getUint32(locator, true) !== locator64Signature) return short;
  const record = long(view, locator + 8);
  if (record + end64Bytes > locator || view.getUint32(record, true) !== end64Signature)
    return refuse(where, "a zip64 end of directory", `none at byte ${record}`);
  return { end: record, count: long(view, record + 32), start: long(view, record + 48) };
}

const ALL_ONES = 0xffff_ffff;

/** An unsigned integer of 64 bits; none that matters is beyond 2^53. */
const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

interface Sizes {
  readonly packed: number;
  readonly size: number;
  /** Byte of the local header. */
  readonly local: number;
}

/** Sizes and place of a member. Those that are all ones stand in the entry's zip64 field, in this order. */
function sizesOf(view: DataView, entry: number, extra: number, end: number): Sizes {
  const [size, packed, local] = [24, 20, 42].map((offset) => view.getUint32(entry + offset, true));
  const extraEnd = Math.min(extra + view.getUint16(entry + 30, true), end);
  for (let at = extra; at + 4 <= extraEnd; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    const read = (short: number) => {
      if (short !== ALL_ONES || next + 8 > extraEnd) return short;
      next += 8;
      return long(view, next - 8);
    };
    return { size: read(size), packed: read(packed), local: read(local) };
  }
  return { size, packed, local };
}

function readMember(
  bytes: Uint8Array,
  view: DataView,
  entry: number,
  { packed, size, local }: Sizes,
  name: string,
): Uint8Array {
  const method = view.getUint16(entry + 10, true);
  const checksum = view.getUint32(entry + 16, true);
  if (view.getUint16(entry + 8, true) & 1) refuse(name, "no encryption", "it encrypted");
  if (local + localBytes > bytes.length || view.getUint32(local, true) !== localSignature)
    refuse(name, "a local header", `none at byte ${local}`);
  const start = local + localBytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length)
    refuse(name, `at most ${Math.max(0, bytes.length - start)} bytes of data`, `${packed}`);
  const data = unpack(bytes.subarray(start, start + packed), method, size, name);
  if (data.length !== size) refuse(name, `${size} bytes, as the directory says`, `${data.length}`);
  const actual = crc32(data);
  if (actual !== checksum) refuse(name, `checksum ${checksum.toString(16)}`, actual.toString(16));
  return data;
}

function unpack(data: Uint8Array, method: number, size: number, name: string): Uint8Array {
  if (method === 0) return data;
  if (method !== 8)
    return refuse(name, "method 0 (stored) or 8 (deflated)", `${method}${methods[method] ?? ""}`);
  const most = (data.length + 1) * deflateRatio;
  if (size > most) refuse(name, `at most ${most} bytes from ${data.length} deflated`, `a size of ${size}`);
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    return refuse(name, "deflated data", (error as Error).message);
  }
}
