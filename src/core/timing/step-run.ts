// A run of the step kernel: sets its memory up, goes through all steps, and reads what was told.
import { EVENT_FIELDS } from "./step-fields.ts";
import { initialState, LIMITS, type StepKernel, TOGETHER } from "./step-kernel.ts";

/** Cycles from the last event of a step to that of the next, of all steps but the first, which none comes before. */
export interface StepCycles {
  readonly steps: number;
  readonly sum: number;
  readonly max: number;
  /** The values at the places that were asked for of their ascending order. */
  readonly inOrder: readonly number[];
  /** Cycles from the last event of each sequence until its class is offered. */
  readonly latencies: readonly number[];
}

/** Places among cycles in ascending order: as many as the kernel counts limits at once. */
export type Places = readonly [number, number];

/** Steps after which times are counted anew, so that they stay within 32 bits. */
export const BLOCK = 64;

const BYTES = 4;
/** How far the kernel's counter goes for a step. */
const COUNTER = EVENT_FIELDS * BYTES;
/** Numbers that are told of a step: of each choice its cycles, and those to its class. */
const TOLD = 2 * TOGETHER;
/** Sum, least and most of the cycles, behind the state. */
const SUMS = 3;

/** Where everything lies in the kernel's memory, in words. */
export interface StepLayout {
  readonly lengths: readonly number[];
  readonly steps: number;
  readonly tables: number;
  readonly limits: number;
  readonly told: number;
  readonly bytes: number;
}

/** For sequences of such lengths, and a network of so many layers. */
export function layoutOf(lengths: readonly number[], layers: number): StepLayout {
  const steps = lengths.reduce((a, b) => a + b, 0);
  const tables = (initialState.length * (layers + 1) + SUMS) * TOGETHER;
  const limits = tables + (layers + 2) * TOGETHER;
  const told = limits + 2 * LIMITS * TOGETHER;
  return { lengths, steps, tables, limits, told, bytes: (told + steps * TOLD) * BYTES };
}

/**
 * Runs the kernel over the tables at `addresses`, one list a choice. `parts`: that have a state; `places`: which of the cycles
 * in ascending order are told, from 0 on.
 */
export function runSteps(
  kernel: StepKernel,
  buffer: ArrayBuffer,
  layout: StepLayout,
  addresses: readonly (readonly number[])[],
  parts: number,
  places: Places,
): StepCycles[] {
  const words = new Int32Array(buffer);
  for (const [table, first] of addresses[0]!.entries())
    for (let i = 0; i < TOGETHER; i++)
      // Where there are fewer choices, the first one fills up.
      words[layout.tables + table * TOGETHER + i] = addresses[i]?.[table] ?? first;
  const sums = parts * initialState.length * TOGETHER;
  for (let i = 0; i < sums; i++) words[i] = initialState[Math.floor(i / TOGETHER) % initialState.length]!;
  const go = (from: number, to: number) =>
    kernel.steps(COUNTER * from, COUNTER * to, 0, layout.tables * BYTES, layout.told * BYTES);
  go(0, 1);
  const [least, most] = [sums + TOGETHER, sums + 2 * TOGETHER];
  words.fill(2 ** 31 - 1, least, most);
  words.fill(0, most, most + TOGETHER);
  const total = addresses.map(() => 0);
  for (let from = 1; from < layout.steps; from += BLOCK) {
    words.fill(0, sums, least);
    go(from, Math.min(layout.steps, from + BLOCK));
    for (let i = 0; i < total.length; i++) total[i]! += words[sums + i]!;
  }
  const inOrder = ordered(kernel, words, layout, places, words.slice(least, most + TOGETHER));
  return total.map((sum, choice) => ({
    ...{ steps: layout.steps - 1, sum, max: words[most + choice]! },
    inOrder: places.map((_, i) => inOrder[i * TOGETHER + choice]!),
    latencies: latenciesOf(words, layout, choice),
  }));
}

function latenciesOf(words: Int32Array, { lengths, told }: StepLayout, choice: number): number[] {
  let end = -1;
  return lengths.map((length) => {
    end += length;
    return words[told + end * TOLD + TOGETHER + choice]!;
  });
}

/**
 * The cycles at each place, of all choices: the least that more than so many are no larger than. What lies between the least
 * and the most of a choice is halved until it is found.
 */
function ordered(
  { count }: StepKernel,
  words: Int32Array,
  { steps, told, limits }: StepLayout,
  places: Places,
  bounds: Int32Array,
): Int32Array {
  const size = LIMITS * TOGETHER;
  const low = Int32Array.from({ length: size }, (_, i) => bounds[i % TOGETHER]!);
  const high = Int32Array.from({ length: size }, (_, i) => bounds[TOGETHER + (i % TOGETHER)]!);
  while (low.some((value, i) => value < high[i]!)) {
    for (let i = 0; i < size; i++) words[limits + i] = (low[i]! + high[i]!) >>> 1;
    count((told + TOLD) * BYTES, (told + TOLD * steps) * BYTES, limits * BYTES);
    for (let i = 0; i < size; i++) {
      const middle = words[limits + i]!;
      if (words[limits + size + i]! > places[Math.floor(i / TOGETHER)]!) high[i] = middle;
      else low[i] = middle + 1;
    }
  }
  return low;
}
