// The readout in doubles: few numbers, but logits may need more than 32 bits.
import type { IntegerReadout } from "../src/network/integer.ts";
import type { ReadoutState } from "./state.ts";

/** floor((a + half) * scale) is rshift(a, shift), see fast.ts. */
export const half = (shift: number): number => (shift > 0 ? 2 ** (shift - 1) : 0);
export const scale = (shift: number): number => 2 ** -shift;

/** The step of a readout: takes weights . o, one sum a class. */
export function readoutStepper(readout: IntegerReadout) {
  const { classes, membrane, lastSteps } = readout;
  const bias = readout.bias.values;
  const terms = new Float64Array(classes);

  const integrate = membrane && {
    factor: membrane.leak.factor,
    leakHalf: half(membrane.leak.shift),
    leakScale: scale(membrane.leak.shift),
    half: half(membrane.shift),
    scale: scale(membrane.shift),
    most: 2 ** (membrane.bits - 1) - 1,
  };

  return (state: ReadoutState, sums: Int32Array, step: number): void => {
    for (let c = 0; c < classes; c++) {
      if (!integrate) {
        terms[c] = sums[c] + bias[c];
        continue;
      }
      const leaked = Math.floor((integrate.factor * state.u[c] + integrate.leakHalf) * integrate.leakScale);
      const a = leaked + Math.floor((sums[c] + integrate.half) * integrate.scale) + bias[c];
      terms[c] = Math.min(Math.max(a, -integrate.most - 1), integrate.most);
      state.u[c] = terms[c];
    }
    const { logits, recent } = state;
    for (let c = 0; c < classes; c++) logits[c] += terms[c];
    if (lastSteps === null) return;
    for (let c = 0, slot = (step % lastSteps) * classes; c < classes; c++, slot++) {
      logits[c] -= recent[slot];
      recent[slot] = terms[c];
    }
  };
}
