// What a case must come to: the golden records of its sequences, and the error flags.
import { createGolden, type Golden, type GoldenRecord } from "../../golden/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import { legalPart } from "../stimuli/events.ts";
import { type Models, recordOf, roomOf } from "../stimuli/record.ts";
import type { VerifyCase } from "./case.ts";

export interface Expected {
  readonly records: readonly GoldenRecord[];
  /** The sequences without what is illegal in them. */
  readonly legal: readonly EventSequence[];
  /** Error flags that must be up at the end; all others must be down. */
  readonly raised: readonly string[];
}

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
      ...(legal.some((s) => s.steps > roomOf(c.network)) ? ["error_length"] : []),
      ...(c.stray.length > 0 ? ["error_params"] : []),
    ],
  };
}
