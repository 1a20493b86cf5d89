// What a case must come to: the golden records of its sequences, and the error flags.
import { createGolden, type Golden, type GoldenRecord } from "../../golden/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import type { VerifyCase } from "./case.ts";
import { legalPart } from "./events.ts";

export interface Expected {
  readonly records: readonly GoldenRecord[];
  /** The sequences without what is illegal in them. */
  readonly legal: readonly EventSequence[];
  /** Error flags that must be up at the end; all others must be down. */
  readonly raised: readonly string[];
}

/** Golden models by network: cases in a row often share one. */
export type Models = (network: IntegerNetwork) => Golden;

export function goldenModels(): Models {
  const known = new Map<IntegerNetwork, Golden>();
  return (network) => {
    const found = known.get(network) ?? createGolden(network);
    // The latest is the last to go.
    known.delete(network);
    known.set(network, found);
    if (known.size > 4) known.delete(known.keys().next().value!);
    return found;
  };
}

/** The logits have room for `maxSteps` steps, or for a window that is shorter. */
const tooLong = ({ readout, maxSteps }: IntegerNetwork, { steps }: EventSequence): boolean =>
  steps > maxSteps && (readout.lastSteps === null || readout.lastSteps > maxSteps);

/** As the golden model has it, but for the steps beyond the most: they are computed and count nothing in the logits. */
function recordOf(network: IntegerNetwork, sequence: EventSequence, models: Models): GoldenRecord {
  if (sequence.steps <= network.maxSteps) return models(network).record(sequence);
  const whole = createGolden({ ...network, maxSteps: sequence.steps }).record(sequence);
  if (!tooLong(network, sequence)) return whole;
  const { classes } = network.readout;
  const logitsPerStep = whole.logitsPerStep.slice();
  const logits = logitsPerStep.slice((network.maxSteps - 1) * classes, network.maxSteps * classes);
  for (let k = network.maxSteps; k < sequence.steps; k += 1) logitsPerStep.set(logits, k * classes);
  return { ...whole, logits, logitsPerStep, class: logits.indexOf(Math.max(...logits)) };
}

/** What the hardware must show of a case. */
export function expectation(c: VerifyCase, models: Models): Expected {
  const { reload, sequences } = c;
  const networkAt = (i: number) => (reload !== null && i >= reload.before ? reload.network : c.network);
  const legal = sequences.map((s) => legalPart(c.network.inputs, s));
  return {
    legal,
    records: legal.map((s, i) => recordOf(networkAt(i), s, models)),
    raised: [
      ...(legal.some((s, i) => s !== sequences[i]) ? ["error_event"] : []),
      ...(legal.some((s) => tooLong(c.network, s)) ? ["error_length"] : []),
      ...(c.stray.length > 0 ? ["error_params"] : []),
    ],
  };
}
