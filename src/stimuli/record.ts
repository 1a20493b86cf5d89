// What the hardware must compute of a sequence, also where it is longer than the network allows.
import type { Golden, GoldenRecord } from "../../golden/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";

/** Golden models by network: cases in a row often share one. */
export type Models = (network: IntegerNetwork) => Golden;

/** Steps that the logits have room for: `maxSteps`; any number with a window that is no longer. */
export function roomOf({ readout: { lastSteps }, maxSteps }: IntegerNetwork): number {
  const limited = maxSteps !== null && (lastSteps === null || lastSteps > maxSteps);
  return limited ? maxSteps : Infinity;
}

/** Networks that allow more steps, by the network they were made of: each golden model is made once. */
const longer = new WeakMap<IntegerNetwork, IntegerNetwork>();

function withRoomFor(network: IntegerNetwork, steps: number): IntegerNetwork {
  const known = longer.get(network);
  if (known !== undefined && known.maxSteps! >= steps) return known;
  const made = { ...network, maxSteps: steps };
  longer.set(network, made);
  return made;
}

/** As the golden model has it, but for the steps beyond the most: they are computed and count nothing in the logits. */
export function recordOf(network: IntegerNetwork, sequence: EventSequence, models: Models): GoldenRecord {
  if (sequence.steps <= (network.maxSteps ?? Infinity)) return models(network).record(sequence);
  const whole = models(withRoomFor(network, sequence.steps)).record(sequence);
  const room = roomOf(network);
  if (sequence.steps <= room) return whole;
  const { classes } = network.readout;
  const logitsPerStep = whole.logitsPerStep.slice();
  const logits = logitsPerStep.slice((room - 1) * classes, room * classes);
  for (let k = room; k < sequence.steps; k += 1) logitsPerStep.set(logits, k * classes);
  return { ...whole, logits, logitsPerStep, class: logits.indexOf(Math.max(...logits)) };
}
