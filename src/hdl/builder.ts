// What a circuit has said so far while its body runs: items in source order, statements, and where each was written.

import { all, any } from "./combine.ts";
import { HdlError, here, type Place, showPlace } from "./errors.ts";
import type { Enumeration, MemoryStyle, Port, Type } from "./ir.ts";
import { checkName, Places } from "./names.ts";
import { contains, rangeOf } from "./range.ts";
import { claims, fit, type Operand, oneBit, Signal, toSignal } from "./signal.ts";

/** Statements and items still hold signals; elaboration turns them into expression trees. */
export type DraftStatement =
  | { readonly kind: "assign"; readonly target: Target; readonly value: Signal; readonly place: Place }
  | {
      readonly kind: "if";
      readonly branches: { readonly when: Signal; readonly body: DraftStatement[] }[];
      otherwise: DraftStatement[] | null;
      readonly place: Place;
    }
  | {
      readonly kind: "switch";
      readonly on: Signal;
      readonly cases: { readonly values: readonly bigint[]; readonly body: DraftStatement[] }[];
      otherwise: DraftStatement[] | null;
      readonly place: Place;
    };

export interface DraftRead {
  readonly name: string;
  readonly address: Signal;
  readonly enable: Signal | null;
  readonly lanes: readonly string[];
}

export interface DraftWrite {
  readonly name: string;
  readonly address: Signal;
  readonly enable: Signal;
  readonly laneEnables: readonly Signal[] | null;
  readonly data: readonly Signal[];
}

export interface DraftMemory {
  readonly kind: "memory";
  readonly name: string;
  readonly depth: number;
  readonly lanes: number;
  readonly type: Type;
  readonly style: MemoryStyle;
  readonly readDuringWrite: "old" | "undefined" | "never";
  readonly initial: readonly (readonly string[])[] | null;
  readonly reads: DraftRead[];
  readonly writes: DraftWrite[];
}

type DraftBody =
  | { readonly kind: "signal"; readonly name: string; readonly value: Signal }
  | {
      readonly kind: "wire";
      readonly name: string;
      readonly type: Type;
      readonly output: boolean;
      default: Signal | null;
    }
  | { readonly kind: "register"; readonly name: string; readonly type: Type; readonly reset: bigint | null }
  | DraftMemory
  | {
      readonly kind: "instance";
      readonly name: string;
      readonly circuit: string;
      readonly inputs: readonly { readonly port: string; readonly value: Signal }[];
      readonly outputs: readonly { readonly port: string; readonly type: Type }[];
    }
  | { readonly kind: "process"; readonly body: DraftStatement[] }
  | { readonly kind: "assert"; readonly name: string; readonly condition: Signal; readonly message: string };

/** An item of the circuit with its comment and its place in the user's source. */
export type DraftItem = DraftBody & { readonly note?: string; readonly place: Place };

/** Something that is driven: a wire, an output port or a register. */
export class Target extends Signal {
  /** Name in the circuit. */
  readonly name: string;
  protected readonly builder: Builder;
  readonly kind: "wire" | "register";

  constructor(builder: Builder, name: string, type: Type, kind: "wire" | "register") {
    super(type, { op: "ref", name });
    this.builder = builder;
    this.name = name;
    this.kind = kind;
  }
}

/** A wire or output port: has a value in every cycle, driven on every path or by its default. */
export class Wire extends Target {
  constructor(builder: Builder, name: string, type: Type) {
    super(builder, name, type, "wire");
  }

  /** Drives the wire: always, or on the present path of a `when` or `switch`. */
  is = (value: Operand): void => this.builder.assign(this, toSignal(value), here());

  /** The value where no path drives the wire. */
  otherwise = (value: Operand): void => this.builder.setDefault(this, toSignal(value), here());
}

/** A register: takes its next value at each clock edge, holds it where no path gives one. */
export class Register extends Target {
  private readonly enable: Signal | null;

  constructor(builder: Builder, name: string, type: Type, enable: Signal | null) {
    super(builder, name, type, "register");
    this.enable = enable;
  }

  /** Gives the next value: always, or on the present path of a `when` or `switch`. */
  next = (value: Operand): void => {
    const place = here();
    const give = () => this.builder.assign(this, toSignal(value), place);
    if (this.enable === null) give();
    else this.builder.when(this.enable, give, place);
  };
}

