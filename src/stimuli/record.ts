// What the hardware must compute of a sequence, also where it is longer than the network allows.
import { createGolden, type Golden, type GoldenRecord } from "../../golden/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";

/** Golden models by network: cases in a row often share one. */
export type Models = (network: IntegerNetwork) => Golden;

/** The logits have room for `maxSteps` steps, or for a window that is shorter. */
export const tooLong = ({ readout, maxSteps }: IntegerNetwork, { steps }: EventSequence): boolean =>
  steps > maxSteps && (readout.lastSteps === null || readout.lastSteps > maxSteps);

/** As the golden model has it, but for the steps beyond the most: they are computed and count nothing in the logits. */
export function recordOf(network: IntegerNetwork, sequence: EventSequence, models: Models): GoldenRecord {
  if (sequence.steps <= network.maxSteps) return models(network).record(sequence);
  const whole = createGolden({ ...network, maxSteps: sequence.steps }).record(sequence);
  if (!tooLong(network, sequence)) return whole;
  const { classes } = network.readout;
  const logitsPerStep = whole.logitsPerStep.slice();
  const logits = logitsPerStep.slice((network.maxSteps - 1) * classes, network.maxSteps * classes);
  for (let k = network.maxSteps; k < sequence.steps; k += 1) logitsPerStep.set(logits, k * classes);
  return { ...whole, logits, logitsPerStep, class: logits.indexOf(Math.max(...logits)) };
}
