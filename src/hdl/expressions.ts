// Signals to expression trees: what is used more than once and has no name gets one, derived from what uses it first.
import type { Builder, DraftItem, DraftStatement } from "./builder.ts";
import type { Expr, SignalItem } from "./ir.ts";
import type { Signal } from "./signal.ts";

/** The signals an item is made of, in order. */
export function rootsOf(item: DraftItem): Signal[] {
  switch (item.kind) {
    case "signal":
      return [item.value];
    case "wire":
      return item.default === null ? [] : [item.default];
    case "register":
      return [];
    case "memory":
      return [
        ...item.reads.flatMap((r) => (r.enable === null ? [r.address] : [r.address, r.enable])),
        ...item.writes.flatMap((w) => [w.address, w.enable, ...(w.laneEnables ?? []), ...w.data]),
      ];
    case "instance":
      return item.inputs.map((i) => i.value);
    case "process":
      return item.body.flatMap(statementRoots);
    case "assert":
      return [item.condition];
  }
}

function statementRoots(s: DraftStatement): Signal[] {
  if (s.kind === "assign") return [s.value];
  const otherwise = (s.otherwise ?? []).flatMap(statementRoots);
  if (s.kind === "if")
    return [...s.branches.flatMap((b) => [b.when, ...b.body.flatMap(statementRoots)]), ...otherwise];
  return [s.on, ...s.cases.flatMap((c) => c.body.flatMap(statementRoots)), ...otherwise];
}

/** The first thing a statement drives. */
function firstTarget(s: DraftStatement): string | undefined {
  if (s.kind === "assign") return s.target.name;
  const bodies = s.kind === "if" ? s.branches : s.cases;
  for (const inner of [...bodies.flatMap((b) => b.body), ...(s.otherwise ?? [])]) {
    const target = firstTarget(inner);
    if (target !== undefined) return target;
  }
  return undefined;
}

const baseName = (item: DraftItem): string =>
  item.kind === "process" ? (item.body.map(firstTarget).find((t) => t !== undefined) ?? "choice") : item.name;

const suffixes: Record<string, string> = {
  add: "sum",
  sub: "difference",
  mul: "product",
  mux: "choice",
  select: "choice",
  saturate: "saturated",
  roundShift: "rounded",
  concat: "bits",
  and: "condition",
  or: "condition",
};

/** Too simple to deserve a name: reading it twice is as clear. */
const isPlain = (s: Signal): boolean => {
  const { op } = s.operation;
  if (op === "const" || op === "ref") return true;
  const leaf = (a: Signal) => a.operation.op === "const" || a.operation.op === "ref";
  if (op === "cast") return isPlain(s.args[0]!);
  return ["not", "slice", "eq", "ne", "shr"].includes(op) && s.args.every(leaf);
};

/** Turns the signals of one circuit into trees. */
export class Expressions {
  private readonly builder: Builder;
  private readonly uses = new Map<Signal, number>();
  private readonly shared = new Map<Signal, Expr>();
  private pending: SignalItem[] = [];
  private base = "";

  constructor(builder: Builder) {
    this.builder = builder;
    for (const item of builder.items) for (const root of rootsOf(item)) this.count(root);
  }

  private count(s: Signal): void {
    const stack = [s];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const seen = this.uses.get(next) ?? 0;
      this.uses.set(next, seen + 1);
      if (seen === 0) stack.push(...next.args);
    }
  }

  /** Names made from now on derive from this item. */
  startItem(item: DraftItem): void {
    this.base = baseName(item);
  }

  /** Signals that the item just converted needs before it. */
  takeShared(): SignalItem[] {
    const items = this.pending;
    this.pending = [];
    return items;
  }

  of(s: Signal): Expr {
    const known = this.shared.get(s);
    if (known !== undefined) return known;
    const expr = this.tree(s);
    if ((this.uses.get(s) ?? 0) < 2 || isPlain(s)) return expr;
    const name = this.freshName(suffixes[s.operation.op] ?? "value");
    this.pending.push({ kind: "signal", name, type: s.type, value: expr });
    const ref: Expr = { op: "ref", name, type: s.type };
    this.shared.set(s, ref);
    return ref;
  }

  private freshName(suffix: string): string {
    const { places } = this.builder;
    const first = `${this.base}_${suffix}`;
    let name = first;
    for (let n = 2; places.has(name); n++) name = `${first}_${n}`;
    places.set(name, places.get(this.base) ?? new Error("place"));
    return name;
  }

  private tree(s: Signal): Expr {
    const { operation: o, type } = s;
    if (o.op === "const") return { op: "const", value: `${o.value}`, type };
    if (o.op === "ref") return { op: "ref", name: o.name, type };
    const args = s.args.map((a) => this.of(a));
    return { ...o, args, type } as unknown as Expr;
  }
}