/** Collects one circuit while its body runs. */
export class Builder {
  readonly circuit: string;
  readonly ports: (Port & { readonly place: Place })[] = [];
  readonly enumerations: Enumeration[] = [];
  readonly items: DraftItem[] = [];
  /** Transitions that state registers can make: from (null: any state) and to. */
  readonly transitions = new Map<string, { readonly from: bigint | null; readonly to: bigint }[]>();
  /** States that need no way out, by state register. */
  readonly finals = new Map<string, readonly string[]>();
  /** Signals left unused on purpose. */
  readonly ignored = new Set<string>();
  readonly places = new Places();
  private readonly wires = new Map<string, DraftItem & { kind: "wire" }>();
  /** Assertions of narrowed values; they follow everything else, so that formulas are named after what they drive. */
  private readonly claimed: DraftItem[] = [];
  private pendingNote: string | undefined;
  private readonly path: { readonly condition: () => Signal; readonly body: DraftStatement[] }[] = [];

  constructor(circuit: string) {
    this.circuit = circuit;
  }

  error(rule: ConstructorParameters<typeof HdlError>[0], message: string, place: Place): HdlError {
    return new HdlError(rule, message, { circuit: this.circuit, place });
  }

  /** Claims a name of the circuit; names are unique. */
  declare(name: string, what: string, place: Place): string {
    checkName(name, what, { circuit: this.circuit, place });
    return this.take(name, what, place);
  }

  /** The same for a name that is made by the language. */
  take(name: string, what: string, place: Place): string {
    const other = this.places.get(name);
    if (other !== undefined) {
      const written = this.places.written(name);
      const clash =
        written === name
          ? "is already the name of something else in this circuit"
          : `differs from "${written}" only in case`;
      throw this.error(
        "name",
        `Name clash: ${what} "${name}" ${clash}. Write another name.${firstAt(other, "named")}`,
        place,
      );
    }
    this.places.set(name, place);
    return name;
  }

  note(text: string): void {
    this.pendingNote = this.pendingNote === undefined ? text : `${this.pendingNote}\n${text}`;
  }

  takeNote(): { note?: string } {
    const text = this.pendingNote;
    this.pendingNote = undefined;
    return text === undefined ? {} : { note: text };
  }

  add<T extends DraftBody>(body: T, place: Place): T {
    const item = { ...body, ...this.takeNote(), place };
    this.items.push(item);
    if (item.kind === "wire") this.wires.set(item.name, item);
    return item;
  }

  /** A named signal; `type` null: the value's own. */
  signal(name: string, value: Signal, type: Type | null, place: Place): Signal {
    this.declare(name, "signal", place);
    const fitted = type === null ? value : fit(value, type, `Signal ${name}`, place, this.circuit);
    this.add({ kind: "signal", name, value: fitted }, place);
    this.claim(name, value, place);
    return new Signal(fitted.type, { op: "ref", name });
  }

  /** Adds a statement to the present path. */
  private push(statement: DraftStatement): void {
    const inner = this.path.at(-1);
    if (inner) inner.body.push(statement);
    else this.add({ kind: "process", body: [statement] }, statement.place);
  }

  assign(target: Target, value: Signal, place: Place): void {
    if (target.kind === "register" && target.type.states !== undefined && value.operation.op === "const")
      this.recordTransition(target, value.operation.value);
    this.push({
      kind: "assign",
      target,
      value: fit(value, target.type, target.name, place, this.circuit),
      place,
    });
    this.claim(target.name, value, place);
  }

  setDefault(target: Wire, value: Signal, place: Place): void {
    if (this.path.length > 0)
      throw this.error(
        "driven-twice",
        `Default inside a condition: ${target.name}. Give it outside of when and switch.`,
        place,
      );
    const item = this.wires.get(target.name);
    if (item === undefined) throw this.error("operand", `Not a wire of this circuit: ${target.name}.`, place);
    if (item.default !== null)
      throw this.error("driven-twice", `Driven twice: ${target.name} has a default already.`, place);
    item.default = fit(value, target.type, target.name, place, this.circuit);
  }

  /** An assertion that a narrowed value fits where it is given to `name`, on the present path and under `condition`. */
  claim(name: string, value: Signal, place: Place, under: Operand = 1): void {
    const before = claims.get(value);
    if (before === undefined) return;
    const bounds = rangeOf(value.type);
    const fits = all(before.ge(bounds.lo), before.le(bounds.hi));
    const condition = any(all(...this.path.map((p) => p.condition()), under).not(), fits);
    let assertion = `${name}_fits`;
    for (let n = 2; this.places.has(assertion); n++) assertion = `${name}_fits_${n}`;
    this.places.set(assertion, place);
    const message = `${name} fits its type`;
    this.claimed.push({ kind: "assert", name: assertion, condition, message, place });
  }

  assert(name: string, condition: Operand, message: string, place: Place): void {
    this.declare(name, "assertion", place);
    this.add({ kind: "assert", name, condition: oneBit(condition), message }, place);
  }

  /** Called once, when the body has run. */
  finish(): void {
    this.items.push(...this.claimed.splice(0));
  }

