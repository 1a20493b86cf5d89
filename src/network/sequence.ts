// Checks that a sequence of events is one that a network accepts.
import { InputError } from "../base/errors.ts";
import type { EventSequence, IntegerInputs } from "./integer.ts";

/** A sequence that the network does not accept; the message names it where it has a name. */
export class SequenceError extends InputError {
  override readonly name = "SequenceError";
  /** Time step of the offence; null where it is no step's. */
  readonly step: number | null;

  constructor(step: number | null, expected: string, found: string, name = "") {
    const which = name === "" ? "" : ` ${JSON.stringify(name)}`;
    const at = step === null ? "" : `, step ${step}`;
    super(`wrong event sequence${which}${at}: expected ${expected}, found ${found}`);
    this.step = step;
  }
}

/**
 * @throws SequenceError at the first event or offset that is not as `EventSequence` says, an address that is no channel,
 * a value that the declared bits cannot hold or that is missing, a step whose values add up to too much, or too many
 * steps. `before`: steps that the sequence has had already. A sequence without any event needs no values.
 */
export function checkSequence(
  { inputs, maxSteps }: { readonly inputs: IntegerInputs; readonly maxSteps: number | null },
  events: EventSequence & { readonly name?: string },
  before = 0,
): void {
  const { steps, offsets, addresses, values } = events;
  const fail = (step: number | null, expected: string, found: string | number): never => {
    throw new SequenceError(step, expected, `${found}`, events.name);
  };
  const most = (maxSteps ?? Infinity) - before;
  if (!(steps >= 1 && steps <= most))
    fail(null, maxSteps === null ? "at least 1 step" : `1 to ${most} steps`, steps);
  if (offsets.length !== steps + 1) fail(null, `${steps + 1} offsets`, offsets.length);
  if (offsets[0] !== 0) fail(0, "first offset 0", offsets[0]);
  if (offsets[steps] !== addresses.length) fail(null, `last offset ${addresses.length}`, offsets[steps]);
  if (values && values.length !== addresses.length) fail(null, `${addresses.length} values`, values.length);
  if (values && values.length > 0 && inputs.valueBits === 0)
    fail(null, "events without values, as valueBits is 0", "values");
  if (!values && inputs.valueBits > 0 && addresses.length > 0)
    fail(
      offsets.findIndex((end) => end > 0) - 1,
      `events with values, as valueBits is ${inputs.valueBits}`,
      "none",
    );
  const largest = inputs.valueBits === 0 ? 1 : 2 ** inputs.valueBits - 1;
  for (let k = 0; k < steps; k++) {
    if (offsets[k + 1] < offsets[k]) fail(k, `an end from ${offsets[k]}`, offsets[k + 1]);
    let sum = 0;
    for (let e = offsets[k]; e < offsets[k + 1]; e++) {
      const value = values ? values[e] : 1;
      if (addresses[e] >= inputs.channels) fail(k, `addresses up to ${inputs.channels - 1}`, addresses[e]);
      if (value > largest) fail(k, `values up to ${largest}`, value);
      sum += value;
    }
    if (sum > inputs.maxPerStep) fail(k, `values that add up to at most ${inputs.maxPerStep}`, sum);
  }
}
