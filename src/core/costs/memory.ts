// A memory of a network's hardware as its costs are counted: its size, and how often a step reads and writes it.
import type { Type } from "../../hdl/index.ts";
import { rangeOf, widthOf } from "../../hdl/range.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";

/** What a layer, or the readout behind the last one, has to do in a step. */
export interface Work {
  /** Events that come to it, and those of them whose value is not 0. */
  readonly events: number;
  readonly counted: number;
  /** Its slow current is formed anew. */
  readonly refresh: boolean;
}

export type Count = (work: readonly Work[]) => number;

export const never: Count = () => 0;

export interface CountedMemory {
  /** Its path of instances. Banks of currents, in turn the one and the other, are one. */
  readonly name: string;
  /** Words that it holds; a bank of currents, where there are two. */
  readonly words: number;
  /** Bits of a word. */
  readonly bits: number;
  readonly reads: Count;
  readonly writes: Count;
}

/** Bits of a value in memory: what can have one value only is not stored. */
export const bitsOf = (type: Type): number => (type.lo === type.hi ? 0 : widthOf(rangeOf(type)));

/** Bits of values side by side in a word, which is whole lanes of at most 64 bits. */
export function packed(bits: readonly number[]): number {
  const total = bits.reduce((a, b) => a + b, 0);
  if (bits.every((b) => b === bits[0]) || total <= 64) return total;
  const lanes = Math.ceil(total / 64);
  return lanes * Math.ceil(total / lanes);
}

/** Bits of a word of weights: the large single-port RAM has whole nibbles. */
export function weightBits(type: Type, lanes: number, style: string): number {
  const bits = bitsOf(type);
  return lanes * (style === "spram" ? Math.ceil(bits / 4) * 4 : bits);
}

/** Bits of the address of one of so many. */
export const addressBits = (inputs: number): number =>
  inputs > 1 ? widthOf({ lo: 0n, hi: BigInt(inputs - 1) }) : 0;

/** The sum over the layers of a core. */
export const ofLayers =
  (core: CorePlan, count: (layer: LayerPlan, work: Work) => number): Count =>
  (work) => {
    let sum = 0;
    for (const layer of core.layers) sum += count(layer, work[layer.index]!);
    return sum;
  };
