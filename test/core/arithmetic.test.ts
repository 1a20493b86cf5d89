// Rounding shifts that are chosen at run time: one adder for all of them gives what each alone would.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byLayer, rshiftByLayer } from "../../src/core/arithmetic.ts";
import { circuit, index, int } from "../../src/hdl/index.ts";
import { rshift } from "./arithmetic.ts";
import { runs, started } from "./drive.ts";

const ranges = fc
  .tuple(fc.integer({ min: -70_000, max: 70_000 }), fc.integer({ min: -70_000, max: 70_000 }))
  .map(([a, b]) => ({ lo: Math.min(a, b), hi: Math.max(a, b) }));

const shiftsOf = fc.array(fc.integer({ min: -4, max: 24 }), { minLength: 1, maxLength: 4 });

describe("choice by layer", () => {
  it("rounds as every shift alone, shifts beyond the width included", () => {
    fc.assert(
      fc.property(
        ranges,
        shiftsOf,
        fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
        (range, shifts, draws) => {
          const shifter = circuit("shifter", {
            inputs: { a: int(range.lo, range.hi), layer: index(shifts.length) },
            outputs: { y: int(-(2 ** 40), 2 ** 40), number: int(-4, 24) },
            body(c, { a, layer }, { y, number }) {
              c.ignore(layer, a);
              y.is(rshiftByLayer(layer, a, shifts));
              number.is(byLayer(layer, shifts));
            },
          });
          const sim = started(shifter);
          const values = [
            range.lo,
            range.hi,
            ...draws.map((d) => range.lo + (d % (range.hi - range.lo + 1))),
          ];
          shifts.forEach((shift, layer) => {
            sim.poke("layer", layer);
            expect(sim.peek("number")).toBe(shift);
            for (const a of values) {
              sim.poke("a", a);
              expect(BigInt(sim.peek("y")), `${a} by ${shift}`).toBe(rshift(BigInt(a), shift));
            }
          });
        },
      ),
      runs(100),
    );
  });
});
