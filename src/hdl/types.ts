// Types as the user writes them: integer ranges, vectors of lanes, records and streams.
import { HdlError } from "./errors.ts";
import type { Type } from "./ir.ts";
import { fullRange, typeOf, widthOf } from "./range.ts";

/** The widest signal the language and its simulators handle. */
export const maxWidth = 64;

/** Integers `lo` to `hi`, both included. Stored unsigned where `lo >= 0`, else two's complement, in the fewest bits. */
export function int(lo: number | bigint, hi: number | bigint): Type {
  for (const end of [lo, hi])
    if (typeof end === "number" && !Number.isSafeInteger(end))
      throw new HdlError(
        "range",
        `Range end is not an exact integer: ${end}. Write a whole number, or a bigint beyond 2^53.`,
      );
  const range = { lo: BigInt(lo), hi: BigInt(hi) };
  if (range.lo > range.hi)
    throw new HdlError("range", `Empty range: ${lo} to ${hi}. Write the lower end first.`);
  if (widthOf(range) > maxWidth)
    throw new HdlError(
      "width",
      `Range too wide: ${lo} to ${hi} needs ${widthOf(range)} bits; at most ${maxWidth} are allowed.`,
    );
  return typeOf(range);
}

const ofWidth = (bits: number, signed: boolean): Type => {
  if (!Number.isInteger(bits) || bits < 1 || bits > maxWidth)
    throw new HdlError("width", `Width out of bounds: ${bits}. Allowed: 1 to ${maxWidth} bits.`);
  return typeOf(fullRange(bits, signed));
};

/** Everything that `bits` bits hold as an unsigned number: 0 to 2^bits - 1. */
export const uint = (bits: number): Type => ofWidth(bits, false);

/** Everything that `bits` bits hold in two's complement: -2^(bits-1) to 2^(bits-1) - 1. */
export const sint = (bits: number): Type => ofWidth(bits, true);

/** One bit: 0 or 1. */
export const bit: Type = uint(1);

/** A clock that a foreign module makes or takes: for `c.clockedBy` and for ports. */
export const clock: Type = { lo: "0", hi: "1", clock: true };

/**
 * A bit where `present`, else a type whose only value is 0: a port, register or field that some circuits have and
 * others do not. What has one value needs no hardware and reads as that value.
 */
export const flag = (present: boolean): Type => (present ? bit : int(0, 0));

/** The least type for indices 0 to `count` - 1. */
export const index = (count: number): Type => int(0, Math.max(1, count) - 1);

/** `count` lanes of one shape, none included; as a value, an array. Lanes are named `name_0`, `name_1`, ... */
export interface VectorShape<S extends Shape = Shape> {
  readonly lanes: number;
  readonly of: S;
}

/** Named fields; as a value, an object of the same keys. Fields are named `name_field`. */
export interface RecordShape {
  readonly [field: string]: Shape;
}

/** What a port, wire or register can be. */
export type Shape = Type | VectorShape | RecordShape;

/** A valid/ready stream that carries `payload` in every transfer. */
export interface StreamShape<P extends RecordShape = RecordShape> {
  /** Tells it from a record, whose fields are shapes and no words. */
  readonly kind: "stream";
  readonly stream: P;
  /** Valid and ready are called `tvalid` and `tready`, as AXI4-Stream has them. */
  readonly axi?: true;
}

/** `count` lanes of one shape, none included. */
export const vector = <S extends Shape>(count: number, of: S): VectorShape<S> => {
  if (!Number.isInteger(count) || count < 0)
    throw new HdlError("bounds", `Number of lanes out of bounds: ${count}. Allowed: a whole number from 0.`);
  return { lanes: count, of };
};

/** A stream of transfers: a payload of these fields with `valid` and `ready`. For ports. */
export const stream = <P extends RecordShape>(payload: P): StreamShape<P> => ({
  kind: "stream",
  stream: payload,
});

/** An AXI4-Stream: as `stream`, with valid and ready called `tvalid` and `tready`. Name the payload `tdata`, `tlast`, ... */
export const axiStream = <P extends RecordShape>(payload: P): StreamShape<P> => ({
  kind: "stream",
  stream: payload,
  axi: true,
});

/** What the valid and the ready of a stream are called. */
export const handshake = (
  name: string,
  { axi }: Pick<StreamShape, "axi">,
): { valid: string; ready: string } =>
  axi
    ? { valid: `${name}_tvalid`, ready: `${name}_tready` }
    : { valid: `${name}_valid`, ready: `${name}_ready` };

/** What stands where a type or a shape should, for messages. */
function shown(found: unknown): string {
  if (typeof found === "function") return `the function ${found.name || "without a name"}`;
  if (typeof found === "string") return JSON.stringify(found);
  return Array.isArray(found)
    ? "an array"
    : found !== null && typeof found === "object"
      ? "an object"
      : String(found);
}

/** @throws HdlError where what is called `name` is nothing that a port, wire or register can be */
export function needShape(name: string, shape: unknown): asserts shape is Shape | StreamShape {
  // Maps, dates and their like have no fields, and would be no port.
  if (Object.prototype.toString.call(shape) !== "[object Object]")
    throw new HdlError(
      "operand",
      `No shape: ${name} is ${shown(shape)}. Write a type such as bit or uint(8), vector(lanes, shape), or a record of these.`,
    );
}

/** @throws HdlError where a method is given no type */
export function needType(method: string, type: unknown): asserts type is Type {
  if (typeof (type as Type | null | undefined)?.lo !== "string")
    throw new HdlError(
      "operand",
      `No type: ${method} is given ${shown(type)}. Write a type such as bit, uint(8) or int(-3, 3).`,
    );
}

export const isType = (shape: Shape | StreamShape): shape is Type => typeof (shape as Type).lo === "string";

export const isVector = (shape: Shape | StreamShape): shape is VectorShape =>
  typeof (shape as VectorShape).lanes === "number";

export const isStream = (shape: Shape | StreamShape): shape is StreamShape =>
  (shape as StreamShape).kind === "stream";
