// What folded formulas and bodies that are never reached leave without a reader goes, as if it had never been said.
import type { Builder } from "./builder.ts";
import { Claiming } from "./claims.ts";
import { type DraftItem, type DraftStatement, rootsOf, statementRoots, targetsOf } from "./draft.ts";
import { type Formula, refsOf } from "./operation.ts";
import { clamp, rangeOf } from "./range.ts";
import { constant, type Signal } from "./signal.ts";

/** Removes them from the builder's items; returns the names that only such formulas read, and that stay. */
export function prune(builder: Builder): ReadonlySet<string> {
  const { items, dropped } = builder;
  const replace = (kept: readonly DraftItem[]) => items.splice(0, items.length, ...kept);
  replace(items.filter((item) => says(item, dropped)));
  holdReset(builder);
  const spared = new Set<string>();
  for (let from = 0; from < dropped.length; ) {
    for (const { name } of refsOf(dropped.slice(from))) spared.add(name);
    from = dropped.length;
    const unread = unreadOf(builder, spared);
    if (unread.size === 0) break;
    replace(items.filter((item) => keeps(item, unread, dropped)));
  }
  return spared;
}

/** False of a process that drives nothing, and of a memory whose only read ports are never enabled. */
function says(item: DraftItem, dropped: Formula[]): boolean {
  if (item.kind === "process") return clean(item.body, () => true, dropped);
  if (item.kind !== "memory" || item.reads.length > 0 || !item.readInVain) return true;
  dropped.push(...rootsOf(item));
  return false;
}

/** Takes out assignments that `wanted` refuses, then choices that drive nothing; false where nothing is left. */
function clean(body: DraftStatement[], wanted: (name: string) => boolean, dropped: Formula[]): boolean {
  const kept = body.filter((s) => {
    if (s.kind === "assign") {
      const stays = wanted(s.target.name);
      if (!stays) dropped.push(s.value);
      return stays;
    }
    const bodies = [...(s.kind === "if" ? s.branches : s.cases).map((b) => b.body), s.otherwise ?? []];
    const left = bodies.map((inner) => clean(inner, wanted, dropped));
    if (left.includes(true)) return true;
    dropped.push(...statementRoots(s));
    return false;
  });
  body.splice(0, body.length, ...kept);
  return kept.length > 0;
}

/** A register that only bodies without a way in drive stays at what it starts with: it is a constant with a name. */
function holdReset({ items, drivenWhenDead }: Builder): void {
  if (drivenWhenDead.size === 0) return;
  const driven = new Set(
    items.flatMap((item) => (item.kind === "process" ? item.body.flatMap(targetsOf) : [])).map((t) => t.name),
  );
  items.forEach((item, at) => {
    if (item.kind !== "register" || driven.has(item.name) || !drivenWhenDead.has(item.name)) return;
    const { name, type, reset, initial, note, place } = item;
    const start = reset ?? (initial === undefined ? clamp(0n, rangeOf(type)) : BigInt(initial));
    const value = constant(start, type);
    items[at] = {
      kind: "signal",
      name,
      value,
      place,
      under: () => [],
      ...(note === undefined ? {} : { note }),
    };
  });
}

/** Of the names that dropped formulas read, those that nothing else needs any more. */
function unreadOf({ items, ports, unstored }: Builder, spared: ReadonlySet<string>): ReadonlySet<string> {
  const outputs = new Set(ports.filter((p) => p.direction === "out").map((p) => p.name));
  const removable = new Set<string>();
  for (const item of items) {
    if (item.kind === "signal" || item.kind === "register" || item.kind === "wire") {
      if (spared.has(item.name) && !outputs.has(item.name)) removable.add(item.name);
    } else if (item.kind === "memory")
      for (const { lanes } of item.reads)
        if (lanes.some((lane) => spared.has(lane))) for (const lane of lanes) removable.add(lane);
  }
  if (removable.size === 0) return removable;
  const needs = new Map<string, string[]>();
  const roots: string[] = [];
  const need = (reader: string | null, formulas: readonly Formula[]) => {
    const names = [...refsOf(formulas)].map((ref) => ref.name);
    if (reader === null || !removable.has(reader)) roots.push(...names);
    else needs.set(reader, [...(needs.get(reader) ?? []), ...names]);
  };
  const claiming = new Claiming();
  for (const item of items) {
    needsOf(item, need);
    // What is claimed of a value is asserted under the conditions around it.
    if (item.kind === "signal" && claiming.has(item.value)) need(item.name, item.under());
  }
  // Nothing keeps the value, but what it claims is asserted.
  for (const { value, under } of unstored) if (claiming.has(value)) need(null, [value, ...under()]);
  const stack = [...roots];
  for (let name = stack.pop(); name !== undefined; name = stack.pop())
    if (removable.delete(name)) stack.push(...(needs.get(name) ?? []));
  return removable;
}

type Need = (reader: string | null, formulas: readonly Signal[]) => void;

/** Tells what each name that the item gives or drives needs; a reader of null is always there. */
function needsOf(item: DraftItem, need: Need): void {
  switch (item.kind) {
    case "signal":
    case "wire":
      need(item.name, rootsOf(item));
      break;
    case "process":
      for (const statement of item.body) statementNeeds(statement, [], need);
      break;
    case "memory":
      // Lanes of one port live together; the writes are needed by whatever reads.
      for (const { lanes, address, enable } of item.reads)
        for (const lane of lanes) need(lane, enable === null ? [address] : [address, enable]);
      for (const { address, enable, laneEnables, data } of item.writes)
        for (const lane of item.reads.flatMap((r) => r.lanes))
          need(lane, [address, enable, ...(laneEnables ?? []), ...data]);
      break;
    default:
      need(null, rootsOf(item));
  }
}

function statementNeeds(s: DraftStatement, conditions: readonly Signal[], need: Need): void {
  if (s.kind === "assign") {
    need(s.target.name, [s.value, ...conditions]);
    return;
  }
  const tests = s.kind === "if" ? s.branches.map((b) => b.when) : [s.on];
  const bodies = [...(s.kind === "if" ? s.branches : s.cases).map((b) => b.body), s.otherwise ?? []];
  for (const inner of bodies.flat()) statementNeeds(inner, [...conditions, ...tests], need);
}

/** Whether anything of the item stays without the names in `unread`; what goes is dropped. */
function keeps(item: DraftItem, unread: ReadonlySet<string>, dropped: Formula[]): boolean {
  if (item.kind === "process") return clean(item.body, (name) => !unread.has(name), dropped);
  if (item.kind === "memory") {
    const kept = item.reads.filter((r) => !r.lanes.every((lane) => unread.has(lane)));
    if (kept.length === item.reads.length) return true;
    if (kept.length === 0) dropped.push(...rootsOf(item));
    item.reads.splice(0, item.reads.length, ...kept);
    return kept.length > 0;
  }
  if (item.kind !== "signal" && item.kind !== "register" && item.kind !== "wire") return true;
  if (!unread.has(item.name)) return true;
  dropped.push(...rootsOf(item));
  return false;
}
