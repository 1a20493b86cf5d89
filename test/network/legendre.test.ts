// The Legendre state space against SciPy's cont2discrete, and against itself.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { legendreContinuous, legendreDiscrete, matrix, multiply } from "../../src/network/index.ts";
import { expectClose, fixture } from "./networks.ts";

interface Case {
  dim: number;
  window: number;
  /** Every so many-th entry of A is in `a`. */
  stride: number;
  /** Largest absolute entry of A. */
  largest: number;
  a: number[];
  b: number[];
}
const { cases } = JSON.parse(readFileSync(fixture("legendre.json"), "utf8")) as { cases: Case[] };

describe("the discrete state space", () => {
  it.each(cases)(
    "of dim $dim and window $window is SciPy's within 1e-9",
    ({ dim, window, stride, largest, a, b }) => {
      const ours = legendreDiscrete(dim, window);
      const sampled = ours.a.values.filter((_, i) => i % stride === 0);
      expectClose(sampled, a, 1e-9 * largest);
      expectClose(ours.b, b, 1e-9 * Math.max(...b.map(Math.abs)));
      const relative = Math.max(...sampled.map((v, i) => Math.abs(v - a[i]) / Math.abs(a[i])));
      if (window >= dim) expect(relative).toBeLessThan(1e-9);
    },
  );

  it("of dim 1 is exp(-1/window)", () => {
    const { a, b } = legendreDiscrete(1, 8);
    expect(a.values[0]).toBeCloseTo(Math.exp(-1 / 8), 15);
    expect(b[0]).toBeCloseTo(1 - Math.exp(-1 / 8), 15);
  });

  it("is that of twice the window, applied twice", () => {
    const whole = legendreDiscrete(6, 10).a;
    const half = legendreDiscrete(6, 20).a;
    expectClose(multiply(half, half).values, whole.values, 1e-13);
  });

  it("remembers a constant as its first coefficient alone", () => {
    const { a, b } = legendreDiscrete(4, 12);
    let m = matrix(4, 1);
    for (let k = 0; k < 400; k++) {
      const next = multiply(a, m);
      m = matrix(
        4,
        1,
        next.values.map((v, i) => v + b[i]),
      );
    }
    expectClose(m.values, [1, 0, 0, 0], 1e-9);
  });
});

it("the continuous state space is the formula", () => {
  const { a, b } = legendreContinuous(3, 2);
  expect([...a.values]).toEqual([-0.5, -0.5, -0.5, 1.5, -1.5, -1.5, -2.5, 2.5, -2.5]);
  expect([...b]).toEqual([0.5, -1.5, 2.5]);
});
