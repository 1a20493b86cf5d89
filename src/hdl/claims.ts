// What `narrow` claims: proved from the conditions around it, or else asserted under them, wherever it stands.
import type { Builder } from "./builder.ts";
import { all, any } from "./combine.ts";
import type { DraftItem, DraftStatement } from "./draft.ts";
import { constantOf } from "./formulas.ts";
import { contains, rangeOf, showRange } from "./range.ts";
import { Sharing } from "./sharing.ts";
import { constant, Narrowed, type Signal } from "./signal.ts";

/** A formula in the circuit, where it is used, and under which conditions. */
interface Use {
  readonly name: string;
  readonly value: Signal;
  readonly under: readonly Signal[];
}

/** Adds an assertion for each claim that the conditions around it do not prove. */
export function assertClaims(builder: Builder): void {
  const claiming = new Claiming();
  const open = new Map<Narrowed, { readonly name: string; readonly when: Signal[] }>();
  const uses = [
    ...builder.items.flatMap((item) => usesOf(item)),
    ...builder.unstored.map(({ name, value, under }) => ({ name, value, under: under() })),
  ];
  for (const { name, value, under } of uses) {
    if (!claiming.has(value)) continue;
    for (const [claimed, when] of claiming.reached(value, all(...under))) {
      const facts = builder.facts.where([when]);
      if (contains(claimed.range, facts.range(claimed.before))) continue;
      const known = open.get(claimed) ?? { name, when: [] };
      known.when.push(when);
      open.set(claimed, known);
    }
  }
  for (const [claimed, { name, when }] of open) {
    const { before, place } = claimed;
    const { lo, hi } = rangeOf(claimed.type);
    const condition = any(any(...claiming.simplest(when)).not(), all(before.ge(lo), before.le(hi)));
    const message = `${before} lies within ${showRange({ lo, hi })}`;
    builder.claim(`${name.replaceAll(".", "_")}_fits`, { condition, value: before, message }, place);
  }
}

/** A condition as what holds, and what does not, for it to hold. */
type Term = ReadonlyMap<Signal, boolean>;

/** Of more conditions than these no shorter form is looked for. */
const manyConditions = 64;

/** Whether all of `a` is in `b`: where `b` holds, `a` does. */
const isWithin = (a: Term, b: Term): boolean => [...a].every(([s, holds]) => b.get(s) === holds);

/** What two terms have in common that differ in one thing, which holds in one and does not in the other. */
function without(a: Term, b: Term): Term | undefined {
  if (a.size !== b.size) return undefined;
  const apart = [...a].filter(([s, holds]) => b.get(s) !== holds).map(([s]) => s);
  const [only] = apart;
  if (only === undefined || apart.length > 1 || !b.has(only)) return undefined;
  return new Map([...a].filter(([s]) => s !== only));
}

