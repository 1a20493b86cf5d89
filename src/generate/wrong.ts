// What must do no harm: events that are not legal, sequences that are too long, packets of parameters with a fault.
import { type ParameterMemory, valueBitsOf } from "../core/index.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";
import { burst, cut } from "../stimuli/bursts.ts";
import type { StrayPacket } from "../stimuli/packets.ts";
import type { StepEvent } from "../stimuli/sequence.ts";

/** Something wrong in words, and how it is sent. */
export interface Wrong<T> {
  readonly what: string;
  readonly sent: readonly T[];
}

/** Events of a burst at most: where it takes more to drive a step's sum beyond its most, that is left out. */
export const MOST_EVENTS = 160;

const ADDRESSES = 2 ** 16;
const VALUES = 2 ** 16;

/** Steps with the event at each place: alone, first, last, and where the step before and after is right. */
const stepsWith = (wrong: StepEvent, right: StepEvent, most: number): StepEvent[][] => {
  const beside = most >= 2 ? [right] : [];
  return [[right], [wrong], [wrong, ...beside], [...beside, wrong], [right]];
};

/**
 * Every way in which an event is not legal, each alone: the first number that is too large, and larger ones whose low
 * bits are legal.
 */
export function wrongEvents(inputs: IntegerInputs, longest: number): Wrong<EventSequence>[] {
  const { channels, valueBits, maxPerStep } = inputs;
  const graded = valueBits > 0;
  const right: StepEvent = { address: channels - 1, value: 1 };
  const sequences = (...steps: StepEvent[][]) => cut(steps, longest, graded);
  const found: Wrong<EventSequence>[] = [];
  const one = (what: string, wrong: StepEvent) =>
    found.push({ what, sent: sequences(...stepsWith(wrong, right, maxPerStep)) });
  const lowBitsLegal = 2 ** Math.ceil(Math.log2(channels + 1));
  if (channels < ADDRESSES) one(`address ${channels} of ${channels}`, { address: channels, value: 1 });
  if (lowBitsLegal < ADDRESSES && lowBitsLegal !== channels)
    one(`address ${lowBitsLegal} of ${channels}`, { address: lowBitsLegal, value: 1 });
  if (channels < ADDRESSES - 1) one("the last address that there is", { address: ADDRESSES - 1, value: 1 });
  if (graded && 2 ** valueBits < VALUES) {
    one(`value ${2 ** valueBits}, a bit too wide`, { address: 0, value: 2 ** valueBits });
    one("the largest value that there is", { address: 0, value: VALUES - 1 });
  }
  const full = burst(inputs, 0, MOST_EVENTS);
  if (full.reduce((sum, e) => sum + e.value, 0) === maxPerStep) {
    const largest: StepEvent = { address: 0, value: graded ? 2 ** valueBits - 1 : 1 };
    // What was left out counts nothing: one less, then one that still fits.
    const almost = burst({ ...inputs, maxPerStep: maxPerStep - 1 }, 0, MOST_EVENTS);
    const between = largest.value > 1 ? [almost.concat(largest, right)] : [];
    found.push({
      what: `values that add up to more than ${maxPerStep}`,
      sent: sequences(full.concat(right), full, ...between, [right]),
    });
  }
  return found;
}

/** Values of a memory beyond which its packet is too long for a test bench. */
const MOST_VALUES = 4096;

/** Every way in which a packet is wrong, each alone; then, at once, packets of every memory that lack the end of a word. */
export function wrongPackets(memories: readonly ParameterMemory[]): Wrong<StrayPacket>[] {
  const bySize = [...memories].sort((a, b) => a.depth * a.lanes - b.depth * b.lanes);
  const small = bySize.filter((m) => m.depth * m.lanes <= MOST_VALUES);
  const [smallest] = small;
  if (smallest === undefined) return [];
  const of = ({ id }: ParameterMemory, fault: StrayPacket["fault"], at: number): StrayPacket => ({
    memory: id,
    fault,
    at,
  });
  const unknown = ["beyond the last", "negative", "with a bit 8", "with a bit 30"];
  const found: Wrong<StrayPacket>[] = [
    ...unknown.map((which, at) => ({
      what: `a packet for a memory whose number is ${which}`,
      sent: [of(smallest, "unknown", at)],
    })),
    { what: "a packet that is a header alone", sent: [of(smallest, "header", 0)] },
    { what: "a packet with values beyond the last", sent: [of(smallest, "long", 2)] },
    { what: "a packet with one value too few", sent: [of(smallest, "short", lacking(smallest))] },
  ];
  for (const width of new Set(small.map(valueBitsOf))) {
    if (width > 31) continue;
    const memory = small.find((m) => valueBitsOf(m) === width)!;
    // By whether its place is even, a misfit is too small or too large.
    found.push(
      { what: `a value too small for its ${width} bits`, sent: [of(memory, "misfit", 0)] },
      { what: `a value too large for its ${width} bits`, sent: [of(memory, "misfit", 1)] },
    );
  }
  const several = small.filter((m) => m.depth * m.lanes > 1);
  found.push({
    what: "packets of every memory that end within a word, and with a value that does not fit a last lane",
    sent: several.flatMap((m) => [of(m, "short", Math.max(0, m.lanes - 2)), of(m, "misfit", m.lanes - 1)]),
  });
  return found;
}

/** Such that a packet that is cut short lacks its last value alone. */
const lacking = ({ depth, lanes }: ParameterMemory): number => Math.max(0, depth * lanes - 2);
