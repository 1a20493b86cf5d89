// The safetensors format: the length of a JSON header, the header, raw tensors.
import { elementBytes, elements, refuse, showShape, type Tensor, type Tensors } from "./tensor.ts";

/** The most bytes of a header, as in the format's own library. */
const headerLimit = 100_000_000;

/**
 * Reads a safetensors file. Every size and offset is checked against the file before it is used; the tensors are views
 * into `bytes`.
 * @throws CheckpointError naming the tensor or the part of the header, what was expected and what was found
 */
export function readSafetensors(bytes: Uint8Array): Tensors {
  if (bytes.length < 8) refuse("safetensors file", "at least 8 bytes", `${bytes.length}`);
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const room = Math.min(bytes.length - 8, headerLimit);
  if (declared > BigInt(room))
    refuse("safetensors header", `at most ${room} bytes`, `a length of ${declared}`);
  const start = 8 + Number(declared);
  const data = bytes.subarray(start);
  const tensors = new Map<string, Tensor>();
  const extents: { name: string; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(parseHeader(bytes.subarray(8, start)))) {
    if (name === "__metadata__") continue;
    const { dtype, shape, begin, end } = checkEntry(name, entry, data.length);
    tensors.set(name, { dtype, shape, data: data.subarray(begin, end), columnMajor: false });
    extents.push({ name, begin, end });
  }
  let covered = 0;
  for (const { name, begin, end } of extents.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      refuse(name, `data that begins at byte ${covered}, where the last tensor ends`, `${begin}`);
    covered = end;
  }
  if (covered !== data.length)
    refuse("safetensors data", `${covered} bytes, as the header says`, `${data.length}`);
  return tensors;
}

function parseHeader(bytes: Uint8Array): object {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header === "object" && header !== null && !Array.isArray(header)) return header;
  } catch (error) {
    return refuse("safetensors header", "a JSON object", (error as Error).message);
  }
  return refuse("safetensors header", "a JSON object", "another JSON value");
}

function checkEntry(name: string, entry: unknown, dataBytes: number) {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(elementBytes, dtype))
    return refuse(name, `a dtype of ${Object.keys(elementBytes).join(", ")}`, text(dtype));
  if (!isSizes(shape)) return refuse(name, "a shape of non-negative integers", text(shape));
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes)
    return refuse(name, `data_offsets [begin, end] within ${dataBytes} bytes`, text(offsets));
  const [begin, end] = offsets;
  const size = elements(shape) * elementBytes[dtype];
  if (size !== end - begin) refuse(name, `${size} bytes for ${dtype} ${showShape(shape)}`, `${end - begin}`);
  return { dtype, shape, begin, end };
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

const text = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80));

/** Elements to write: float64 values and their shape. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * A safetensors file of the tensors, in their order, as F32 (rounded to nearest) or F64.
 * @throws CheckpointError where a value is not finite, or too large for F32
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, FloatTensor>,
  dtype: "F32" | "F64" = "F32",
): Uint8Array {
  const arrays = [...tensors].map(([name, { values }]) => {
    const array = dtype === "F32" ? Float32Array.from(values) : values;
    const bad = array.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0)
      refuse(`${name}, element ${bad}`, `a finite number that ${dtype} can hold`, String(values[bad]));
    return array;
  });
  let end = 0;
  const entries = [...tensors].map(([name, { shape }], i) => {
    const begin = end;
    end += arrays[i].byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  const header = new TextEncoder().encode(json);
  const start = 8 + Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8 + header.length, start);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - 8), true);
  bytes.set(header, 8);
  let at = start;
  for (const array of arrays)
    for (const value of array) {
      if (dtype === "F32") view.setFloat32(at, value, true);
      else view.setFloat64(at, value, true);
      at += elementBytes[dtype];
    }
  return bytes;
}
