// Equal formulas of a circuit: which are the same, and which are written so often that they deserve a name.
import type { Formula } from "./operation.ts";
import type { Signal } from "./signal.ts";

/** Too simple to deserve a name: reading it twice is as clear. */
export const isPlain = (s: Formula): boolean => {
  const { op } = s.operation;
  if (op === "const" || op === "ref") return true;
  const leaf = (a: Formula) => a.operation.op === "const" || a.operation.op === "ref";
  if (op === "cast") return isPlain(s.args[0]!);
  return ["not", "slice", "eq", "ne", "shr"].includes(op) && s.args.every(leaf);
};

/** Characters of pieces of text, about: a declaration, a name that is made, an operator, the extension of an operand. */
const declaration = 24;
const reference = 16;
const operator = 3;
const extension = 9;

const widening: ReadonlySet<string> = new Set(["add", "sub", "mul", "neg", "cast"]);

/** The formulas of one circuit, equal ones as one. */
export class Sharing {
  private readonly known = new Map<string, Signal>();
  private readonly numbers = new Map<Signal, number>();
  /** The first formula of each kind, for all that are equal to it. */
  private readonly firsts = new Map<Signal, Signal>();
  /** Characters of the text, about. */
  private readonly lengths = new Map<Signal, number>();
  /** How often one object of the source stands in others. */
  private readonly uses = new Map<Signal, number>();
  private readonly shared: ReadonlySet<Signal>;

  /** `named`: formulas that have a name already. */
  constructor(roots: readonly Signal[], named: readonly Signal[]) {
    for (const root of roots) this.count(root);
    this.shared = this.worthNames(roots, new Set(named.map((s) => this.first(s))));
  }

  /** Whether a formula, one that `first` gives, gets a name of its own. */
  isShared(first: Signal): boolean {
    return this.shared.has(first);
  }

  /** Whether the source uses this very formula more than once. */
  isUsedAgain(s: Signal): boolean {
    return (this.uses.get(s) ?? 0) > 1;
  }

  /** The one that stands for all formulas equal to this. Without recursion: formulas have any depth. */
  first(root: Signal): Signal {
    const { firsts } = this;
    const stack = [root];
    for (let s = stack.at(-1); s !== undefined; s = stack.at(-1)) {
      const before = stack.length;
      if (!firsts.has(s)) for (const arg of s.args) if (!firsts.has(arg)) stack.push(arg);
      if (stack.length > before) continue;
      stack.pop();
      if (!firsts.has(s)) firsts.set(s, this.classed(s));
    }
    return firsts.get(root)!;
  }

  private classed(s: Signal): Signal {
    const key = this.keyOf(s);
    const other = this.known.get(key);
    if (other !== undefined) return other;
    this.known.set(key, s);
    this.numbers.set(s, this.numbers.size);
    this.lengths.set(s, this.lengthOf(s));
    return s;
  }

  private keyOf({ operation: o, type, args }: Signal): string {
    const of = args.map((arg) => this.numbers.get(this.firsts.get(arg)!)).join();
    const what =
      o.op === "const"
        ? o.value
        : o.op === "ref"
          ? o.name
          : "by" in o
            ? o.by
            : "low" in o
              ? `${o.high}:${o.low}`
              : "";
    return `${o.op} ${what} ${of} ${type.lo} ${type.hi} ${type.states ?? ""}`;
  }

  private lengthOf({ operation: o, args, type }: Signal): number {
    if (o.op === "const") return 6;
    if (o.op === "ref") return o.name.length;
    // In arithmetic what is narrower is written with its sign or with zeros before it.
    const widens = widening.has(o.op);
    return args.reduce(
      (sum, arg) =>
        sum +
        operator +
        this.lengths.get(this.firsts.get(arg)!)! +
        (widens && arg.type.hi !== type.hi ? extension : 0),
      0,
    );
  }

  private count(root: Signal): void {
    const stack = [root];
    for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
      const seen = this.uses.get(s) ?? 0;
      this.uses.set(s, seen + 1);
      if (seen === 0) stack.push(...s.args);
    }
  }

  /** What is used more than once in the source, and what is written so often that a name makes the text shorter. */
  private worthNames(roots: readonly Signal[], named: ReadonlySet<Signal>): ReadonlySet<Signal> {
    const again = new Set<Signal>();
    for (const [s, uses] of this.uses) if (uses > 1) again.add(this.first(s));
    const times = new Map<Signal, number>();
    const add = (s: Signal, n: number) => times.set(s, (times.get(s) ?? 0) + n);
    for (const root of roots) add(this.first(root), 1);
    const shared = new Set<Signal>();
    for (const s of this.usersFirst(roots)) {
      const n = times.get(s)!;
      const hasName = named.has(s);
      if (n > 1 && !hasName && !isPlain(s) && (again.has(s) || this.saves(s, n))) shared.add(s);
      const written = hasName || shared.has(s) ? 1 : n;
      for (const arg of s.args) add(this.first(arg), written);
    }
    return shared;
  }

  private saves(s: Signal, times: number): boolean {
    const length = this.lengths.get(s)!;
    return times * length > declaration + length + (times + 1) * reference;
  }

  /** Every formula once, those that stand in others after them. */
  private usersFirst(roots: readonly Signal[]): Signal[] {
    const order: Signal[] = [];
    const entered = new Set<Signal>();
    const stack: { readonly signal: Signal; next: number }[] = [];
    const enter = (signal: Signal) => {
      if (entered.has(signal)) return;
      entered.add(signal);
      stack.push({ signal, next: 0 });
    };
    for (const root of roots) {
      enter(this.first(root));
      for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
        const arg = top.signal.args[top.next++];
        if (arg !== undefined) enter(this.first(arg));
        else {
          stack.pop();
          order.push(top.signal);
        }
      }
    }
    return order.reverse();
  }
}
