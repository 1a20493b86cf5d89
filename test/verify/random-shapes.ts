// Random shapes through the built-in simulator: network, hardware, weights, events and stalls are all drawn.
import { expect, it } from "vitest";
import { verify } from "../../src/verify/index.ts";

const shapesPerTest = 63;

/** Tests that many random shapes for each of the seeds. Their files run side by side. */
export function testRandomShapes(seeds: readonly number[]): void {
  it.each(seeds)(
    `${shapesPerTest} random shapes agree with the golden model (seed %i)`,
    async (seed) => {
      const result = await verify({
        engine: "builtin",
        seed,
        shapes: shapesPerTest,
        cases: 2,
        directed: false,
        limits: { steps: 6 },
      });
      expect(result.first?.description ?? null).toBeNull();
      expect(result).toMatchObject({ shapes: shapesPerTest, cases: 2 * shapesPerTest, mismatches: 0 });
    },
    300_000,
  );
}
