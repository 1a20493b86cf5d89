// Steps that drive the sums of events to their ends, and use every channel.
import type { EventSequence, IntegerMatrix, IntegerNetwork } from "../network/integer.ts";
import { type StepEvent, sequenceFrom } from "./sequence.ts";

/** So many events of the channel that the step's values add up to as much as they may; `most` of them. */
export function burst(
  { valueBits, maxPerStep }: IntegerNetwork["inputs"],
  address: number,
  most: number,
): StepEvent[] {
  const largest = valueBits === 0 ? 1 : 2 ** valueBits - 1;
  const events: StepEvent[] = [];
  for (let left = maxPerStep; left > 0 && events.length < most; left -= largest)
    events.push({ address, value: Math.min(left, largest) });
  return events;
}

/** Channels of the largest and the smallest weight. */
function extremes({ values, columns }: Pick<IntegerMatrix, "values" | "columns">): number[] {
  let [high, low] = [0, 0];
  values.forEach((v, at) => {
    if (v > values[high]!) high = at;
    if (v < values[low]!) low = at;
  });
  return [high % columns, low % columns];
}

/** Steps that drive the sums of events to their ends, and then every channel once. */
export function bursts({ inputs, layers, maxSteps }: IntegerNetwork, mostEvents: number): StepEvent[][] {
  const [first] = layers;
  const { memory, fast } = first!;
  const drive =
    memory === null ? [] : extremes({ columns: first!.inputs, values: memory.drive.weights.values });
  const chosen = [...extremes(fast.weights), ...drive];
  const steps: StepEvent[][] = [
    ...chosen.flatMap((c) => [burst(inputs, c, mostEvents), burst(inputs, c, mostEvents)]),
    [],
    [],
  ];
  const most = Math.min(inputs.maxPerStep, 64);
  for (let c = 0; c < inputs.channels; c += most)
    steps.push(
      Array.from({ length: Math.min(most, inputs.channels - c) }, (_, i) => ({ address: c + i, value: 1 })),
    );
  return steps.slice(0, maxSteps ?? Infinity);
}

/** Sequences of at most `longest` steps that hold the steps in order. */
export function cut(steps: readonly StepEvent[][], longest: number, graded: boolean): EventSequence[] {
  const parts: EventSequence[] = [];
  for (let at = 0; at < steps.length; at += longest)
    parts.push(sequenceFrom(steps.slice(at, at + longest), graded));
  return parts;
}
