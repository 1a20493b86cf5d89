// Arrays of numbers as files hold them: bytes, their type and shape.
import { refuse } from "./error.ts";

export interface RawArray {
  /** As safetensors names them (F64, F32, I16, BOOL and so on), or a NumPy type that is none of these. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The elements, little-endian; a view into the file where that is possible. */
  readonly data: Uint8Array;
  /** True where the first index varies fastest (NumPy's fortran_order). */
  readonly columnMajor: boolean;
}

/** Bytes of an element of every type that safetensors files may hold. */
export const elementBytes: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E5M2: 1, F8_E4M3: 1, F8_E8M0: 1 },
  ...{ I16: 2, U16: 2, F16: 2, BF16: 2, I32: 4, U32: 4, F32: 4, F64: 8, I64: 8, U64: 8, C64: 8 },
};

export const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** [] for a scalar, [128, 5] for a matrix. */
export const showShape = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

const decoders: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  F64: (view, at) => view.getFloat64(at, true),
  F32: (view, at) => view.getFloat32(at, true),
  F16: (view, at) => half(view.getUint16(at, true)),
  BF16: (view, at) => brain(view.getUint16(at, true)),
  BOOL: (view, at) => view.getUint8(at),
  U8: (view, at) => view.getUint8(at),
  I8: (view, at) => view.getInt8(at),
  U16: (view, at) => view.getUint16(at, true),
  I16: (view, at) => view.getInt16(at, true),
  U32: (view, at) => view.getUint32(at, true),
  I32: (view, at) => view.getInt32(at, true),
  U64: (view, at) => Number(view.getBigUint64(at, true)),
  I64: (view, at) => Number(view.getBigInt64(at, true)),
};

export const floatTypes: readonly string[] = ["F64", "F32", "F16", "BF16"];
export const realTypes: readonly string[] = Object.keys(decoders);

/**
 * The elements of an array as float64, row after row; integers beyond 2^53 are rounded.
 * @throws FileError, naming `name`, where the type is none of `types`
 */
export function numbers(name: string, array: RawArray, types: readonly string[] = realTypes): Float64Array {
  const { dtype, shape, data } = array;
  if (!types.includes(dtype)) refuse(name, `elements of type ${types.join(", ")}`, dtype);
  const decode = decoders[dtype];
  const bytes = elementBytes[dtype];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = Float64Array.from({ length: elements(shape) }, (_, i) => decode(view, i * bytes));
  return array.columnMajor ? rowMajor(values, shape) : values;
}

function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => elements(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  return values.map(() => {
    const value = values[index.reduce((at, n, axis) => at + n * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
    return value;
  });
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a binary32. */
function brain(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
