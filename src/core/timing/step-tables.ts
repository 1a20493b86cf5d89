// The tables of the recurrence of step times, in the memory of its kernel: each is written once and serves many choices.
import { needBytes, newMemory } from "../../base/webassembly.ts";
import type { StepActivity } from "./activity.ts";
import type { Intake } from "./intake.ts";
import { eventSteps, largestOfLayer, largestOfReadout, layerSteps, readoutSteps } from "./part-steps.ts";
import { EVENT_FIELDS, FIELDS } from "./step-fields.ts";
import type { TimedLayer, TimedPart, TimedReadout } from "./timed-parts.ts";

type Sequences = readonly (readonly StepActivity[])[];

const BYTES = 4;

/** Numbers that tables may have: a step adds at most three of each part, and times are counted anew before they leave 32 bits. */
const largest = (parts: number, block: number): number => 2 ** 31 / (6 * parts * block);

const mostEvents = (sequences: Sequences): number => {
  let most = 1;
  for (const sequence of sequences)
    for (const { inputs, spikes } of sequence)
      for (const count of [inputs, ...spikes.map((fired) => fired.length)]) most = Math.max(most, count);
  return most;
};

export class StepTables {
  readonly memory = newMemory();
  private readonly sequences: Sequences;
  private readonly steps: number;
  private readonly events: number;
  private readonly block: number;
  private readonly kept: number;
  private readonly from: number;
  private at: number;
  /** Addresses by layer and what takes its spikes; of the events by what takes them. */
  private readonly outside = new Map<number, number>();
  private known = new Map<TimedLayer | TimedReadout, Map<number, number>>();

  /**
   * `before`: bytes that are left free before the tables; `block`: steps after which times are counted anew; `kept`: bytes of
   * all tables: when they are full, all are made again.
   */
  constructor(sequences: Sequences, before: number, block: number, kept: number) {
    this.sequences = sequences;
    this.steps = sequences.reduce((sum, { length }) => sum + length, 0);
    this.events = mostEvents(sequences);
    this.block = block;
    this.kept = before + kept;
    this.from = before;
    this.at = before;
    needBytes(this.memory, before);
  }

  /** Makes room for choices of so many layers, if need be by forgetting all others; false: there is none. */
  room(choices: number, layers: number): boolean {
    const bytes = choices * (layers + 2) * this.steps * FIELDS * BYTES;
    if (this.at + bytes > this.kept) {
      this.at = this.from;
      this.outside.clear();
      this.known = new Map();
    }
    return this.at + bytes <= this.kept;
  }

  private made(
    own: Map<number, number>,
    key: number,
    fields: number,
    write: (into: Int32Array) => void,
  ): number {
    const found = own.get(key);
    if (found !== undefined) return found;
    const length = this.steps * fields;
    needBytes(this.memory, this.at + length * BYTES);
    write(new Int32Array(this.memory.buffer, this.at, length));
    own.set(key, this.at);
    this.at += length * BYTES;
    return own.get(key)!;
  }

  private addressesOf(of: TimedLayer | TimedReadout): Map<number, number> {
    const found = this.known.get(of) ?? new Map<number, number>();
    this.known.set(of, found);
    return found;
  }

  /** Addresses of a choice's tables: of the events, of each layer, of the readout; null where their numbers are too large. */
  of(parts: readonly TimedPart[]): readonly number[] | null {
    const { sequences, events } = this;
    const intakes = parts.flatMap((part) => part.intakes);
    const allowed = largest(intakes.length + 1, this.block);
    const first = intakes[0]!;
    if (events * first.event + first.settle > allowed) return null;
    const addresses = [
      this.made(this.outside, keyOf(first), EVENT_FIELDS, (into) => eventSteps(first, sequences, into)),
    ];
    for (const part of parts) {
      if ("readout" in part) {
        const { readout } = part;
        if (largestOfReadout(readout, events) > allowed) return null;
        const own = this.addressesOf(readout);
        addresses.push(this.made(own, 0, FIELDS, (into) => readoutSteps(readout, sequences, into)));
        continue;
      }
      for (const layer of part.layers) {
        const next = intakes[addresses.length]!;
        const own = this.addressesOf(layer);
        const key = keyOf(next);
        if (!own.has(key) && largestOfLayer(layer, next, events) > allowed) return null;
        addresses.push(this.made(own, key, FIELDS, (into) => layerSteps(layer, next, sequences, into)));
      }
    }
    return addresses;
  }
}

/** Both are small numbers. */
const keyOf = ({ event, settle }: Intake): number => event * 64 + settle;
