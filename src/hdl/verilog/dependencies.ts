// Who reads whom within a circuit: names read by items, and what they depend on within one clock cycle.
import { assignedBy } from "../assigned.ts";
import type { CircuitIR, Item, Statement } from "../ir.ts";
import { readsOfExpr } from "./tree.ts";

export function readsOfStatements(body: readonly Statement[], into: Set<string> = new Set()): Set<string> {
  for (const statement of body) {
    if (statement.kind === "assign") readsOfExpr(statement.value, into);
    else {
      if (statement.kind === "switch") {
        readsOfExpr(statement.on, into);
        for (const { body: inner } of statement.cases) readsOfStatements(inner, into);
      } else {
        for (const branch of statement.branches) {
          readsOfExpr(branch.when, into);
          readsOfStatements(branch.body, into);
        }
      }
      if (statement.otherwise) readsOfStatements(statement.otherwise, into);
    }
  }
  return into;
}

/** The names read where an item stands. Memories and assertions are printed behind everything else: they read none. */
export function readsOf(item: Item): Set<string> {
  const into = new Set<string>();
  switch (item.kind) {
    case "signal":
      readsOfExpr(item.value, into);
      break;
    case "wire":
      if (item.default) readsOfExpr(item.default, into);
      break;
    case "instance":
      for (const { value } of item.inputs) readsOfExpr(value, into);
      break;
    case "clocking":
      readsOfExpr(item.clock, into);
      readsOfExpr(item.reset, into);
      break;
    case "process":
      return readsOfStatements(item.body);
  }
  return into;
}

/**
 * The processes that stand in a combinational loop if each is taken as one block: they read what depends on a wire
 * that they drive. (What lies between two such loops is counted too.) An instance's outputs are taken to depend on
 * all of its inputs.
 */
export function loopingProcesses(circuit: CircuitIR): ReadonlySet<Item> {
  const { items } = circuit;
  const registers = new Set(items.filter((i) => i.kind === "register").map((i) => i.name));
  const owner = new Map<string, number>();
  items.forEach((item, i) => {
    if (item.kind === "signal" || (item.kind === "wire" && !owner.has(item.name))) owner.set(item.name, i);
    else if (item.kind === "instance")
      for (const { port } of item.outputs) owner.set(`${item.name}.${port}`, i);
    else if (item.kind === "process") {
      for (const name of assignedBy(item.body)) if (!registers.has(name)) owner.set(name, i);
    }
  });
  const sources: number[][] = items.map(() => []);
  const readers: number[][] = items.map(() => []);
  items.forEach((item, i) => {
    // The default of a wire belongs to the process that drives the wire.
    const at = item.kind === "wire" ? owner.get(item.name)! : i;
    for (const name of readsOf(item)) {
      const from = owner.get(name);
      if (from === undefined) continue;
      sources[at]!.push(from);
      readers[from]!.push(at);
    }
  });
  const below = peeled(sources, readers);
  const above = peeled(readers, sources);
  return new Set(items.filter((item, i) => item.kind === "process" && !below.has(i) && !above.has(i)));
}

/** Takes away, one after the other, the nodes that have nothing left before them. */
function peeled(before: readonly (readonly number[])[], after: readonly (readonly number[])[]): Set<number> {
  const left = before.map((list) => list.length);
  const next = [...left.keys()].filter((i) => left[i] === 0);
  const done = new Set<number>();
  for (let node = next.pop(); node !== undefined; node = next.pop()) {
    done.add(node);
    for (const reader of after[node]!) if (--left[reader]! === 0) next.push(reader);
  }
  return done;
}
