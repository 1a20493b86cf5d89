// Resets that take an amount of their own: the leak tells what of it lasts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QuantizeError } from "../../src/quantize/index.ts";
import { constantOf, events, quantized } from "./one-neuron.ts";

describe("what a reset of its own amount takes", () => {
  const far = fc.double({ min: 1e-5, max: 0.99, noNaN: true });

  it("lasts by the leak's share of it, however small, or is refused", () => {
    fc.assert(
      fc.property(far, (beta) => {
        const made = quantized({ beta, resetBy: 1 / beta });
        const { leak, resetBy, threshold } = made.network.layers[0]!;
        const lasts = ((leak.factor as number) * (resetBy as number)) / 2 ** leak.shift;
        expect(Math.abs(lasts / (threshold as number) - 1)).toBeLessThan(0.021);
        expect(constantOf(made, "layers[0].leak").error).toBeLessThanOrEqual(0.01);
      }),
      { numRuns: 40, seed: 15 },
    );
    expect(() => quantized({ beta: 1e-6, resetBy: 1e6 })).toThrow(QuantizeError);
    expect(() => quantized({ beta: 0.001, resetBy: 1000 }, events(200), { bits: { leak: 8 } })).toThrow(
      /layers\[0\]\.leak: beta 0\.001 .*is 0, and the next step sees 0 % of what resetBy takes; .*it needs 15/,
    );
    // Where the threshold itself is taken, the membrane is what counts: a small leak may round to none.
    expect(quantized({ beta: 0.001 }).network.layers[0]!.leak).toEqual({ factor: 0, shift: 8 });
  });
});
