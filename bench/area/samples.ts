// The samples of the area model, as they lie beside this file.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MemoryShape } from "../../src/explore/block-ram.ts";
import type { Product } from "../../src/explore/multipliers.ts";
import { deviceOf } from "../../src/flow/index.ts";

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

/** A product of a sample: of a leak that was masked within it, as wide as itself, with the zeros at the constant's end. */
type Stored = Sample["products"][number] & { readonly zeros?: number };

/** Zeros at the end of a constant that make what it multiplies narrower, where that is as wide as the product. */
const leastZeros: Readonly<Record<string, number>> = { ice40: 1, ecp5: 2, xc7: 2 };

function widthsOf({ zeros = 0, ...product }: Stored, device: string): Sample["products"][number] {
  const [a, b] = product.widths;
  return zeros < leastZeros[deviceOf(device).family.name] ? product : { ...product, widths: [a - zeros, b] };
}

export const readSamples = (): Sample[] =>
  existsSync(samplesFile)
    ? (JSON.parse(readFileSync(samplesFile, "utf8")) as Sample[]).map((sample) => ({
        ...sample,
        products: sample.products.map((product) => widthsOf(product, sample.device)),
      }))
    : [];
