// Long work in slices: a generator that yields how far it is, and returns what comes of it.
import { setImmediate } from "node:timers/promises";

/** Does it all at once. */
export function atOnce<T>(slices: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

/** Does one slice after the other, between which timers and signals get through; `at` is told what each yields. */
export async function inSlices<S, T>(slices: Generator<S, T>, at: (slice: S) => void): Promise<T> {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
    at(value);
    await setImmediate();
  }
}
