// Sequences that any network takes, for a test bench that nobody gave any.
import { random } from "../base/random.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";

/** `count` sequences of `steps` steps: quiet, busy and empty steps, repeated addresses, values of every size. */
export function madeUpSequences(
  inputs: IntegerInputs,
  count: number,
  steps: number,
  seed = 1,
): EventSequence[] {
  const { next, int } = random(seed);
  const below = (n: number) => int(0, n - 1);
  return Array.from({ length: count }, () => {
    const addresses: number[] = [];
    const values: number[] = [];
    const offsets = [0];
    for (let k = 0; k < steps; k++) {
      const most =
        next() < 0.2 ? 0 : below(Math.max(2, Math.ceil(inputs.channels * (next() < 0.2 ? 0.5 : 0.1))));
      let left = inputs.maxPerStep;
      for (let e = 0; e <= most && next() > 0.02; e++) {
        const value = inputs.valueBits === 0 ? 1 : below(2 ** inputs.valueBits);
        if (value > left) break;
        left -= value;
        addresses.push(below(inputs.channels));
        values.push(value);
      }
      offsets.push(addresses.length);
    }
    return {
      steps,
      offsets: Uint32Array.from(offsets),
      addresses: Uint32Array.from(addresses),
      values: inputs.valueBits === 0 ? null : Uint16Array.from(values),
    };
  });
}
