// Event sequences as lists of steps: easier to cut, and to read in a file, than columns.
import type { EventSequence } from "../network/integer.ts";

/** Address and value of one event; the value is 1 where events carry none. */
export interface StepEvent {
  readonly address: number;
  readonly value: number;
}

/** The events of each step. */
export type Steps = readonly (readonly StepEvent[])[];

export const stepsFrom = ({ steps, offsets, addresses, values }: EventSequence): Steps =>
  Array.from({ length: steps }, (_, k) =>
    Array.from({ length: offsets[k + 1]! - offsets[k]! }, (_, e) => ({
      address: addresses[offsets[k]! + e]!,
      value: values === null ? 1 : values[offsets[k]! + e]!,
    })),
  );

/** The sequence of the given steps; `graded`: its events carry their values. */
export function sequenceFrom(steps: Steps, graded: boolean): EventSequence {
  const offsets = new Uint32Array(steps.length + 1);
  steps.forEach((events, k) => {
    offsets[k + 1] = offsets[k]! + events.length;
  });
  const events = steps.flat();
  return {
    steps: steps.length,
    offsets,
    addresses: Uint32Array.from(events, (e) => e.address),
    values: graded ? Uint16Array.from(events, (e) => e.value) : null,
  };
}
