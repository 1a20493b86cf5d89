// The memories of events and their weights: banks of currents or lists, in each dataflow.

import { halfWords } from "../halves.ts";
import type { Hardware } from "../hardware.ts";
import { heldStill } from "../held-still.ts";
import { isJoint } from "../timing/core-times.ts";
import { type Count, type CountedMemory, never, type Work } from "./memory.ts";

/** One part of the hardware that sums weights of events: a layer's neurons, or the classes. */
export interface Summing {
  readonly name: string;
  readonly hardware: Hardware;
  /** Bits of a word of weights, of a word of currents, and of an event: address and value. */
  readonly weights: number;
  readonly current: number;
  readonly event: number;
  /** Words of all weights, of a bank of currents, and of a list of events. */
  readonly depth: Readonly<Record<"weights" | "currents" | "events", number>>;
  /** Words of weights that are read for these events. */
  readonly rows: (events: (work: Work) => number) => Count;
  readonly counted: Count;
  /** Words of finished sums. */
  readonly finished: Count;
}

/**
 * An event is held still: its row of weights, and the currents of all neurons, written, and read for every event but the
 * first of a step.
 */
function eventStationary(part: Summing): CountedMemory[] {
  const { name, hardware, weights, current, depth, rows, finished } = part;
  const row = rows((w) => w.events);
  const old = rows((w) => Math.max(0, w.events - 1));
  return [
    {
      name: `${name}.integrate.weights`,
      words: depth.weights,
      // Weights whose sums can only be 0 are not read.
      bits: current > 0 ? weights : 0,
      reads: row,
      writes: never,
    },
    {
      name: `${name}.integrate.banks`,
      words: isJoint(hardware) ? 2 * halfWords(depth.currents) : depth.currents,
      bits: current,
      reads: (w) => old(w) + finished(w),
      writes: row,
    },
  ];
}

/** Neurons are held still: the list of events is read for every group of them. */
function neuronStationary(part: Summing): CountedMemory[] {
  const { name, hardware, weights, event, depth, rows, counted } = part;
  const row = rows((w) => w.counted);
  return [
    {
      name: `${name}.event_list.lists`,
      words: (hardware.overlap ? 2 : 1) * halfWords(depth.events),
      bits: event,
      reads: row,
      writes: counted,
    },
    {
      name: `${name}.fast_current.weights`,
      words: depth.weights,
      bits: weights,
      reads: row,
      writes: never,
    },
  ];
}

/** The memories of a part in the dataflow of the hardware. */
export const eventMemories = (part: Summing): CountedMemory[] =>
  (heldStill(part.hardware).list ? neuronStationary : eventStationary)(part);
