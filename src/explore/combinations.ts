// The combinations of a space: every way to take one value of each list among the fields of a hardware choice.
import type { HardwareInput } from "../core/index.ts";

/** Every way to take one value of each list in an object. A list in a list is a value: one number a layer. */
export function* combinations(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const one of value) {
      if (Array.isArray(one)) yield one;
      else yield* combinations(one);
    }
    return;
  }
  if (typeof value !== "object" || value === null) {
    yield value;
    return;
  }
  const [first, ...rest] = Object.entries(value);
  if (first === undefined) {
    yield {};
    return;
  }
  for (const own of combinations(first[1]))
    for (const others of combinations(Object.fromEntries(rest)))
      yield { [first[0]]: own, ...(others as object) };
}

/** How many combinations there are, without making them. */
export function combinationCount(value: unknown): number {
  if (Array.isArray(value))
    return value.reduce<number>((sum, one) => sum + (Array.isArray(one) ? 1 : combinationCount(one)), 0);
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((product, own) => product * combinationCount(own), 1);
}

/** A field of the hardware choice, by its path, and every value that it may take. */
export interface Axis {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
}

/** Fields of a space's hardware one by one: every way to take a value of each is a choice, unless it is refused. */
export function axesOf(fields: unknown, path: readonly string[] = []): Axis[] {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields))
    return [{ path, values: [...combinations(fields)] }];
  return Object.entries(fields).flatMap(([name, value]) => axesOf(value, [...path, name]));
}

/** What `hardware` takes, from the place of a value on each axis. */
export function inputAt(axes: readonly Axis[], places: readonly number[]): HardwareInput {
  const input: Record<string, unknown> = {};
  for (const [i, { path, values }] of axes.entries()) {
    let object = input;
    for (const name of path.slice(0, -1)) {
      object[name] ??= {};
      object = object[name] as Record<string, unknown>;
    }
    object[path.at(-1)!] = values[places[i]!];
  }
  return input as HardwareInput;
}
