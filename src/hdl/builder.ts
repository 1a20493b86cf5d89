// What a circuit has said so far while its body runs: items in source order, statements, and where each was written.

import { BitParts } from "./bit-parts.ts";
import { oneBit } from "./condition.ts";
import {
  type DraftBody,
  type DraftItem,
  type DraftStatement,
  namesOf,
  rootsOf,
  statementRoots,
  targetsOf,
  type Unstored,
} from "./draft.ts";
import type { ElaborateOptions } from "./elaborated.ts";
import { firstAt, HdlError, type HdlRule, type Place } from "./errors.ts";
import { Facts } from "./facts.ts";
import type { Constant, Enumeration, Port, Type } from "./ir.ts";
import { checkName, Places } from "./names.ts";
import type { Formula } from "./operation.ts";
import { type Cases, Paths, type WhenChain } from "./paths.ts";
import type { Range } from "./range.ts";
import { type Scope, scopeNow } from "./scope.ts";
import { fit, named, type Operand, only, type Signal } from "./signal.ts";
import { type Driver, type Register, type Target, Wire } from "./target.ts";
import { Transitions } from "./transitions.ts";
import { WorkNotes, type WorkOperator } from "./work.ts";

/** Collects one circuit while its body runs. */
export class Builder implements Scope, Driver {
  readonly circuit: string;
  readonly ports: (Port & { readonly place: Place })[] = [];
  readonly enumerations: Enumeration[] = [];
  readonly items: DraftItem[] = [];
  /** Names of things that have one value, and it. */
  readonly constants: Constant[] = [];
  readonly transitions = new Transitions();
  /** States that need no way out, by state register. */
  readonly finals = new Map<string, readonly string[]>();
  /** Signals left unused on purpose. */
  readonly ignored = new Set<string>();
  readonly places = new Places();
  /** Formulas that folding made needless. */
  readonly dropped: Formula[] = [];
  /** What was declared in bodies that are never reached. */
  readonly gone = new Set<string>();
  /** What was driven there. */
  readonly drivenWhenDead = new Set<string>();
  private readonly wires = new Map<string, DraftItem & { kind: "wire" }>();
  /** The formulas of named signals. */
  private readonly definitions = new Map<string, Signal>();
  /** What is known without any condition. */
  readonly facts = new Facts(this, (name) => this.definitions.get(name));
  /** What is given to targets of one value: nothing keeps it, but what it claims holds. */
  readonly unstored: Unstored[] = [];
  private pendingNote: string | undefined;
  private readonly paths: Paths;
  private readonly bitParts: BitParts;
  readonly options: ElaborateOptions;
  readonly workNotes: WorkNotes;
  /** True for the model of a foreign module, whose ports are called as it calls them. */
  private readonly foreign: boolean;

  constructor(
    circuit: string,
    { foreign = false, ...options }: ElaborateOptions & { readonly foreign?: boolean } = {},
  ) {
    this.circuit = circuit;
    this.options = options;
    this.workNotes = new WorkNotes(options.work ?? false);
    this.foreign = foreign;
    this.paths = new Paths(this);
    this.bitParts = new BitParts(this);
  }

  get isDead(): boolean {
    return this.paths.isDead;
  }

  get isConditional(): boolean {
    return !this.paths.atTop;
  }

  error(rule: HdlRule, message: string, place: Place): HdlError {
    return new HdlError(rule, message, { circuit: this.circuit, place });
  }

  /** Claims a name of the circuit; names are unique. `ownClock`: of a port beside one that is a clock. */
  declare(name: string, what: string, place: Place, ownClock = false): string {
    if (!this.foreign) checkName(name, what, { circuit: this.circuit, place }, ownClock);
    return this.take(name, what, place);
  }

  /** The same for a name that is made by the language. */
  take(name: string, what: string, place: Place): string {
    this.places.take(name, what, { circuit: this.circuit, place });
    return name;
  }

  note(text: string): void {
    this.pendingNote = this.pendingNote === undefined ? text : `${this.pendingNote}\n${text}`;
  }

  /** Called where a comment's item may have turned out to need no hardware: the comment goes with it. */
  dropNote(): void {
    this.pendingNote = undefined;
  }

  takeNote(): { note?: string } {
    const text = this.pendingNote;
    this.dropNote();
    return text === undefined ? {} : { note: text };
  }

  add<T extends DraftBody>(body: T, place: Place): T {
    const item = { ...body, ...this.takeNote(), place };
    this.items.push(item);
    if (item.kind === "wire") this.wires.set(item.name, item);
    return item;
  }

  /** Notes a declared thing that needs no hardware, since its type has one value; false of any other. */
  vanishes(name: string, { lo, hi }: Type): boolean {
    if (lo === hi && !this.isDead) this.constants.push({ name, value: lo });
    return lo === hi;
  }

