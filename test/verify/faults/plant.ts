// Plants a fault in an elaborated design: finds one expression and rewrites it. The design is plain data.
import type { CircuitIR, Design, Expr, Item, Statement, Type } from "../../../src/hdl/index.ts";

/** Gives the expression to put in place of one, or null to look on inside it. */
export type Rewrite = (expression: Expr) => Expr | null;

/** Applies the rewrite to the first expression it takes, outermost first. Null where it takes none. */
function rewriteFirst(e: Expr, rewrite: Rewrite): Expr | null {
  const taken = rewrite(e);
  if (taken !== null) return taken;
  if (!("args" in e)) return null;
  for (const [i, arg] of e.args.entries()) {
    const changed = rewriteFirst(arg, rewrite);
    if (changed !== null) return { ...e, args: e.args.map((a, n) => (n === i ? changed : a)) } as Expr;
  }
  return null;
}

const bitsOf = ({ lo, hi }: Type): { width: number; signed: boolean } => {
  const [low, high] = [BigInt(lo), BigInt(hi)];
  const signed = low < 0n;
  const most = signed ? (high > -low - 1n ? high : -low - 1n) : high;
  return { width: Math.max(1, most === 0n ? 0 : most.toString(2).length) + (signed ? 1 : 0), signed };
};

/** The range that the bits of a type can hold. */
function wholeType(type: Type): Type {
  const { width, signed } = bitsOf(type);
  const half = 2n ** BigInt(width - 1);
  return signed ? { lo: `${-half}`, hi: `${half - 1n}` } : { lo: "0", hi: `${2n * half - 1n}` };
}

/** What wires do with a value that is too large for them: its low bits stay. */
const truncate = (e: Expr, type: Type): Expr => ({
  op: "cast",
  type,
  args: [{ op: "wrap", type: wholeType(type), args: [e] }],
});

/** Walks over the expressions of a circuit and rewrites one whose owner is `target`. */
class Planter {
  done = false;
  private readonly target: string;
  private readonly rewrite: Rewrite;

  constructor(target: string, rewrite: Rewrite) {
    this.target = target;
    this.rewrite = rewrite;
  }

  expression(owner: string, e: Expr): Expr {
    if (this.done || owner !== this.target) return e;
    const changed = rewriteFirst(e, this.rewrite);
    if (changed === null) return e;
    this.done = true;
    return truncate(changed, e.type);
  }

  statement = (s: Statement): Statement => {
    if (s.kind === "assign") return { ...s, value: this.expression(s.target, s.value) };
    const body = (all: readonly Statement[]) => all.map(this.statement);
    const otherwise = s.otherwise && body(s.otherwise);
    if (s.kind === "switch")
      return { ...s, cases: s.cases.map((c) => ({ ...c, body: body(c.body) })), otherwise };
    const branches = s.branches.map((b) => {
      const [first] = b.body;
      const owner = first?.kind === "assign" ? `if ${first.target}` : "if";
      return { when: this.expression(owner, b.when), body: body(b.body) };
    });
    return { ...s, branches, otherwise };
  };

  item = (item: Item): Item => {
    switch (item.kind) {
      case "signal":
        return { ...item, value: this.expression(item.name, item.value) };
      case "process":
        return { ...item, body: item.body.map(this.statement) };
      case "memory":
        return {
          ...item,
          reads: item.reads.map((r) => ({
            ...r,
            address: this.expression(`${item.name}.${r.name}.address`, r.address),
          })),
          writes: item.writes.map((w) => ({
            ...w,
            address: this.expression(`${item.name}.${w.name}.address`, w.address),
            enable: this.expression(`${item.name}.${w.name}.enable`, w.enable),
          })),
        };
      case "instance":
        return {
          ...item,
          inputs: item.inputs.map((i) => ({
            ...i,
            value: this.expression(`${item.name}.${i.port}`, i.value),
          })),
        };
      default:
        return item;
    }
  };
}

/** The design without assertions: a fault must show in what it computes, not only in what it claims of itself. */
export const unguarded = (design: Design): Design => ({
  ...design,
  circuits: design.circuits.map((c) => ({ ...c, items: c.items.filter((item) => item.kind !== "assert") })),
});

/**
 * The design with one expression rewritten. `target` names what the expression belongs to: a signal, register or
 * output (its value), `if x` (the condition under which x is first assigned), `memory.port.address` or `.enable`, or
 * `instance.port`. @throws Error where there is nothing to rewrite
 */
export function plant(design: Design, circuit: string, target: string, rewrite: Rewrite): Design {
  const planter = new Planter(target, rewrite);
  const changed = (c: CircuitIR): CircuitIR =>
    c.name === circuit ? { ...c, items: c.items.map(planter.item) } : c;
  const circuits = design.circuits.map(changed);
  if (!planter.done) throw new Error(`nothing to rewrite in ${circuit}, ${target}`);
  return { ...design, circuits };
}

/** The design in which a register is not reset. */
export function withoutReset(design: Design, circuit: string, register: string): Design {
  let done = false;
  const circuits = design.circuits.map((c) =>
    c.name !== circuit
      ? c
      : {
          ...c,
          items: c.items.map((item) => {
            if (item.kind !== "register" || item.name !== register || item.reset === null) return item;
            done = true;
            return { ...item, reset: null };
          }),
        },
  );
  if (!done) throw new Error(`no register ${register} with a reset in ${circuit}`);
  return { ...design, circuits };
}
