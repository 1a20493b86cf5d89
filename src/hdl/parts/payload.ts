// Payloads leaf by leaf: what the stream parts do with a record of any shape.
import { Signal } from "../signal.ts";
import type { RecordShape } from "../types.ts";
import { type Leaf, leavesOf } from "../values.ts";

/** The leaves of a payload's shape, named as they appear behind the name of the stream. */
export const payloadLeaves = (payload: RecordShape): Leaf[] =>
  Object.entries(payload).flatMap(([field, shape]) => leavesOf(field, shape));

/** The signals (wires, registers) of a value, in the order of its shape. */
export function leafSignals<S extends Signal>(value: unknown): S[] {
  if (value instanceof Signal) return [value as S];
  return Object.values(value as object).flatMap((inner) => leafSignals<S>(inner));
}
