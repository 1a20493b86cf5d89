// What the float and the golden model answer to a recording.
import { createGolden } from "../../golden/index.ts";
import { type EventSequence, type FloatNetwork, floatModel, type IntegerNetwork } from "../network/index.ts";

/** Plain data: it can go to another thread. Null: that model is not asked. */
export interface Models {
  readonly float: FloatNetwork | null;
  readonly integer: IntegerNetwork | null;
}

/** Classes; null where that model was not asked. */
export interface Answer {
  readonly float: number | null;
  readonly golden: number | null;
}

/** Prepares both models. The function throws what they throw for recordings that do not fit the network. */
export function answerer({ float, integer }: Models): (events: EventSequence) => Answer {
  const runFloat = float && floatModel(float);
  const golden = integer && createGolden(integer);
  return (events) => ({
    float: runFloat?.(events).class ?? null,
    golden: golden?.run(events).class ?? null,
  });
}
