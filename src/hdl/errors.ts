// Errors of the language: a stable code, the rule, the facts, what to write instead, and the user's own line.

import { fileURLToPath } from "node:url";
import { InputError } from "../base/errors.ts";

/** The rules a circuit can break, as stable codes that tests and tools may rely on. */
export type HdlRule =
  | "range"
  | "width"
  | "operand"
  | "loop"
  | "undriven"
  | "driven-twice"
  | "unused"
  | "name"
  | "state"
  | "bounds"
  | "clock"
  | "connection"
  | "memory";

/** Where in the user's source something was written. Captured cheaply, read only when an error is reported. */
export type Place = Error;

/** The place of the call that is being made into the language right now. */
export function here(): Place {
  return new Error("place");
}

const ownFolder = new URL(".", import.meta.url).href;
const isOwnFrame = (frame: string) =>
  frame.includes(ownFolder) || frame.includes(fileURLToPath(ownFolder)) || frame.includes("node:internal");

/** `file:line:column` of the innermost frame outside the language itself; undefined where there is none. */
export function showPlace(place: Place): string | undefined {
  const frames = (place.stack ?? "").split("\n").slice(1);
  const frame = frames.find((line) => line.includes(":") && !isOwnFrame(line));
  const found = frame?.match(/\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/)?.[1];
  return found?.startsWith("file://") ? found.replace(/^file:\/\//, "") : found;
}

/** A line that says where something was said before. */
export function firstAt(place: Place, what: string): string {
  const line = showPlace(place);
  return line === undefined ? "" : `\n  first ${what} at: ${line}`;
}

const written = Symbol("written");

/** Keeps beside an item of a circuit, which is plain data, where it was written: no copy and no JSON has it. */
export const writtenAt = <T extends object>(item: T, place: Place): T =>
  Object.defineProperty(item, written, { value: place });

/** Where an item was written; undefined of one that has been copied or read from a file. */
export const placeOf = (item: object): Place | undefined => (item as { readonly [written]?: Place })[written];

/** A changed copy of an item, written where the item was. */
export const copyOf = <T extends object>(item: T, copy: T): T => {
  const place = placeOf(item);
  return place === undefined ? copy : writtenAt(copy, place);
};

/**
 * A circuit that breaks a rule of the language. `message` starts with a constant phrase that can be searched for,
 * then names the signal, the values and what to write instead.
 */
export class HdlError extends InputError {
  override readonly name = "HdlError";
  readonly rule: HdlRule;
  /** Circuit being elaborated, where known. */
  readonly circuit: string | undefined;
  /** The user's line. */
  readonly place: string | undefined;

  constructor(rule: HdlRule, message: string, where: { circuit?: string; place?: Place } = {}) {
    const place = showPlace(where.place ?? here());
    const circuit = where.circuit === undefined ? "" : `\n  in circuit: ${where.circuit}`;
    super(`${message}${circuit}${place === undefined ? "" : `\n  at: ${place}`}`);
    this.rule = rule;
    this.circuit = where.circuit;
    this.place = place;
  }
}
