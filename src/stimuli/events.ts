// Random event sequences that a network allows: dense, bursts, silence, repeated addresses, values.

import type { Random } from "../base/random.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";
import { sequenceFrom, stepsFrom } from "./sequence.ts";

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

/** Most events of a step: a burst beyond it says nothing new and only takes long. In most sequences it is near what is real. */
const [MOST_EVENTS, USUAL_EVENTS] = [80, 12];
/** Share of the sequences whose steps may be as dense as can be. */
const DENSE = 0.12;

/** A sequence of `steps` time steps that stays within the bounds of `inputs`. */
export function randomSequence(random: Random, inputs: IntegerInputs, steps: number): EventSequence {
  const { channels, valueBits, maxPerStep } = inputs;
  const pattern = random.pick(patterns);
  const own = random.int(0, channels - 1);
  const mostOfStep = random.chance(DENSE) ? MOST_EVENTS : USUAL_EVENTS;
  const offsets = new Uint32Array(steps + 1);
  const addresses: number[] = [];
  const values: number[] = [];
  for (let k = 0; k < steps; k += 1) {
    let left = Math.min(maxPerStep, massOf(random, pattern, inputs));
    const most = addresses.length + mostOfStep;
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

/** Room for a sum that a step must not have; beyond it nothing says more. */
const MOST_VALUE = 65_535;

/**
 * The sequence with a few events that are not legal: an address beyond the channels, a value wider than declared, or
 * values that add up to more than a step may have. What a step's last event is, ends the step all the same.
 */
export function withIllegal(random: Random, inputs: IntegerInputs, sequence: EventSequence): EventSequence {
  const { channels, valueBits, maxPerStep } = inputs;
  const graded = valueBits > 0;
  const kinds: ("address" | "value" | "sum")[] = [
    ...(channels < 2 ** 16 ? ["address" as const] : []),
    ...(graded && valueBits < 16 ? ["value" as const] : []),
    ...(maxPerStep <= MOST_EVENTS || graded ? ["sum" as const] : []),
  ];
  if (kinds.length === 0) return sequence;
  const legal = () => ({ address: random.int(0, channels - 1), value: graded ? 2 ** valueBits - 1 : 1 });
  const one = () => {
    const { address, value } = legal();
    if (kinds.includes("address") && random.chance(0.6))
      return { address: random.chance(0.5) ? channels : random.int(channels, 2 ** 16 - 1), value };
    if (!kinds.includes("value")) return { address, value };
    return { address, value: random.chance(0.5) ? 2 ** valueBits : random.int(2 ** valueBits, MOST_VALUE) };
  };
  const steps = stepsFrom(sequence).map((events) => {
    if (random.chance(0.5)) return events;
    // So many more that the sum is too large, where that takes few.
    const most = Math.ceil(maxPerStep / legal().value) + 1;
    const more =
      kinds.includes("sum") && most <= MOST_EVENTS && random.chance(0.3)
        ? Array.from({ length: most }, legal)
        : [one()];
    const at = random.int(0, events.length);
    return [...events.slice(0, at), ...more, ...events.slice(at)];
  });
  return sequenceFrom(steps, graded);
}

/** The sequence without the events that are not legal; itself where all are. */
export function legalPart(inputs: IntegerInputs, sequence: EventSequence): EventSequence {
  const { channels, valueBits, maxPerStep } = inputs;
  const { steps, offsets, addresses, values } = sequence;
  const keep = new Uint8Array(addresses.length);
  let kept = 0;
  for (let k = 0; k < steps; k += 1) {
    let sum = 0;
    for (let e = offsets[k]!; e < offsets[k + 1]!; e += 1) {
      const value = values === null ? 1 : values[e]!;
      if (addresses[e]! >= channels || sum + value > maxPerStep) continue;
      if (values !== null && value >= 2 ** valueBits) continue;
      sum += value;
      keep[e] = 1;
      kept += 1;
    }
  }
  if (kept === addresses.length) return sequence;
  const legal = stepsFrom(sequence).map((events, k) => events.filter((_, i) => keep[offsets[k]! + i] === 1));
  return sequenceFrom(legal, values !== null);
}
