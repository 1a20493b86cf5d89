// The loops that most of the time goes into, in WebAssembly's vectors of 128 bits: the formulas of docs/arithmetic.md
// for several rows at once, in 16 and 32 bits. That no sum of a network leaves these is shown first (../bounds.ts).
import {
  assemble,
  type Code,
  count,
  i16x8,
  i32,
  i32x4,
  type Local,
  routine,
  v128,
} from "../../src/base/webassembly.ts";

/** Rows that a turn of each loop takes; arrays of rows are padded to multiples of it. */
const TOGETHER = 32;
export const paddedRows = (rows: number): number => Math.ceil(rows / TOGETHER) * TOGETHER;

const groups = (length: number, of: (i: number) => Code): Code =>
  Array.from({ length }, (_, i) => of(i)).flat();
const plus = (a: Local, b: Local): Code => i32.add(a.get, b.get);

/** The column of weights that the event at `event` addresses, from the current row on. */
const columnOf = (weights: Local, row: Local, event: Local, columnBytes: Local): Code =>
  i32.add(plus(weights, row), i32.multiply(i32.load(event.get), columnBytes.get));

/** What `keep` leaves of the sums at `to`: -1 all, 0 none. */
const kept = (to: Local, offset: number, keep: Local): Code => v128.and(v128.load(to.get, offset), keep.get);

/**
 * sums = (sums & keep) + the columns that `events` up to `end` address; -1 keeps the sums, 0 begins them.
 * Added in 16 bits: as many events as cannot overflow them.
 */
const addEvents = routine(6, ([sums, weights, columnBytes, events, end, keep], own) => {
  const [row, event, column, to] = [own.i32(), own.i32(), own.i32(), own.i32()];
  const mask = own.v128();
  const added = Array.from({ length: TOGETHER / 8 }, () => own.v128());
  const widened = (half: (a: Code) => Code, i: number, offset: number): Code =>
    v128.store(to.get, i32x4.add(kept(to, offset, mask), half(added[i].get)), offset);
  return [
    ...mask.set(i32x4.splat(keep.get)),
    ...count(row, i32.constant(0), columnBytes.get, 2 * TOGETHER, [
      ...groups(added.length, (i) => added[i].set(v128.zero)),
      ...count(event, events.get, end.get, 4, [
        ...column.set(columnOf(weights, row, event, columnBytes)),
        ...groups(added.length, (i) => added[i].set(i16x8.add(added[i].get, v128.load(column.get, 16 * i)))),
      ]),
      ...to.set(i32.add(sums.get, i32.shiftLeft(row.get, i32.constant(1)))),
      ...groups(added.length, (i) => [
        ...widened(i32x4.lowHalf, i, 32 * i),
        ...widened(i32x4.highHalf, i, 32 * i + 16),
      ]),
    ]),
  ];
});

/** The same in 32 bits; each event counts as often as its value says. `values`: how far they lie behind the events. */
const addValues = routine(7, ([sums, weights, columnBytes, events, end, keep, values], own) => {
  const [row, event, column, to] = [own.i32(), own.i32(), own.i32(), own.i32()];
  const [mask, value] = [own.v128(), own.v128()];
  const added = Array.from({ length: TOGETHER / 4 }, () => own.v128());
  return [
    ...mask.set(i32x4.splat(keep.get)),
    ...count(row, i32.constant(0), columnBytes.get, 2 * TOGETHER, [
      ...to.set(i32.add(sums.get, i32.shiftLeft(row.get, i32.constant(1)))),
      ...groups(added.length, (i) => added[i].set(kept(to, 16 * i, mask))),
      ...count(event, events.get, end.get, 4, [
        ...column.set(columnOf(weights, row, event, columnBytes)),
        ...value.set(i32x4.loadSplat(plus(event, values))),
        ...groups(added.length, (i) =>
          added[i].set(i32x4.add(added[i].get, i32x4.multiply(i32x4.load16(column.get, 8 * i), value.get))),
        ),
      ]),
      ...groups(added.length, (i) => v128.store(to.get, added[i].get, 16 * i)),
    ]),
  ];
});

/** rshift by n: `left` is max(-n, 0), `half` 2^(n - 1) or 0, `right` max(n, 0); in memory they lie in this order. */
const shifted = (value: Code, left: Code, half: Code, right: Code): Code =>
  i32x4.shiftRight(i32x4.add(i32x4.shiftLeft(value, left), half), right);

/**
 * sums = rshift(weights . inputs) for rows of 16-bit inputs, two and two: weights lie pair by pair of inputs, in each the
 * two of every row. `rowBytes`: 4 for each row.
 */
