// Zip archives, as far as NumPy writes them: stored or deflated members, less than 4 GB.
//
// The directory is read here because a damaged one must neither hang nor allocate what it claims: fflate trusts the
// sizes and checks no checksums. Inflating is the platform's zlib.
import { crc32, inflateRawSync } from "node:zlib";
import { refuse } from "./tensor.ts";

const where = "zip archive";
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;
/** A byte of deflated data cannot stand for more than about this many bytes. */
const deflateRatio = 1032;

/**
 * The members of an archive, in the directory's order; stored ones are views into `bytes`.
 * @throws CheckpointError naming the member, what was expected and what was found
 */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const members = new Map<string, Uint8Array>();
  let packed = 0;
  for (let i = 0; i < count; i++) {
    if (at + entryBytes > end || view.getUint32(at, true) !== entrySignature)
      refuse(where, `a directory of ${count} entries`, `no entry ${i} at byte ${at}`);
    const nameEnd = at + entryBytes + view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + entryBytes, nameEnd));
    if (members.has(name)) refuse(`zip member ${name}`, "different names", "it twice");
    packed += view.getUint32(at + 20, true);
    if (packed > bytes.length)
      refuse(`zip member ${name}`, "members that do not overlap", `${packed} bytes so far`);
    members.set(name, readMember(bytes, view, at, `zip member ${name}`));
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

function readMember(bytes: Uint8Array, view: DataView, entry: number, name: string): Uint8Array {
  const method = view.getUint16(entry + 10, true);
  const checksum = view.getUint32(entry + 16, true);
  const packed = view.getUint32(entry + 20, true);
  const size = view.getUint32(entry + 24, true);
  const local = view.getUint32(entry + 42, true);
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
  if (method !== 8) return refuse(name, "method 0 (stored) or 8 (deflated)", `${method}`);
  const most = (data.length + 1) * deflateRatio;
  if (size > most) refuse(name, `at most ${most} bytes from ${data.length} deflated`, `a size of ${size}`);
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    return refuse(name, "deflated data", (error as Error).message);
  }
}
