// A run of the step kernel: sets its memory up, goes through all steps, and reads what was told.
import { EVENT_FIELDS } from "./step-fields.ts";
import { initialState, type StepKernel, TOGETHER } from "./step-kernel.ts";

/** Cycles from the last event of a step to that of the next, of all steps but the first, which none comes before. */
export interface StepCycles {
  readonly steps: number;
  readonly sum: number;
  readonly max: number;
  /** The values at such places (from 0 on, ascending) of their ascending order. */
  inOrder(places: readonly number[]): number[];
  /** Cycles from the last event of each sequence until its class is offered. */
  readonly latencies: readonly number[];
}

/** Steps after which times are counted anew, so that they stay within 32 bits. */
export const BLOCK = 64;

const BYTES = 4;
/** How far the kernel's counter goes for a step. */
const COUNTER = EVENT_FIELDS * BYTES;
/** Numbers that are told of a step: of each choice its cycles, and those to its class. */
const TOLD = 2 * TOGETHER;
/** Sum, least and most of the cycles, behind the state. */
const SUMS = 3;

/** Values are counted where they lie within so many times as many as there are steps, else sorted. */
const WIDE = 8;

/** Where everything lies in the kernel's memory, in words. */
export interface StepLayout {
  readonly lengths: readonly number[];
  readonly steps: number;
  readonly tables: number;
  readonly told: number;
  readonly counts: number;
  readonly bytes: number;
}

/** For sequences of such lengths, and a network of so many layers. */
export function layoutOf(lengths: readonly number[], layers: number): StepLayout {
  const steps = lengths.reduce((a, b) => a + b, 0);
  const tables = (initialState.length * (layers + 1) + SUMS) * TOGETHER;
  const told = tables + (layers + 2) * TOGETHER;
  const counts = told + steps * TOLD;
  return { lengths, steps, tables, told, counts, bytes: (counts + WIDE * steps) * BYTES };
}

/** Runs the kernel over the tables at `addresses`, one list a choice; `parts`: that have a state. */
export function runSteps(
  kernel: StepKernel,
  buffer: ArrayBuffer,
  layout: StepLayout,
  addresses: readonly (readonly number[])[],
  parts: number,
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
  return total.map((sum, choice) => ({
    ...{ steps: layout.steps - 1, sum, max: words[most + choice]! },
    inOrder: ordering(kernel, words, layout, choice, [words[least + choice]!, words[most + choice]!]),
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

/** Puts the cycles of a choice in order, by how often each value comes. */
function ordering(
  { tally }: StepKernel,
  words: Int32Array,
  { steps, told, counts }: StepLayout,
  choice: number,
  [least, most]: readonly [number, number],
): StepCycles["inOrder"] {
  return (places) => {
    const values = most - least + 1;
    if (values > WIDE * steps) {
      const cycles = (_: unknown, i: number) => words[told + (i + 1) * TOLD + choice]!;
      const order = Int32Array.from({ length: steps - 1 }, cycles).sort();
      return places.map((place) => order[place]!);
    }
    words.fill(0, counts, counts + values);
    const from = told + choice;
    tally((from + TOLD) * BYTES, (from + TOLD * steps) * BYTES, (counts - least) * BYTES);
    let [value, below] = [0, words[counts]!];
    return places.map((place) => {
      while (below <= place) below += words[counts + ++value]!;
      return least + value;
    });
  };
}
