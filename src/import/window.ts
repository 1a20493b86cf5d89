// The window of a stored Legendre state space, in time steps.
import { legendreDiscrete, type Tensor, type Tensors } from "../network/index.ts";
import { floats } from "../network/tensor.ts";
import { refuse } from "./error.ts";

export interface StoredWindow {
  readonly window: number;
  /** Where the file does not tell it apart from others. */
  readonly notes: readonly string[];
}

/** Types in which windows that are close to each other have the same B[0]: bits of a number, and the least of so many. */
const coarse: Readonly<Record<string, { name: string; bits: number; least: number }>> = {
  F16: { name: "float16", bits: 11, least: 2 ** -14 },
  BF16: { name: "bfloat16", bits: 8, least: 2 ** -126 },
};

/** A number of the file, and by how much rounding may have changed it. */
interface Stored {
  readonly value: number;
  readonly error: number;
}

/**
 * The window that gives the stored B. Its first element is nearly 1 / window, so a secant over its inverse is there in a few
 * steps; a whole number of steps is taken where it fits as well. Where numbers are coarse, all of B and A tell.
 * @throws ImportError where the file holds neither B nor an impulse response, or one of no Legendre state space
 */
export function windowOf(tensors: Tensors, cell: string, dim: number): StoredWindow {
  const input = inputColumn(tensors, cell, dim);
  if (input === null)
    return refuse(
      cell,
      "holds neither A and B nor an impulse response",
      "say the window in steps: --window N",
    );
  const { values: stored, dtype } = input;
  const nearest = windowOfFirst(dim, stored[0]);
  const miss = (window: number) => {
    const { b } = legendreDiscrete(dim, window);
    return b.reduce((most, v, i) => Math.max(most, Math.abs(v - stored[i])), 0);
  };
  const largest = stored.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const fits = (window: number) => miss(window) <= largest * 2 ** -6;
  const whole = Math.round(nearest);
  const window = fits(whole) ? whole : fits(nearest) ? nearest : null;
  if (window === null)
    return refuse(
      `${cell}.B`,
      `is that of no Legendre state space of dimension ${dim}`,
      "say the window: --window N",
    );
  const type = coarse[dtype]?.name;
  if (type === undefined) return { window, notes: [] };
  const [from, to] = windowsOf(dim, roundedOf(tensors, cell, input), nearest) ?? [window, window];
  const [first, last] = [Math.ceil(from), Math.floor(to)];
  if (first === last) return { window: first, notes: [] };
  if (first > last)
    return {
      window,
      notes: [`${cell}: window ${window}, as nearly as numbers of ${type} tell; --window N says it`],
    };
  const middle = Math.round((first + last) / 2);
  return {
    window: middle,
    notes: [
      `${cell}: window ${middle}; in ${type} those of ${first} to ${last} are stored alike: --window N says which it is`,
    ],
  };
}

/** What the code stores of a cell's state space: B, or an impulse response, whose first column is B. */
function inputColumn(tensors: Tensors, cell: string, dim: number) {
  const column = (name: string, tensor: Tensor | undefined) => {
    if (tensor === undefined || tensor.shape[0] !== dim) return null;
    const values = floats(name, tensor);
    return { values: values.filter((_, i) => i % (values.length / dim) === 0), dtype: tensor.dtype };
  };
  return column(`${cell}.B`, tensors.get(`${cell}.B`)) ?? column(`${cell}.H`, tensors.get(`${cell}.H`));
}

/** The window whose B[0] is nearest to the stored one; at most 100,000 steps. */
function windowOfFirst(dim: number, stored: number): number {
  const inverse = (window: number) => 1 / legendreDiscrete(dim, window).b[0];
  const wanted = 1 / stored;
  const within = (window: number) => Math.min(100_000, Math.max(1, window));
  let [before, now] = [within(wanted), within(wanted * 1.1 + 1)];
  let [was, is] = [inverse(before), inverse(now)];
  for (let step = 0; step < 20 && Math.abs(is - wanted) > 1e-9 * wanted && is !== was; step++) {
    const next = within(now + ((wanted - is) * (now - before)) / (is - was));
    [before, was, now] = [now, is, next];
    is = inverse(now);
  }
  return now;
}

/** B and, where it is there, A: as `entriesOf` gives them. */
function roundedOf(tensors: Tensors, cell: string, input: { values: Float64Array; dtype: string }): Stored[] {
  const dim = input.values.length;
  const transition = tensors.get(`${cell}.A`);
  const rounded = (values: Float64Array, dtype: string) => {
    const { bits, least } = coarse[dtype] ?? { bits: 24, least: 2 ** -126 };
    // Half of a last place; a little more, for what was rounded before.
    const half = (value: number) => Math.max(least, 2 ** Math.floor(Math.log2(Math.abs(value)))) * 2 ** -bits;
    return Array.from(values, (value) => ({ value, error: half(value) * (1 + 2 ** -5) }));
  };
  const { shape = [], dtype = "" } = transition ?? {};
  return [
    ...rounded(input.values, input.dtype),
    ...(transition !== undefined && shape.length === 2 && shape.every((n) => n === dim)
      ? rounded(floats(`${cell}.A`, transition), dtype)
      : []),
  ];
}

/** B and A of a window, one after the other. */
function entriesOf(dim: number, window: number): number[] {
  const { a, b } = legendreDiscrete(dim, window);
  return [...b, ...a.values];
}

/**
 * The least and the largest window, near one, of which every entry may have been rounded to the stored one; null where
 * there is none. Entries are nearly straight lines over 1 / window: each leaves the windows at which its line is near enough,
 * its bend added to what rounding may have changed.
 */
function windowsOf(dim: number, stored: readonly Stored[], near: number): [number, number] | null {
  let [low, high] = [near * (1 - 2 ** -6), near * (1 + 2 ** -6)];
  for (let round = 0; round < 3; round++) {
    const at = (share: number) => 1 / (1 / low + share * (1 / high - 1 / low));
    const [atLow, atHalf, atHigh] = [low, at(0.5), high].map((window) => entriesOf(dim, window));
    let [from, to] = [0, 1];
    for (const [i, { value, error }] of stored.entries()) {
      const rise = atHigh[i] - atLow[i];
      const bend = Math.abs(atHalf[i] - (atLow[i] + atHigh[i]) / 2) * 1.5;
      const ends = [-error - bend, error + bend].map((off) => (value + off - atLow[i]) / rise);
      if (rise !== 0) {
        from = Math.max(from, Math.min(...ends));
        to = Math.min(to, Math.max(...ends));
      }
    }
    if (!(from <= to)) return null;
    [low, high] = [at(from), at(to)];
  }
  return [low, high];
}
