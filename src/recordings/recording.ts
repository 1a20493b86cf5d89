// One recording as the network sees it: which channels had events in each time step.

/** Most channels of a recording: addresses are 16 bits. */
export const MAX_CHANNELS = 65_536;

/** Most time steps of a recording; bounds what a damaged file can make a reader allocate. */
export const MAX_STEPS = 1 << 20;

/** Most time steps of all recordings of a text or JSON file together: there, an empty step takes memory but no bytes. */
export const MAX_STEPS_PER_FILE = 1 << 26;

/**
 * A sequence of events. The events of step k are addresses[offsets[k]] to addresses[offsets[k + 1] - 1]; an address
 * that stands there twice counts twice. Nothing is bounded per step: a step may hold no event or any number.
 */
export interface Recording {
  /** Time steps. */
  readonly steps: number;
  /** Every address is below it. */
  readonly channels: number;
  /** steps + 1 values, from 0 to the number of events, never falling. */
  readonly offsets: Uint32Array;
  /** The channel of each event. */
  readonly addresses: Uint16Array;
  /** The value of each event, or null where events carry none and count 1. */
  readonly values: Uint16Array | null;
  /** Class, or null where it is not known. */
  readonly label: number | null;
  /** Names the recording in reports. */
  readonly name: string;
}

/** Events in any order, as three or two columns of equal length. */
export interface EventColumns {
  /** Time step of each event. */
  readonly steps: ArrayLike<number>;
  /** Channel of each event. */
  readonly addresses: ArrayLike<number>;
  /** Value of each event, or null. */
  readonly values: ArrayLike<number> | null;
}

/** Sorts events by time step; events of one step keep their order. Every step must be in 0..steps-1. */
export function sortBySteps(
  steps: number,
  events: EventColumns,
): Pick<Recording, "steps" | "offsets" | "addresses" | "values"> {
  const count = events.steps.length;
  const offsets = new Uint32Array(steps + 1);
  for (let e = 0; e < count; e++) offsets[events.steps[e] + 1]++;
  for (let k = 0; k < steps; k++) offsets[k + 1] += offsets[k];
  const next = offsets.slice(0, steps);
  const addresses = new Uint16Array(count);
  const values = events.values === null ? null : new Uint16Array(count);
  for (let e = 0; e < count; e++) {
    const at = next[events.steps[e]]++;
    addresses[at] = events.addresses[e];
    if (values !== null && events.values !== null) values[at] = events.values[e];
  }
  return { steps, offsets, addresses, values };
}
