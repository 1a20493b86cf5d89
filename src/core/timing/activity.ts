// What happens in each step of a sequence, as formulas and timeline take it: from its events, and who fired.
import type { EventSequence } from "../../network/integer.ts";

/** What happens in one time step: how many events come in, and which neurons of each layer fire (ascending). */
export interface StepActivity {
  readonly inputs: number;
  /** Of the events that come in, those whose value is not 0; default: all. */
  readonly counted?: number;
  readonly spikes: readonly ArrayLike<number>[];
}

/** The neurons of each layer that fire in each step: those of step k lie from `offsets[k]` to `offsets[k + 1]`. */
export interface FiredNeurons {
  readonly layers: readonly {
    readonly spikes: { readonly addresses: Uint32Array; readonly offsets: ArrayLike<number> };
  }[];
}

/** Events of a step whose value is not 0. */
function notZero(values: Uint16Array, from: number, to: number): number {
  let count = 0;
  for (let e = from; e < to; e++) count += Number(values[e] !== 0);
  return count;
}

/** The activity of every step of a sequence; `fired`: the golden model's record of it. */
export function activityOf({ steps, offsets, values }: EventSequence, fired: FiredNeurons): StepActivity[] {
  return Array.from({ length: steps }, (_, k) => {
    const [from, to] = [offsets[k]!, offsets[k + 1]!];
    return {
      inputs: to - from,
      ...(values === null ? {} : { counted: notZero(values, from, to) }),
      spikes: fired.layers.map(({ spikes }) =>
        spikes.addresses.subarray(spikes.offsets[k]!, spikes.offsets[k + 1]!),
      ),
    };
  });
}

/** When the last beat of each step is taken. `taken`: when each beat of the `events` stream is, of steps one after the other. */
export function stepEnds(steps: readonly StepActivity[], taken: ArrayLike<number>): number[] {
  let beat = -1;
  return steps.map(({ inputs }) => {
    beat += Math.max(1, inputs);
    return taken[beat]!;
  });
}
