// A finite impulse response filter in the transposed form: each coefficient has its multiplier, no sum is long.
import { bit, circuit, constant, int, sint } from "dmp-rtl/hdl";

/** Filters samples of eight bits with whole-number coefficients. */
export const filter = (coefficients) => {
  const most = 128 * coefficients.reduce((sum, c) => sum + Math.abs(c), 0);
  return circuit("fir", {
    note: `Filters with the coefficients ${coefficients.join(", ")}.`,
    inputs: { valid: bit, sample: sint(8) },
    outputs: { filtered: int(-most, most) },
    body(c, { valid, sample }, { filtered }) {
      const [first, ...rest] = coefficients;
      // The last coefficient's product waits longest; every register is as wide as its sum can get.
      const waiting = rest.reduceRight((behind, coefficient, i) => {
        const sum = sample.mul(coefficient).add(behind);
        const partial = c.register(`partial_${i + 1}`, sum.type, { enable: valid });
        partial.next(sum);
        return partial;
      }, constant(0));
      filtered.is(sample.mul(first).add(waiting));
    },
  });
};

export const example = filter([-3, 12, 64, 12, -3]);

export function play(simulator) {
  simulator.reset();
  const trace = simulator.trace(["valid", "sample", "filtered"]);
  for (const sample of [1, 0, 0, 0, 0, 0, 100, 100, 100, 100, 100]) {
    simulator.poke("valid", 1);
    simulator.poke("sample", sample);
    simulator.step();
  }
  return trace;
}
