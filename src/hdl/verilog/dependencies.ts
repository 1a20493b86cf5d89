// Who reads whom within a circuit: names read by items, and what they depend on within one clock cycle.
import type { CircuitIR, Expr, Item, Statement } from "../ir.ts";

/** Adds the names that an expression reads. Instance outputs appear as `instance.port`. */
export function readsOfExpr(expr: Expr, into: Set<string>): void {
  if (expr.op === "ref") into.add(expr.name);
  else if (expr.op !== "const") for (const arg of expr.args) readsOfExpr(arg, into);
}

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

/** Names assigned by statements, in order of first assignment. */
export function assignedBy(body: readonly Statement[], into: Set<string> = new Set()): Set<string> {
  for (const statement of body) {
    if (statement.kind === "assign") into.add(statement.target);
    else {
      for (const { body: inner } of statement.kind === "if" ? statement.branches : statement.cases) {
        assignedBy(inner, into);
      }
      if (statement.otherwise) assignedBy(statement.otherwise, into);
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
    case "process":
      return readsOfStatements(item.body);
  }
  return into;
}

/** Combinational dependence within a circuit. */
export interface Reads {
  /** Names that the default of a wire reads. */
  ofDefault(wire: string): ReadonlySet<string>;
  /** Whether anything in `from`, followed through signals, wires and instances, comes to one of `to`. */
  reach(from: ReadonlySet<string>, to: ReadonlySet<string>): boolean;
}

const nothing: ReadonlySet<string> = new Set();

/** An instance's outputs are taken to depend on all of its inputs, what a process drives on all that it reads. */
export function combinationalReads(circuit: CircuitIR): Reads {
  const sources = new Map<string, Set<string>>();
  const defaults = new Map<string, Set<string>>();
  const held = new Set<string>();
  const add = (name: string, reads: ReadonlySet<string>) => {
    const known = sources.get(name);
    if (known) for (const read of reads) known.add(read);
    else sources.set(name, new Set(reads));
  };
  for (const item of circuit.items) {
    const reads = readsOf(item);
    if (item.kind === "register") held.add(item.name);
    else if (item.kind === "signal") add(item.name, reads);
    else if (item.kind === "wire") {
      defaults.set(item.name, reads);
      add(item.name, reads);
    } else if (item.kind === "instance") {
      for (const { port } of item.outputs) add(`${item.name}.${port}`, reads);
    } else if (item.kind === "process") {
      for (const name of assignedBy(item.body)) add(name, reads);
    }
  }
  return {
    ofDefault: (wire) => defaults.get(wire) ?? nothing,
    reach(from, to) {
      const seen = new Set<string>();
      const next = [...from];
      for (let name = next.pop(); name !== undefined; name = next.pop()) {
        if (to.has(name)) return true;
        if (seen.has(name) || held.has(name)) continue;
        seen.add(name);
        for (const read of sources.get(name) ?? nothing) next.push(read);
      }
      return false;
    },
  };
}
