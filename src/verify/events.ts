// Random event sequences that a network allows: dense, bursts, silence, repeated addresses, values.

import type { Random } from "../base/random.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";

/** How the events of one sequence are spread. */
const patterns = ["silent", "sparse", "dense", "bursts", "one-channel", "mixed"] as const;

type Pattern = (typeof patterns)[number];

/** The sum of values that a step aims at. */
function massOf(
  random: Random,
  pattern: Pattern,
  { channels, maxPerStep, valueBits }: IntegerInputs,
): number {
  const usual = Math.min(maxPerStep, channels * Math.max(1, 2 ** valueBits / 2));
  switch (pattern) {
    case "silent":
      return 0;
    case "sparse":
      return random.chance(0.5) ? 0 : Math.min(maxPerStep, random.int(1, 3));
    case "dense":
      return random.int(Math.ceil(usual / 2), usual);
    case "bursts":
      return random.chance(0.25) ? maxPerStep : 0;
    case "one-channel":
      return random.int(0, Math.min(maxPerStep, 12));
    case "mixed":
      return massOf(random, random.pick(["silent", "sparse", "dense", "bursts"]), {
        channels,
        maxPerStep,
        valueBits,
      } as IntegerInputs);
  }
}

/** Most events of a step: a burst beyond it says nothing new and only takes long. */
const MOST_EVENTS = 80;

/** A sequence of `steps` time steps that stays within the bounds of `inputs`. */
export function randomSequence(random: Random, inputs: IntegerInputs, steps: number): EventSequence {
  const { channels, valueBits, maxPerStep } = inputs;
  const pattern = random.pick(patterns);
  const own = random.int(0, channels - 1);
  const offsets = new Uint32Array(steps + 1);
  const addresses: number[] = [];
  const values: number[] = [];
  for (let k = 0; k < steps; k += 1) {
    let left = Math.min(maxPerStep, massOf(random, pattern, inputs));
    const most = addresses.length + MOST_EVENTS;
    while (left > 0 && addresses.length < most) {
      const largest = Math.min(left, 2 ** valueBits - 1);
      const value = valueBits === 0 ? 1 : random.chance(0.2) ? largest : random.int(0, largest);
      addresses.push(pattern === "one-channel" ? own : random.int(0, channels - 1));
      values.push(value);
      left -= Math.max(1, value);
    }
    offsets[k + 1] = addresses.length;
  }
  return {
    steps,
    offsets,
    addresses: Uint32Array.from(addresses),
    values: valueBits === 0 ? null : Uint16Array.from(values),
  };
}