const stateSums = routine(6, ([sums, weights, rowBytes, inputs, end, shift], own) => {
  const [row, input, column, to] = [own.i32(), own.i32(), own.i32(), own.i32()];
  const [left, right] = [own.i32(), own.i32()];
  const [pair, half] = [own.v128(), own.v128()];
  const added = Array.from({ length: TOGETHER / 4 }, () => own.v128());
  return [
    ...left.set(i32.load(shift.get)),
    ...half.set(i32x4.loadSplat(shift.get, 4)),
    ...right.set(i32.load(shift.get, 8)),
    ...count(row, i32.constant(0), rowBytes.get, 4 * TOGETHER, [
      ...column.set(plus(weights, row)),
      ...groups(added.length, (i) => added[i].set(v128.zero)),
      ...count(input, inputs.get, end.get, 4, [
        ...pair.set(i32x4.loadSplat(input.get)),
        ...groups(added.length, (i) =>
          added[i].set(i32x4.add(added[i].get, i32x4.dot(v128.load(column.get, 16 * i), pair.get))),
        ),
        ...column.set(plus(column, rowBytes)),
      ]),
      ...to.set(plus(sums, row)),
      ...groups(added.length, (i) =>
        v128.store(to.get, shifted(added[i].get, left.get, half.get, right.get), 16 * i),
      ),
    ]),
  ];
});

/** What `neurons` reads beside its arrays: 32-bit integers that lie one after the other. Shifts, then all others. */
export const neuronConstants = [
  ...["leakRight", "fastLeft", "fastRight"],
  ...["leakHalf", "fastHalf", "reset", "least", "most"],
] as const;

/**
 * Leak, currents, bias, threshold, reset and saturation of all neurons: u is advanced, a word of `fired` says which of
 * 32 neurons fired, the first in bit 0. `constants`: as above; "reset" is -1 where `taken` is subtracted, else 0;
 * a shift of the leak to the left is in its factors.
 */
const neurons = routine(
  10,
  ([u, fast, slow, bias, factors, thresholds, taken, rowBytes, constants, fired], own) => {
    const [row, word, to] = [own.i32(), own.i32(), own.i32()];
    const [a, fires] = [own.v128(), own.v128()];
    const held = neuronConstants.map((_, i) => (i < 3 ? own.i32() : own.v128()));
    const [leakRight, fastLeft, fastRight, leakHalf, fastHalf, reset, least, most] = held.map(
      ({ get }) => get,
    );
    const four = (array: Local, i: number) => v128.load(plus(array, row), 16 * i);
    const leaked = (i: number) =>
      i32x4.shiftRight(i32x4.add(i32x4.multiply(four(factors, i), four(u, i)), leakHalf), leakRight);
    const current = (i: number) => shifted(four(fast, i), fastLeft, fastHalf, fastRight);
    const after = (i: number) =>
      v128.select(v128.and(i32x4.subtract(a.get, four(taken, i)), reset), a.get, fires.get);
    return [
      ...groups(held.length, (i) => held[i].set((i < 3 ? i32.load : i32x4.loadSplat)(constants.get, 4 * i))),
      ...to.set(fired.get),
      ...count(row, i32.constant(0), rowBytes.get, 4 * TOGETHER, [
        ...word.set(i32.constant(0)),
        ...groups(TOGETHER / 4, (i) => [
          ...a.set(i32x4.add(i32x4.add(leaked(i), current(i)), i32x4.add(four(slow, i), four(bias, i)))),
          ...fires.set(i32x4.atLeast(a.get, four(thresholds, i))),
          ...v128.store(plus(u, row), i32x4.max(i32x4.min(after(i), most), least), 16 * i),
          ...word.set(i32.or(word.get, i32.shiftLeft(i32x4.signs(fires.get), i32.constant(4 * i)))),
        ]),
        ...i32.store(to.get, word.get),
        ...to.set(i32.add(to.get, i32.constant(4))),
      ]),
    ];
  },
);

/** The routines, for a memory. Addresses are in bytes; `end` is the address behind the last. */
export interface Kernels {
  addEvents(
    sums: number,
    weights: number,
    columnBytes: number,
    events: number,
    end: number,
    keep: number,
  ): void;
  addValues(
    sums: number,
    weights: number,
    columnBytes: number,
    events: number,
    end: number,
    keep: number,
    values: number,
  ): void;
  stateSums(
    sums: number,
    weights: number,
    rowBytes: number,
    inputs: number,
    end: number,
    shift: number,
  ): void;
  neurons(
    u: number,
    fast: number,
    slow: number,
    bias: number,
    factors: number,
    thresholds: number,
    taken: number,
    rowBytes: number,
    constants: number,
    fired: number,
  ): void;
}

/** The module's bytes: the same for every network. */
export const kernelBytes = (): Uint8Array => assemble({ addEvents, addValues, stateSums, neurons });
