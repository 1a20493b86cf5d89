// HDF5 datatype messages (IV.A.2.d of the format specification) and the bytes of values in them, little-endian.

export type NumberType = "uint16" | "float32" | "float64";

const arrays = { uint16: Uint16Array, float32: Float32Array, float64: Float64Array };

/** The bytes of numbers. */
export function encodeNumbers(type: NumberType, values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(arrays[type].from(values).buffer);
}

/** Class and version 1, three bytes of flags, size, properties. */
function message(kind: number, flags: number, size: number, properties: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + properties.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x10 | kind | (flags << 8), true);
  view.setUint32(4, size, true);
  bytes.set(properties, 8);
  return bytes;
}

function number(type: NumberType): Uint8Array {
  if (type === "uint16") return message(0, 0, 2, Uint8Array.of(0, 0, 16, 0));
  const size = type === "float32" ? 4 : 8;
  const [exponentBits, mantissaBits] = type === "float32" ? [8, 23] : [11, 52];
  const properties = Uint8Array.of(
    0,
    0,
    size * 8,
    0,
    mantissaBits,
    exponentBits,
    0,
    mantissaBits,
    0,
    0,
    0,
    0,
  );
  new DataView(properties.buffer).setUint32(8, 2 ** (exponentBits - 1) - 1, true);
  // Flags: the leading 1 of the mantissa is implied; the sign is the top bit.
  return message(1, 0x20 | ((size * 8 - 1) << 8), size, properties);
}

export const datatypes = {
  number,
  /** A list of numbers: 4 bytes of length, 8 of heap address, 4 of heap index. */
  list: (type: NumberType) => message(9, 0, 16, number(type)),
  /** Text of at most `size` bytes, filled up with zeros. */
  text: (size: number) => message(3, 0x11, size, new Uint8Array(0)),
};
