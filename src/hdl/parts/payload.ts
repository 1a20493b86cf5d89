// Payloads leaf by leaf: what the stream parts do with a record of any shape.

import { concat, mux } from "../combine.ts";
import { HdlError } from "../errors.ts";
import type { Type } from "../ir.ts";
import { fullRange, isSigned, rangeOf, typeOf, widthOf } from "../range.ts";
import { Signal } from "../signal.ts";
import { type RecordShape, uint } from "../types.ts";
import { type Leaf, leavesOf } from "../values.ts";

/** The leaves of a payload's shape, named as they appear behind the name of the stream. */
export const payloadLeaves = (payload: RecordShape): Leaf[] =>
  Object.entries(payload).flatMap(([field, shape]) => leavesOf(field, shape));

/** The signals (wires, registers) of a value, in the order of its shape. */
export function leafSignals<S extends Signal>(value: unknown): S[] {
  if (value instanceof Signal) return [value as S];
  return Object.values(value as object).flatMap((inner) => leafSignals<S>(inner));
}

/** Each leaf of `a` where the condition is 1, of `b` where it is 0. */
export const choose = (condition: Signal, a: readonly Signal[], b: readonly Signal[]): Signal[] =>
  a.map((signal, i) => mux(condition, signal, b[i]!));

/** How the leaves of a payload lie in the lanes of a memory word. */
export interface Packing {
  readonly lanes: number;
  readonly type: Type;
  /** The leaves as the lanes of one word. */
  pack(leaves: readonly Signal[]): Signal[];
  /** The lanes of one word as leaves. */
  unpack(lanes: readonly Signal[]): Signal[];
}

/** The widest word that is one lane. */
const laneLimit = 64;

/**
 * Leaves of one type are lanes as they are. Others lie side by side in as few equal lanes as hold them, the first leaf
 * most significant.
 */
export function packing(payload: RecordShape): Packing {
  const leaves = payloadLeaves(payload);
  if (leaves.length === 0)
    throw new HdlError(
      "operand",
      "Payload without a field: give the stream at least one, such as { value: uint(8) }.",
    );
  const [first] = leaves as [Leaf];
  const alike = leaves.every(({ type }) => type.lo === first.type.lo && type.hi === first.type.hi);
  if (alike && first.type.states === undefined)
    return { lanes: leaves.length, type: first.type, pack: (s) => [...s], unpack: (s) => [...s] };

  const widths = leaves.map(({ type }) => widthOf(rangeOf(type)));
  const total = widths.reduce((a, b) => a + b);
  const lanes = Math.ceil(total / laneLimit);
  const width = Math.ceil(total / lanes);
  const type = uint(width);
  return {
    lanes,
    type,
    pack: (signals) =>
      split(
        signals.map(bitsOf),
        Array.from({ length: lanes }, (_, i) => Math.min(width, total - i * width)),
      ).map((lane) => lane.as(type)),
    unpack: (words) => {
      const used = words.map((word, i) => word.bits(Math.min(width, total - i * width) - 1, 0));
      return split(used, widths).map((bits, i) => readAs(bits, leaves[i]!.type));
    },
  };
}

const bitsOf = (s: Signal): Signal => s.bits(s.width - 1, 0);

/** A bit string, given in pieces from the most significant on, cut into pieces of other widths. */
function split(pieces: readonly Signal[], widths: readonly number[]): Signal[] {
  const rest = pieces.map((signal) => ({ signal, left: signal.width }));
  return widths.map((width) => {
    const parts: Signal[] = [];
    for (let wanted = width; wanted > 0; ) {
      const piece = rest[0]!;
      const taken = Math.min(wanted, piece.left);
      parts.push(piece.signal.bits(piece.left - 1, piece.left - taken));
      piece.left -= taken;
      wanted -= taken;
      if (piece.left === 0) rest.shift();
    }
    return parts.length === 1 ? parts[0]! : concat(...parts);
  });
}

/**
 * Bits read as a value of the type. A range that is no whole number of bits is clamped: what an empty memory holds at
 * start may lie outside it.
 */
function readAs(bits: Signal, type: Type): Signal {
  const signed = isSigned(rangeOf(type));
  return bits.wrap(typeOf(fullRange(bits.width, signed))).saturate(type);
}
