// NumPy's files: .npy (one array) and .npz (a zip archive of them), in every dialect that NumPy itself reads.
import { elementBytes, elements, type RawArray, showShape } from "./array.ts";
import { refuse } from "./error.ts";
import { parseLiteral } from "./python-literal.ts";
import { readZip } from "./zip.ts";

/** NumPy's kind and size of an element: the name that safetensors gives it. */
const types: Readonly<Record<string, string>> = {
  ...{ f8: "F64", f4: "F32", f2: "F16", c8: "C64", b1: "BOOL", "?": "BOOL" },
  ...{ i8: "I64", i4: "I32", i2: "I16", i1: "I8", u8: "U64", u4: "U32", u2: "U16", u1: "U8" },
};

/** Bytes of one character of NumPy's unicode strings. */
const UNICODE_BYTES = 4;

/**
 * Reads an .npz archive; an array's name is its member's without `.npy`.
 * @throws FileError naming the member, what was expected and what was found
 */
export const readNpzArrays = (bytes: Uint8Array): Map<string, RawArray> => npzArraysIn(readZip(bytes));

/** The same of an archive's members. */
export function npzArraysIn(members: ReadonlyMap<string, Uint8Array>): Map<string, RawArray> {
  const arrays = new Map<string, RawArray>();
  for (const [member, data] of members) {
    if (!member.endsWith(".npy"))
      refuse(
        `zip member ${member}`,
        "members that end in .npy",
        member.endsWith(".pkl") ? "a PyTorch pickle: save the state dict as safetensors" : "another name",
      );
    const name = member.slice(0, -".npy".length);
    arrays.set(name, readNpyArray(data, name));
  }
  return arrays;
}

/**
 * Reads an .npy array of format version 1, 2 or 3; the elements are a view into `bytes` unless they were big-endian.
 * `name` is for messages.
 * @throws FileError as `readNpzArrays`
 */
export function readNpyArray(bytes: Uint8Array, name: string): RawArray {
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  if (magic !== "\x93NUMPY") refuse(name, "the first bytes of an .npy array", JSON.stringify(magic));
  const version = bytes[6];
  if (![1, 2, 3].includes(version)) refuse(name, ".npy format version 1, 2 or 3", `${version}`);
  const prefix = version === 1 ? 10 : 12;
  if (bytes.length < prefix) refuse(name, `at least ${prefix} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > bytes.length - prefix)
    refuse(name, `an .npy header of at most ${bytes.length - prefix} bytes`, `${length}`);
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(prefix, prefix + length)), name);
  const { dtype, size, swapped } = elementType(header.descr, name);
  const data = bytes.subarray(prefix + length);
  const expected = elements(header.shape) * size;
  if (data.length !== expected)
    refuse(name, `${expected} bytes for ${dtype} ${showShape(header.shape)}`, `${data.length}`);
  return {
    dtype,
    shape: header.shape,
    data: swapped ? byteSwapped(data, size) : data,
    columnMajor: header.columnMajor,
  };
}

interface Header {
  readonly descr: unknown;
  readonly columnMajor: boolean;
  readonly shape: readonly number[];
}

/** The header is a Python dictionary of exactly three entries, in any order. */
function parseHeader(text: string, name: string): Header {
  const header = parseLiteral(text)?.value;
  if (header instanceof Map && header.size === 3) {
    const [descr, columnMajor, shape] = ["descr", "fortran_order", "shape"].map((key) => header.get(key));
    const sizes = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && (n as number) >= 0);
    if (descr !== undefined && typeof columnMajor === "boolean" && sizes)
      return { descr, columnMajor, shape: shape as number[] };
  }
  return refuse(
    name,
    "an .npy header with descr, fortran_order, shape",
    JSON.stringify(text.slice(0, 80).trim()),
  );
}

/** What NumPy's `descr` of an element says: its type, its bytes, and whether they are in the other order. */
function elementType(descr: unknown, name: string): { dtype: string; size: number; swapped: boolean } {
  const expected = "elements of one type of numbers";
  if (typeof descr !== "string")
    return refuse(name, expected, "a structured array: save its fields one by one");
  const match = /^([<>|=]?)([a-zA-Z?])(\d{0,9})/.exec(descr);
  if (!match) return refuse(name, expected, JSON.stringify(descr));
  const [whole, order, kind, digits] = match;
  if (kind === "O")
    return refuse(name, expected, "Python objects (a pickle): save arrays of numbers, rows of one length");
  const dtype = Object.hasOwn(types, kind + digits) ? types[kind + digits] : descr;
  // Dates carry their unit behind the size; of those, as of strings, only the size is known here.
  if (whole !== descr && kind !== "M" && kind !== "m") return refuse(name, expected, JSON.stringify(descr));
  const size = elementBytes[dtype] ?? Number(digits) * (kind === "U" ? UNICODE_BYTES : 1);
  return { dtype, size, swapped: order === ">" && size > 1 };
}

function byteSwapped(data: Uint8Array, size: number): Uint8Array {
  const swapped = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) swapped[at] = data[at - (at % size) + size - 1 - (at % size)];
  return swapped;
}
