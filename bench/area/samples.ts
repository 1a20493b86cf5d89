// The samples of the area model, as they lie beside this file.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MemoryShape } from "../../src/explore/block-ram.ts";
import type { Product } from "../../src/explore/multipliers.ts";

/** A synthesized design: what it takes, and the sizes that a model may tell it by. */
export interface Sample {
  readonly seed: number;
  readonly device: string;
  readonly what: string;
  readonly blockRam: number;
  readonly spram: number;
  readonly dsp: number;
  readonly memories: readonly (MemoryShape & { readonly copies: number })[];
  readonly products: readonly Omit<Product, "part">[];
  readonly circuits: readonly {
    readonly kind: string;
    readonly sizes: Readonly<Record<string, number>>;
    readonly logic: number;
    readonly ff: number;
  }[];
}

export const samplesFile = fileURLToPath(new URL("samples.json", import.meta.url));

export const readSamples = (): Sample[] =>
  existsSync(samplesFile) ? (JSON.parse(readFileSync(samplesFile, "utf8")) as Sample[]) : [];