function firstOf<T, R>(values: readonly T[], find: (value: T, at: number) => R | undefined): R | undefined {
  for (const [i, value] of values.entries()) {
    const found = find(value, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Finds claims within formulas. */
export class Claiming {
  private readonly found = new Map<Signal, boolean>();
  private readonly sharing = new Sharing([], []);

  /** Whether a claim stands anywhere in the formula. Without recursion: formulas have any depth. */
  has(root: Signal): boolean {
    const stack = [root];
    for (let s = stack.at(-1); s !== undefined; s = stack.at(-1)) {
      const missing = this.found.has(s) ? [] : s.args.filter((a) => !this.found.has(a));
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      stack.pop();
      if (!this.found.has(s))
        this.found.set(s, s instanceof Narrowed || s.args.some((a) => this.found.get(a)));
    }
    return this.found.get(root)!;
  }

  /** The claims in a formula, each with the condition under which its value is taken. */
  reached(root: Signal, under: Signal): [Narrowed, Signal][] {
    const conditions = new Map<Signal, Signal[]>([[root, [under]]]);
    const reached: [Narrowed, Signal][] = [];
    for (const s of this.downwards(root)) {
      const when = any(...this.simplest(conditions.get(s)!));
      if (constantOf(when) === 0n) continue;
      if (s instanceof Narrowed) reached.push([s, when]);
      s.args.forEach((arg, at) => {
        if (!this.found.get(arg)) return;
        const known = conditions.get(arg) ?? [];
        conditions.set(arg, known);
        known.push(all(when, taken(s, at)));
      });
    }
    return reached;
  }

  /** The same conditions, said shorter: `a & b` or `a & !b` is `a`, and so is `a & b` or `a`. */
  simplest(conditions: readonly Signal[]): readonly Signal[] {
    if (conditions.length === 1 || conditions.length > manyConditions) return conditions;
    let terms = conditions.flatMap((condition) => this.literals(condition) ?? []);
    for (;;) {
      const merged = firstOf(terms, (term, i) =>
        firstOf(terms.slice(i + 1), (other) => without(term, other)),
      );
      if (merged === undefined) break;
      terms = [...terms.filter((term) => !isWithin(merged, term)), merged];
    }
    const open = terms.filter(
      (term, i) =>
        !terms.some((other, j) => i !== j && isWithin(other, term) && (j < i || !isWithin(term, other))),
    );
    return open.map((term) => all(...[...term].map(([s, holds]) => (holds ? s : s.not()))));
  }

  /** What holds and what does not where a condition holds; undefined of one that never does. */
  private literals(condition: Signal): Term | undefined {
    const found = new Map<Signal, boolean>();
    const stack = [condition];
    for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
      const { op } = s.operation;
      if (op === "and" && s.range.hi === 1n) {
        stack.push(s.args[1]!, s.args[0]!);
        continue;
      }
      const isNot = op === "not" && s.range.hi === 1n;
      const first = this.sharing.first(isNot ? s.args[0]! : s);
      if (found.get(first) === isNot) return undefined;
      found.set(first, !isNot);
    }
    return found;
  }

  /** The formula's parts that hold claims, users before what they use. */
  private downwards(root: Signal): Signal[] {
    const order: Signal[] = [];
    const done = new Set<Signal>();
    const stack: { readonly signal: Signal; next: number }[] = [{ signal: root, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const arg = top.signal.args[top.next++];
      if (arg === undefined) {
        stack.pop();
        if (!done.has(top.signal)) order.push(top.signal);
        done.add(top.signal);
      } else if (this.found.get(arg) && !done.has(arg)) stack.push({ signal: arg, next: 0 });
    }
    return order.reverse();
  }
}

/** The condition under which an operator takes one of its operands. */
function taken({ operation: { op }, args }: Signal, at: number): Signal {
  if (op === "mux" && at > 0) return at === 1 ? args[0]! : args[0]!.not();
  if (op === "select" && at > 0) return args[0]!.eq(at - 1);
  return constant(1);
}

function usesOf(item: DraftItem): Use[] {
  switch (item.kind) {
    case "signal":
      return [{ name: item.name, value: item.value, under: item.under() }];
    case "wire":
      return item.default === null ? [] : [{ name: item.name, value: item.default, under: [] }];
    case "register":
    case "work":
      return [];
    case "memory":
      return [
        ...item.reads.flatMap(({ name, address, enable }) => [
          { name: `${item.name}_${name}`, value: address, under: enable === null ? [] : [enable] },
          ...(enable === null ? [] : [{ name: `${item.name}_${name}`, value: enable, under: [] }]),
        ]),
        ...item.writes.flatMap(({ name, address, enable, laneEnables, data }) => {
          const port = `${item.name}_${name}`;
          return [
            { name: port, value: address, under: [enable] },
            { name: port, value: enable, under: [] },
            ...(laneEnables ?? []).map((value) => ({ name: port, value, under: [enable] })),
            ...data.map((value, i) => ({
              name: data.length === 1 ? port : `${port}_${i}`,
              value,
              under: laneEnables === null ? [enable] : [enable, laneEnables[i]!],
            })),
          ];
        }),
      ];
    case "instance":
      return item.inputs.map(({ port, value }) => ({ name: `${item.name}.${port}`, value, under: [] }));
    case "process":
      return item.body.flatMap((s) => usesIn(s, []));
    case "clocking":
      return [
        { name: item.name, value: item.clock, under: [] },
        { name: item.name, value: item.reset, under: [] },
      ];
    case "assert":
      return [{ name: item.name, value: item.condition, under: [] }];
  }
}

/** Formulas of a statement, a condition being used where none before it holds. */
function usesIn(s: DraftStatement, path: readonly Signal[]): Use[] {
  if (s.kind === "assign") return [{ name: s.target.name, value: s.value, under: path }];
  const inside = (body: readonly DraftStatement[], under: readonly Signal[]) =>
    body.flatMap((inner) => usesIn(inner, under));
  if (s.kind === "if") {
    const passed: Signal[] = [...path];
    const uses = s.branches.flatMap(({ when, body }) => {
      const own = [
        { name: "condition", value: when, under: [...passed] },
        ...inside(body, [...passed, when]),
      ];
      passed.push(when.not());
      return own;
    });
    return [...uses, ...inside(s.otherwise ?? [], passed)];
  }
  const matches = (values: readonly bigint[]) => any(...values.map((v) => s.on.eq(v)));
  const seen = s.cases.flatMap((c) => c.values);
  return [
    { name: "condition", value: s.on, under: path },
    ...s.cases.flatMap(({ values, body }) => inside(body, [...path, matches(values)])),
    ...inside(s.otherwise ?? [], [...path, matches(seen).not()]),
  ];
}
