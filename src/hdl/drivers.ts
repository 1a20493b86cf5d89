// What drives each wire, register and memory of a circuit: one place, on every path.

import type { Builder } from "./builder.ts";
import { type DraftItem, type DraftMemory, type DraftStatement, targetsOf } from "./draft.ts";
import { firstAt, type HdlError, type Place } from "./errors.ts";
import { isOnePort } from "./one-port.ts";
import { rangeOf } from "./range.ts";

/** @throws HdlError where something is driven nowhere, twice, or on some paths only */
export function checkDrivers(builder: Builder): void {
  const drivers = driversOf(builder);
  for (const item of builder.items)
    if (item.kind === "memory") checkMemory(builder, item, item.place);
    else if (item.kind === "wire" || item.kind === "register")
      checkDriven(builder, item, drivers.get(item.name));
}

/** The statement that drives each name. */
function driversOf(builder: Builder): ReadonlyMap<string, DraftStatement> {
  const drivers = new Map<string, DraftStatement>();
  for (const item of builder.items) {
    if (item.kind !== "process") continue;
    checkBlock(builder, item.body);
    for (const statement of item.body)
      for (const { name, place } of targetsOf(statement)) {
        const other = drivers.get(name);
        if (other !== undefined && other !== statement) throw drivenTwice(builder, name, place, other.place);
        drivers.set(name, statement);
      }
  }
  return drivers;
}

/** No two statements of a block drive the same. */
function checkBlock(builder: Builder, body: readonly DraftStatement[]): void {
  const here = new Map<string, Place>();
  for (const statement of body) {
    const targets = new Map(targetsOf(statement).map((t) => [t.name, t.place]));
    for (const [name, place] of targets) {
      const other = here.get(name);
      if (other !== undefined) throw drivenTwice(builder, name, place, other);
      here.set(name, place);
    }
    if (statement.kind === "assign") continue;
    for (const branch of statement.kind === "if" ? statement.branches : statement.cases)
      checkBlock(builder, branch.body);
    if (statement.otherwise !== null) checkBlock(builder, statement.otherwise);
  }
}

function checkMemory(builder: Builder, memory: DraftMemory, place: Place): void {
  const { name, initial, style, reads, writes } = memory;
  if (writes.length === 0 && initial === null)
    throw builder.error(
      "undriven",
      `Undriven: memory ${name} has no write port and no initial contents.`,
      place,
    );
  const same = reads.length === 1 && writes.length === 1 && reads[0]!.address === writes[0]!.address;
  if (isOnePort(memory) && !same)
    throw builder.error(
      "memory",
      `Memory ${name}: style ${style} has exactly one port; declare it with access().`,
      place,
    );
  if (style === "macro" && (reads.length > 1 || writes.length > 1))
    throw builder.error(
      "memory",
      `Memory ${name}: style macro has one port, declared with access(), or one read and one write port, and this has ` +
        `${reads.length} and ${writes.length}.`,
      place,
    );
}

type Driven = DraftItem & { kind: "wire" | "register" };

function checkDriven(builder: Builder, item: Driven, driver: DraftStatement | undefined): void {
  const what = item.kind === "register" ? "register" : item.output ? "output" : "wire";
  if (driver === undefined && (item.kind === "register" || item.default === null))
    throw builder.error(
      "undriven",
      `Undriven: ${what} ${item.name} is never given a value. Write ${item.name}.${item.kind === "register" ? "next" : "is"}(...).`,
      item.place,
    );
  if (item.kind === "wire" && item.default === null && !drivesAlways(driver!, item.name))
    throw builder.error(
      "undriven",
      `Undriven on some paths: ${what} ${item.name} has no value where no condition holds. Add an otherwise branch ` +
        `that drives it, or a default: ${item.name}.otherwise(...).`,
      driver!.place,
    );
}

/** Whether every path through the statement drives the name. */
function drivesAlways(s: DraftStatement, name: string): boolean {
  if (s.kind === "assign") return s.target.name === name;
  const bodies = (s.kind === "if" ? s.branches : s.cases).map((b) => b.body);
  if (s.otherwise !== null) bodies.push(s.otherwise);
  else if (s.kind === "if") return false;
  else {
    const { lo, hi } = rangeOf(s.on.type);
    const covered = s.cases.reduce((n, c) => n + c.values.length, 0);
    if (BigInt(covered) !== hi - lo + 1n) return false;
  }
  return bodies.every((body) => body.some((inner) => drivesAlways(inner, name)));
}

const drivenTwice = (builder: Builder, name: string, place: Place, other: Place): HdlError =>
  builder.error(
    "driven-twice",
    `Driven twice: ${name} is given a value on the same path already. Join both into one when, or choose with mux.` +
      firstAt(other, "driven"),
    place,
  );
