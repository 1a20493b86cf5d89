// Plain data with typed arrays in it as what JSON holds, and back. Of a number outside of typed arrays only the sign of a
// zero is lost.
import { deflateSync, inflateSync } from "node:zlib";

const arrays = {
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
};
type Typed = InstanceType<(typeof arrays)[keyof typeof arrays]>;

/** A typed array, in little-endian order, deflated: numbers of few bits take few characters. */
interface Packed {
  readonly typedArray: keyof typeof arrays;
  readonly deflated: string;
}

const isTyped = (value: object): value is Typed => value.constructor.name in arrays;
const isPacked = (value: object): value is Packed => "typedArray" in value;

/** @throws Error where JSON could not hold it: a function, a number without end, an instance of a class */
export function toJson(value: unknown): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object") {
    if (isTyped(value)) return packed(value);
    const prototype = Object.getPrototypeOf(value);
    if ((prototype === Object.prototype || prototype === null) && !isPacked(value))
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, own]) => own !== undefined)
          .map(([key, own]) => [key, toJson(own)]),
      );
  }
  throw new Error(`not plain data: ${typeof value === "object" ? "an object of a class" : String(value)}`);
}

function packed(array: Typed): Packed {
  const { buffer, byteOffset, byteLength } = array;
  return {
    typedArray: array.constructor.name as keyof typeof arrays,
    deflated: deflateSync(new Uint8Array(buffer, byteOffset, byteLength)).toString("base64"),
  };
}

/** What `toJson` was given; fields that were undefined are not there. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== "object" || value === null) return value;
  if (isPacked(value)) {
    // A copy of its own: typed arrays must begin where their elements can.
    const bytes = Uint8Array.from(inflateSync(Buffer.from(value.deflated, "base64")));
    return new arrays[value.typedArray](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, fromJson(own)]));
}
