// Bits and differences that sizes of circuits are made of.
import { type LayerPlan, valueBitsOf } from "../core/index.ts";
import type { Type } from "../hdl/index.ts";

/** Bits of a type; what has one value has none. */
export const bitsOf = (type: Type): number => (type.lo === type.hi ? 0 : valueBitsOf({ type }));

/** Bits of the address of one of so many words. */
export const address = (words: number): number => Math.ceil(Math.log2(Math.max(2, words)));

/** In how many of these the layers of a core differ: where they agree nothing is chosen as they take turns. */
export const differing = (
  layers: readonly LayerPlan[],
  ...of: readonly ((layer: LayerPlan["layer"]) => unknown)[]
): number =>
  of.filter((own) => new Set(layers.map(({ layer }) => JSON.stringify(own(layer)))).size > 1).length;