  /** Adds a wire whose name has been declared already. Of a type with one value there is nothing to add. */
  addWire(name: string, type: Type, output: boolean, place: Place): Wire {
    // A port has been told of already.
    const vanishes = output ? only(type) !== undefined : this.vanishes(name, type);
    if (!vanishes) this.add({ kind: "wire", name, type, output, default: null }, place);
    return new Wire(this, name, type);
  }

  /** A named signal; `type` null: the value's own. Of a type with one value it needs no name in hardware. */
  signal(name: string, value: Signal, type: Type | null, place: Place): Signal {
    this.declare(name, "signal", place);
    const fitted =
      type === null ? value : fit(value, type, { what: `Signal ${name}`, place, circuit: this.circuit });
    const { type: own } = fitted;
    if (this.vanishes(name, own)) this.leaveUnstored(name, fitted, place);
    else this.add({ kind: "signal", name, value: fitted, under: this.paths.around() }, place);
    this.definitions.set(name, fitted);
    return named(this, name, own);
  }

  /** Driving belongs to the body of the circuit that the target is in. */
  private checkOwn(target: Target, place: Place): void {
    const now = scopeNow();
    if (now === this) return;
    const other = now === undefined ? "whose body has run" : `and this is circuit ${now.circuit}`;
    throw new HdlError(
      "operand",
      `Driven from outside: ${target.name} belongs to circuit ${this.circuit}, ${other}. Give it an output or input.` +
        firstAt(this.places.get(target.name) ?? place, "declared"),
      { place, ...(now === undefined ? {} : { circuit: now.circuit }) },
    );
  }

  assign(target: Target, value: Signal, place: Place): void {
    this.checkOwn(target, place);
    if (target.kind === "register" && target.type.states !== undefined && value.operation.op === "const")
      this.transitions.record(target.name, value.operation.value, this.paths.conditions());
    const known = (v: Signal) => this.facts.where(this.paths.conditions()).range(v);
    const fitted = fit(value, target.type, { what: target.name, place, circuit: this.circuit, known });
    if (target.operation.op === "const") this.leaveUnstored(target.name, fitted, place);
    else this.paths.push({ kind: "assign", target, value: fitted, place });
  }

  /** Takes a value of one value, which nothing keeps: what it claims is claimed on the present path. */
  leaveUnstored(name: string, value: Signal, place: Place): void {
    this.unstored.push({ name, value, under: this.paths.around(), place });
  }

  setDefault(target: Target, value: Signal, place: Place): void {
    this.checkOwn(target, place);
    if (!this.paths.atTop)
      throw this.error(
        "driven-twice",
        `Default inside a condition: ${target.name}. Give it outside of when and switch.`,
        place,
      );
    const fitted = fit(value, target.type, { what: target.name, place, circuit: this.circuit });
    if (target.operation.op === "const") return;
    const item = this.wires.get(target.name);
    if (item === undefined) throw this.error("operand", `Not a wire of this circuit: ${target.name}.`, place);
    if (item.default !== null)
      throw this.error("driven-twice", `Driven twice: ${target.name} has a default already.`, place);
    item.default = fitted;
  }

  /** Says something as if no condition were around. */
  outside<T>(say: () => T): T {
    return this.paths.outside(say);
  }

  part(whole: Wire | Register, high: number, low: number, place: Place): Wire {
    return this.bitParts.part(whole, high, low, place);
  }

  when(condition: Operand, fill: () => void, place: Place): WhenChain {
    return this.paths.when(condition, fill, place);
  }

  switch(on: Signal, cases: Cases, otherwise: (() => void) | null, place: Place): void {
    this.paths.switch(on, cases, otherwise, place);
  }

  discard(at: number, statements: readonly DraftStatement[]): void {
    const items = this.items.splice(at);
    this.dropped.push(...items.flatMap(rootsOf), ...statements.flatMap(statementRoots));
    for (const item of items) for (const name of namesOf(item)) this.gone.add(name);
    for (const { name } of statements.flatMap(targetsOf)) this.drivenWhenDead.add(name);
  }

  /** An assertion of the language's own, of a name that is free. */
  claim(
    base: string,
    claim: { readonly condition: Signal; readonly value: Signal; readonly message: string },
    place: Place,
  ): void {
    let name = base;
    for (let n = 2; this.places.has(name); n++) name = `${base}_${n}`;
    this.places.set(name, place);
    this.items.push({ kind: "assert", name, ...claim, place });
  }

  work<T>(when: Operand, build: () => T, place: Place): T {
    const condition = oneBit(when);
    return this.workNotes.during(build, (operations) =>
      this.items.push({ kind: "work", when: condition, operations, place }),
    );
  }

  operates(op: WorkOperator, a: Range, b: Range, what: () => string): void {
    if (!this.isDead) this.workNotes.note(op, a, b, what);
  }

  assert(name: string, condition: Operand, message: string, place: Place): void {
    this.declare(name, "assertion", place);
    this.add({ kind: "assert", name, condition: oneBit(condition), message }, place);
  }

  /** Called once, when the body has run. */
  finish(): void {
    this.bitParts.join();
    this.dropped.push(...this.unstored.map(({ value }) => value));
  }
}
