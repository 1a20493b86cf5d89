// Values of any shape as memory words: their leaves side by side in equal lanes.
import { concat } from "./combine.ts";
import type { Type } from "./ir.ts";
import { fullRange, isSigned, rangeOf, typeOf, widthOf } from "./range.ts";
import { only, type Signal } from "./signal.ts";
import { bit, uint } from "./types.ts";
import type { Leaf } from "./values.ts";

/** How leaves lie in the lanes of a memory word. */
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
export function packing(all: readonly Leaf[]): Packing {
  // What has one value is not stored.
  const leaves = all.filter(({ type }) => only(type) === undefined);
  const dense = leaves.length === 0 ? nothing : packed(leaves);
  if (leaves.length === all.length) return dense;
  return {
    ...dense,
    pack: (signals) => dense.pack(signals.filter((_, i) => only(all[i]!.type) === undefined)),
    unpack: (lanes) => {
      const stored = dense.unpack(lanes);
      return all.map(({ type }) => only(type) ?? stored.shift()!);
    },
  };
}

const nothing: Packing = { lanes: 0, type: bit, pack: () => [], unpack: () => [] };

function packed(leaves: readonly Leaf[]): Packing {
  const first = leaves[0]!;
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
