// Signals to expression trees: what is used more than once and has no name gets one, derived from what uses it first.
import type { Builder } from "./builder.ts";
import { type DraftItem, type DraftStatement, rootsOf } from "./draft.ts";
import type { Expr, SignalItem } from "./ir.ts";
import { isPlain, Sharing } from "./sharing.ts";
import type { Signal } from "./signal.ts";

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

const baseName = (item: DraftItem): string => {
  if (item.kind === "work") return item.kind;
  return item.kind === "process"
    ? (item.body.map(firstTarget).find((t) => t !== undefined) ?? "choice")
    : item.name;
};

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

/** Operators on the longest way through one expression; what is deeper gets a name on the way. */
const deepest = 32;

type Named = DraftItem & { kind: "signal" };

interface Tree {
  readonly expr: Expr;
  readonly depth: number;
}

/** Turns the signals of one circuit into trees. */
export class Expressions {
  private readonly builder: Builder;
  private readonly sharing: Sharing;
  private readonly trees = new Map<Signal, Tree>();
  /** The names of the user's that stand for formulas. */
  private readonly definitions = new Map<Signal, string>();
  /** Last number given to names that begin alike. */
  private readonly counters = new Map<string, number>();
  private pending: SignalItem[] = [];
  private base = "";

  constructor(builder: Builder) {
    this.builder = builder;
    // An assertion writes its formula out again: nothing gets a name, or a wider form, for its sake.
    const roots = builder.items.flatMap((item) => (item.kind === "assert" ? [] : rootsOf(item)));
    const named = builder.items.filter((item) => item.kind === "signal" && !isPlain(item.value)) as Named[];
    this.sharing = new Sharing(
      roots,
      named.map(({ value }) => value),
    );
    // What the user has named and used again is referred to by that name wherever it is used.
    for (const { name, value } of named) if (this.sharing.isUsedAgain(value)) this.define(name, value);
  }

  /** From now on the name stands for its formula, unless another one does. */
  private define(name: string, value: Signal): void {
    const first = this.sharing.first(value);
    if (this.definitions.has(first)) return;
    this.definitions.set(first, name);
    this.trees.set(first, { expr: { op: "ref", name, type: value.type }, depth: 0 });
  }

  /** Names made from now on derive from this item. */
  startItem(item: DraftItem): void {
    this.base = baseName(item);
  }

  /** A formula that drives `target`: names made for it derive from the target. */
  driving(target: string, value: Signal): Expr {
    const around = this.base;
    this.base = target;
    const expr = this.of(value);
    this.base = around;
    return expr;
  }

  /** Signals that the item just converted needs before it. */
  takeShared(): SignalItem[] {
    const items = this.pending;
    this.pending = [];
    return items;
  }

  /** The formula of a named signal. */
  definition(name: string, value: Signal): Expr {
    const first = this.sharing.first(value);
    if (isPlain(value) || (this.definitions.get(first) ?? name) !== name) return this.of(value);
    for (const arg of first.args) this.of(arg);
    const { expr } = this.tree(first, true, true);
    this.define(name, value);
    return expr;
  }

  /** The tree of a signal. Formulas of any depth: without recursion, and cut where they get too deep to read. */
  of(signal: Signal): Expr {
    const root = this.sharing.first(signal);
    const stack = [root];
    for (let s = stack.at(-1); s !== undefined; s = stack.at(-1)) {
      const missing = this.trees.has(s) ? [] : this.argsOf(s).filter((a) => !this.trees.has(a));
      if (missing.length > 0) {
        stack.push(...missing.reverse());
        continue;
      }
      stack.pop();
      if (!this.trees.has(s)) this.trees.set(s, this.tree(s, s === root));
    }
    return this.trees.get(root)!.expr;
  }

  private argsOf = (s: Signal): Signal[] => s.args.map((arg) => this.sharing.first(arg));

  /** `s`: one that stands for all that are equal. */
  private tree(s: Signal, isRoot: boolean, isNamed = false): Tree {
    const { operation: o, type } = s;
    if (o.op === "const") return { expr: { op: "const", value: `${o.value}`, type }, depth: 0 };
    if (o.op === "ref") return { expr: { op: "ref", name: o.name, type }, depth: 0 };
    const args = this.argsOf(s).map((a) => this.trees.get(a)!);
    const depth = 1 + Math.max(...args.map((a) => a.depth));
    const expr = { ...o, args: args.map((a) => a.expr), type } as unknown as Expr;
    const isShared = !isNamed && this.sharing.isShared(s);
    if (!isShared && (isRoot || depth < deepest)) return { expr, depth };
    const name = this.freshName(suffixes[o.op] ?? "value");
    this.pending.push({ kind: "signal", name, type, value: expr });
    return { expr: { op: "ref", name, type }, depth: 0 };
  }

  private freshName(suffix: string): string {
    const { places } = this.builder;
    const first = `${this.base}_${suffix}`;
    let name = first;
    let n = this.counters.get(first) ?? 1;
    while (places.has(name)) name = `${first}_${++n}`;
    this.counters.set(first, n);
    places.set(name, places.get(this.base) ?? new Error("place"));
    return name;
  }
}
