// Every named shape through Verilator: at least 200 random cases each, every bit compared with the golden model.
import { describe, expect, it } from "vitest";
import { verify } from "../../src/verify/index.ts";
import { namedShapes } from "./shapes.ts";

const seed = 2026;
const cases = 200;

describe("through Verilator", () => {
  it.concurrent.each(namedShapes.map((shape) => [shape.name, shape] as const))(
    `%s agrees with the golden model in ${cases} random cases (seed ${seed})`,
    async (_, shape) => {
      const result = await verify({ engine: "verilator", seed, shapes: [shape], cases });
      expect(result.first?.description ?? null).toBeNull();
      expect(result).toMatchObject({ shapes: 1, cases, mismatches: 0, depth: "every value" });
      // A step is worth nothing where nothing is at work: neurons must have been busy.
      expect(result.steps).toBeGreaterThan(2 * cases);
    },
    300_000,
  );
});