  private inPath(condition: () => Signal, body: DraftStatement[], fill: () => void): void {
    this.path.push({ condition, body });
    try {
      fill();
    } finally {
      this.path.pop();
    }
  }

  /** Runs `fill`, then puts the process behind whatever it declared, so that names come before their use. */
  private settle(process: DraftItem | null, fill: () => void): void {
    fill();
    if (process === null) return;
    const at = this.items.lastIndexOf(process);
    if (at !== this.items.length - 1) this.items.push(...this.items.splice(at, 1));
  }

  when(condition: Operand, fill: () => void, place: Place): WhenChain {
    const statement: DraftStatement & { kind: "if" } = { kind: "if", branches: [], otherwise: null, place };
    this.push(statement);
    const process = this.path.length === 0 ? this.items.at(-1)! : null;
    const earlier: Signal[] = [];
    const branch = (c: Operand, body: () => void) => {
      const when = oneBit(c);
      const drafts: DraftStatement[] = [];
      statement.branches.push({ when, body: drafts });
      const before = earlier.length;
      const here = () => all(...earlier.slice(0, before).map((e) => e.not()), when);
      this.settle(process, () => this.inPath(here, drafts, body));
      earlier.push(when);
    };
    branch(condition, fill);
    const closed = () => {
      if (statement.otherwise !== null) throw this.error("operand", "Nothing may follow otherwise.", here());
    };
    const chain: WhenChain = {
      elsewhen: (c, body) => {
        closed();
        branch(c, body);
        return chain;
      },
      otherwise: (body) => {
        closed();
        const drafts: DraftStatement[] = [];
        statement.otherwise = drafts;
        this.settle(process, () => this.inPath(() => all(...earlier.map((e) => e.not())), drafts, body));
      },
    };
    return chain;
  }

  switch(
    on: Signal,
    cases: readonly { readonly values: readonly bigint[]; readonly fill: () => void }[],
    otherwise: (() => void) | null,
    place: Place,
  ): void {
    const statement: DraftStatement & { kind: "switch" } = {
      kind: "switch",
      on,
      cases: [],
      otherwise: null,
      place,
    };
    this.push(statement);
    const process = this.path.length === 0 ? this.items.at(-1)! : null;
    if (cases.length === 0)
      throw this.error(
        "operand",
        `Switch without a case: on ${on}. Give at least one, or drive without switch.`,
        place,
      );
    const seen = new Set<bigint>();
    const matches = (values: readonly bigint[]) => values.map((v) => on.eq(v)).reduce((a, b) => a.or(b));
    for (const { values, fill } of cases) {
      for (const v of values) {
        if (!contains(on.range, { lo: v, hi: v }))
          throw this.error(
            "range",
            `Range does not fit: case ${v} of ${on}, which is ${on.range.lo} to ${on.range.hi}.`,
            place,
          );
        if (seen.has(v)) throw this.error("driven-twice", `Case given twice: ${v} of ${on}.`, place);
        seen.add(v);
      }
      const body: DraftStatement[] = [];
      statement.cases.push({ values, body });
      this.settle(process, () => this.inPath(() => matches(values), body, fill));
    }
    if (otherwise !== null) {
      const body: DraftStatement[] = [];
      statement.otherwise = body;
      const condition = () => matches([...seen]).not();
      this.settle(process, () => this.inPath(condition, body, otherwise));
    }
  }

  /** Remembers a transition of a state register, and from which state the present path comes. */
  private recordTransition(target: Target, to: bigint): void {
    const froms = this.path
      .map(({ condition }) => statesMatched(condition(), target.name))
      .find((f) => f !== null);
    const known = this.transitions.get(target.name) ?? [];
    for (const from of froms ?? [null]) known.push({ from, to });
    this.transitions.set(target.name, known);
  }
}

/** A line that says where something was said before. */
export function firstAt(place: Place, what: string): string {
  const line = showPlace(place);
  return line === undefined ? "" : `\n  first ${what} at: ${line}`;
}

/** What `when` returns: more branches. */
export interface WhenChain {
  elsewhen(condition: Operand, body: () => void): WhenChain;
  otherwise(body: () => void): void;
}

/** The states of `register` that a condition restricts it to; null where it does not. */
function statesMatched({ operation, args }: Signal, register: string): bigint[] | null {
  const [a, b] = args;
  if (operation.op === "eq")
    return a!.operation.op === "ref" && a!.operation.name === register && b!.operation.op === "const"
      ? [b!.operation.value]
      : null;
  if (operation.op !== "and" && operation.op !== "or") return null;
  const [x, y] = [statesMatched(a!, register), statesMatched(b!, register)];
  if (operation.op === "and") return x === null ? y : y === null ? x : x.filter((state) => y.includes(state));
  return x === null || y === null ? null : [...x, ...y];
}
