// variants.json of the shipped networks: the accuracies of their metrics.json, no others.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { variantsBeside } from "../../src/cli/files/variants.ts";

const metrics = (name: string) => JSON.parse(readFileSync(join("models", name, "metrics.json"), "utf8"));

interface SpokenRun {
  readonly options: { readonly dim?: number; readonly window?: number; readonly tau?: number | null };
  readonly accuracy: { readonly integer8?: number };
}
interface WordsRun {
  readonly spec: { readonly dim: number; readonly opinion: number };
  readonly bits: number | null;
  readonly accuracy: number;
}

/** Percent by size, in the order of the file. */
const figures: Readonly<Record<string, () => (readonly [number, number])[]>> = {
  "spoken-digits": () => spoken("spoken-digits"),
  "spoken-pairs": () => spoken("spoken-pairs"),
  keywords: () =>
    (metrics("keywords").table as WordsRun[])
      .filter((r) => r.bits === 8 && r.spec.opinion === 0.5)
      .map((r) => [r.spec.dim, r.accuracy] as const),
};

const spoken = (name: string) =>
  (metrics(name).runs as SpokenRun[])
    .filter((r) => r.accuracy.integer8 !== undefined && r.options.tau === null)
    .map((r) => [r.options.dim!, r.accuracy.integer8!] as const);

describe.each(Object.keys(figures))("models/%s/variants.json", (name) => {
  it("has what metrics.json has", async () => {
    const { slowState } = (await variantsBeside(join("models", name)))!;
    const given = slowState.flatMap(({ dim, accuracy }) =>
      accuracy.map((a) => `${dim} ${(100 * a).toFixed(1)}`),
    );
    const known = figures[name]!().map(([dim, a]) => `${dim} ${a.toFixed(1)}`);
    expect(given.sort()).toEqual(known.sort());
  });
});
