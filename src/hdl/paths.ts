// Paths: what is driven under which condition, while the body of a circuit runs.
import { all } from "./combine.ts";
import { oneBit } from "./condition.ts";
import type { DraftItem, DraftStatement } from "./draft.ts";
import { type HdlError, type HdlRule, here, type Place } from "./errors.ts";
import { constantOf } from "./formulas.ts";
import { contains } from "./range.ts";
import { drop } from "./scope.ts";
import { constant, type Operand, type Signal } from "./signal.ts";

/** What `when` returns: more branches. */
export interface WhenChain {
  elsewhen(condition: Operand, body: () => void): WhenChain;
  otherwise(body: () => void): void;
}

/** A switch's cases, each with the values it is for. */
export type Cases = readonly { readonly values: readonly bigint[]; readonly fill: () => void }[];

/** The circuit that the statements belong to. */
export interface Host {
  readonly items: DraftItem[];
  add(body: { readonly kind: "process"; readonly body: DraftStatement[] }, place: Place): void;
  /** Takes out the items from `at` on, and counts what they and the statements read as read. */
  discard(at: number, statements: readonly DraftStatement[]): void;
  error(rule: HdlRule, message: string, place: Place): HdlError;
}

/** A body under a condition. */
interface Step {
  readonly condition: () => Signal;
  readonly body: DraftStatement[];
}

/** The statements of one circuit as they are said. */
export class Paths {
  private readonly host: Host;
  private readonly path: Step[] = [];
  /** Bodies around this one whose condition is known to be 0. */
  private dead = 0;

  constructor(host: Host) {
    this.host = host;
  }

  /** No condition around. */
  get atTop(): boolean {
    return this.path.length === 0;
  }

  /** Under a condition that is known to be 0. */
  get isDead(): boolean {
    return this.dead > 0;
  }

  /** The conditions of the present path, outermost first. */
  conditions(): Signal[] {
    return this.path.map((step) => step.condition());
  }

  /** The same, to be asked later. */
  around(): () => readonly Signal[] {
    const path = [...this.path];
    return () => path.map((step) => step.condition());
  }

  /** Says something as if no condition were around. */
  outside<T>(say: () => T): T {
    const around = this.path.splice(0);
    try {
      return say();
    } finally {
      this.path.push(...around);
    }
  }

  /** Adds a statement to the present path. */
  push(statement: DraftStatement): void {
    const inner = this.path.at(-1);
    if (inner) inner.body.push(statement);
    else this.host.add({ kind: "process", body: [statement] }, statement.place);
  }

  private within(condition: () => Signal, body: DraftStatement[], fill: () => void): void {
    this.path.push({ condition, body });
    try {
      fill();
    } finally {
      this.path.pop();
    }
  }

  /** Runs a body that is never reached: its errors are raised, and it leaves nothing behind. */
  private unreached(fill: () => void): void {
    const at = this.host.items.length;
    const body: DraftStatement[] = [];
    this.dead++;
    try {
      this.within(() => constant(0), body, fill);
    } finally {
      this.dead--;
    }
    this.host.discard(at, body);
  }

  /** Runs `fill`, then puts the process behind whatever it declared, so that names come before their use. */
  private settle(process: DraftItem | undefined, fill: () => void): void {
    fill();
    const { items } = this.host;
    const at = process === undefined ? -1 : items.lastIndexOf(process);
    if (at >= 0 && at !== items.length - 1) items.push(...items.splice(at, 1));
  }

  /** The process that the statement just pushed began; undefined where it stands inside another. */
  private begun = (): DraftItem | undefined => (this.atTop ? this.host.items.at(-1) : undefined);

  when(condition: Operand, fill: () => void, place: Place): WhenChain {
    const statement: DraftStatement & { kind: "if" } = { kind: "if", branches: [], otherwise: null, place };
    let process: DraftItem | undefined;
    const earlier: Signal[] = [];
    const noneOf = (conditions: readonly Signal[]) => conditions.map((e) => e.not());
    /** A condition known to be 1 has been met: nothing after it is reached. */
    let decided = false;
    let closed = false;
    const last = (body: () => void) => {
      if (decided) this.unreached(body);
      else if (earlier.length === 0) body();
      else {
        statement.otherwise = [];
        this.settle(process, () => this.within(() => all(...noneOf(earlier)), statement.otherwise!, body));
      }
      decided = true;
    };
    const branch = (c: Operand, body: () => void) => {
      const when = oneBit(c);
      const known = constantOf(when);
      if (decided) drop(when);
      if (decided || known === 0n) {
        this.unreached(body);
        return;
      }
      if (known === 1n) {
        last(body);
        return;
      }
      if (earlier.length === 0) {
        this.push(statement);
        process = this.begun();
      }
      const before = [...earlier];
      const drafts: DraftStatement[] = [];
      statement.branches.push({ when, body: drafts });
      this.settle(process, () => this.within(() => all(...noneOf(before), when), drafts, body));
      earlier.push(when);
    };
    branch(condition, fill);
    const open = () => {
      if (closed) throw this.host.error("operand", "Nothing may follow otherwise.", here());
    };
    const chain: WhenChain = {
      elsewhen: (c, body) => {
        open();
        branch(c, body);
        return chain;
      },
      otherwise: (body) => {
        open();
        closed = true;
        last(body);
      },
    };
    return chain;
  }

  switch(on: Signal, cases: Cases, otherwise: (() => void) | null, place: Place): void {
    if (cases.length === 0)
      throw this.host.error(
        "operand",
        `Switch without a case: on ${on}. Give at least one, or drive without switch.`,
        place,
      );
    const seen = this.checkCases(on, cases, place);
    const known = constantOf(on);
    if (known !== undefined) {
      this.switchOf(known, cases, otherwise);
      return;
    }
    const statement: DraftStatement & { kind: "switch" } = {
      kind: "switch",
      on,
      cases: [],
      otherwise: null,
      place,
    };
    this.push(statement);
    const process = this.begun();
    const matches = (values: readonly bigint[]) => values.map((v) => on.eq(v)).reduce((a, b) => a.or(b));
    for (const { values, fill } of cases) {
      const body: DraftStatement[] = [];
      statement.cases.push({ values, body });
      this.settle(process, () => this.within(() => matches(values), body, fill));
    }
    if (otherwise === null) return;
    const body: DraftStatement[] = [];
    statement.otherwise = body;
    this.settle(process, () => this.within(() => matches([...seen]).not(), body, otherwise));
  }

  /** A switch on a constant: the body for it, as if it stood alone. */
  private switchOf(value: bigint, cases: Cases, otherwise: (() => void) | null): void {
    const taken = cases.find((c) => c.values.includes(value))?.fill ?? otherwise;
    for (const fill of [...cases.map((c) => c.fill), otherwise])
      if (fill !== null && fill !== taken) this.unreached(fill);
    taken?.();
  }

  private checkCases(on: Signal, cases: Cases, place: Place): Set<bigint> {
    const seen = new Set<bigint>();
    for (const v of cases.flatMap((c) => c.values)) {
      if (!contains(on.range, { lo: v, hi: v }))
        throw this.host.error(
          "range",
          `Range does not fit: case ${v} of ${on}, which is ${on.range.lo} to ${on.range.hi}.`,
          place,
        );
      if (seen.has(v)) throw this.host.error("driven-twice", `Case given twice: ${v} of ${on}.`, place);
      seen.add(v);
    }
    return seen;
  }
}
