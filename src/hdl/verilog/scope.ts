// The names of one module: their widths, which of their bits are read, and the helper signals made for it.
import { RunError } from "../../base/errors.ts";
import type { CircuitIR, Expr, Type } from "../ir.ts";
import { folded, stateName } from "../names.ts";
import { isSigned, rangeOf, widthOf } from "../range.ts";
import type { Constants } from "./constant.ts";
import type { Module } from "./modules.ts";

/** A design that cannot be printed as Verilog: names the circuit, the fact and what to change. */
export class VerilogError extends RunError {
  override readonly name = "VerilogError";
}

export interface Declared {
  readonly width: number;
  readonly signed: boolean;
}

/** The text of one helper signal: a wire, or a variable with the block that assigns it. */
interface HelperLines {
  readonly lines: readonly string[];
  readonly isBlock: boolean;
}

export const widthOfType = (type: Type): number => widthOf(rangeOf(type));
export const isSignedType = (type: Type): boolean => isSigned(rangeOf(type));

/** What a helper signal holds, as the last part of its name. */
const roles: Partial<Record<Expr["op"], string>> = {
  add: "sum",
  sub: "difference",
  mul: "product",
  min: "smaller",
  max: "larger",
  neg: "negative",
  shl: "scaled",
  shr: "shifted",
  roundShift: "rounded",
  saturate: "saturated",
  wrap: "wrapped",
  mux: "choice",
  select: "selected",
};

export class Scope {
  readonly circuit: CircuitIR;
  /** The module that is printed of it. */
  readonly module: Module;
  readonly constants: Constants;
  /** Name of what is being printed: helper signals are named after it. */
  owner = "";
  /** False while printing what is not always there (assertions): its reads do not count as uses. */
  counting = true;
  #pending: HelperLines[] = [];
  readonly #declared = new Map<string, Declared>();
  /** Every name that is taken, without regard to case. */
  readonly #taken = new Set<string>();
  /** How many operations are nested in each that was met, down to the next one that has a name of its own. */
  readonly depths = new Map<Expr, number>();
  /** Operations that were given a name because too much is nested in them. */
  readonly cuts = new Map<Expr, Expr>();
  readonly #variables = new Set<string>();
  readonly #used = new Map<string, bigint>();
  readonly #helpers = new Map<Expr, Expr>();
  /** Helpers of assertions, which exist only with them. */
  readonly #ofAssertions = new Set<string>();
  readonly #states = new Map<string, readonly string[]>();

  constructor(circuit: CircuitIR, module: Module, constants: Constants) {
    this.circuit = circuit;
    this.module = module;
    for (const { name } of module.parameters) this.reserve(name);
    this.constants = constants;
    for (const { name, members } of circuit.enumerations) this.#states.set(name, members);
  }

  /** Takes a name of the module; a second taker is an error. */
  declare(name: string, declared: Declared): void {
    if (this.#taken.has(folded(name))) {
      throw new VerilogError(
        `name clash in the Verilog of circuit "${this.circuit.name}": "${name}" is needed twice; rename one of them`,
      );
    }
    this.#declared.set(name, declared);
    this.#taken.add(folded(name));
  }

  /** Takes a name that is no signal: an instance, a memory, an assertion. */
  reserve(name: string): void {
    this.declare(name, { width: 0, signed: false });
  }

  declareType(name: string, type: Type): void {
    this.declare(name, declaredAs(type));
  }

  /** A name nobody has: the wanted one, or with a number after it. */
  free(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#taken.has(folded(name)); n++) name = `${wanted}_${n}`;
    return name;
  }

  /** A free name for a labelled block or an instance, which share the signals' name space. */
  label(wanted: string): string {
    const name = this.free(wanted);
    this.#taken.add(folded(name));
    return name;
  }

  lookup(name: string): Declared {
    const declared = this.#declared.get(name);
    if (declared) return declared;
    throw new VerilogError(`circuit "${this.circuit.name}" reads "${name}", which it does not declare`);
  }

  /** Notes that `count` bits of a name from bit `low` up are read. */
  use(name: string, low: number, count: number): void {
    if (!this.counting && !this.#ofAssertions.has(name)) return;
    const bits = ((1n << BigInt(count)) - 1n) << BigInt(low);
    this.#used.set(name, (this.#used.get(name) ?? 0n) | bits);
  }

  /** Every run of bits that nothing reads, as text (`x`, `x[3:0]`), in order of declaration; apart from outputs. */
  unused(): string[] {
    const outputs = new Set(this.circuit.ports.filter((p) => p.direction === "out").map((p) => p.name));
    return this.#unread((name) => !outputs.has(name) && !this.#ofAssertions.has(name));
  }

  /** Of helpers of assertions, of which nothing outside may speak. */
  unusedByAssertions(): string[] {
    return this.#unread((name) => this.#ofAssertions.has(name));
  }

  #unread(among: (name: string) => boolean): string[] {
    const found: string[] = [];
    for (const [name, { width }] of this.#declared) {
      if (!among(name)) continue;
      const used = this.#used.get(name) ?? 0n;
      if (used === (1n << BigInt(width)) - 1n) continue;
      for (let low = 0; low < width; low++) {
        if ((used >> BigInt(low)) & 1n) continue;
        let high = low;
        while (high + 1 < width && !((used >> BigInt(high + 1)) & 1n)) high++;
        found.push(bitsOfName(name, width, low, high - low + 1));
        low = high;
      }
    }
    return found;
  }

  /** The name of a state where `value` of a type of this many bits is one. */
  state(type: Type, value: string, width: number): string | undefined {
    const members = type.states === undefined ? undefined : this.#states.get(type.states);
    const member = members?.[Number(value)];
    if (members === undefined || member === undefined || stateWidth(members) !== width) return undefined;
    const name = stateName(type.states!, member);
    this.use(name, 0, width);
    return name;
  }

  /** The helper that already holds this expression. */
  helper(expr: Expr): Expr | undefined {
    return this.#helpers.get(expr);
  }

  /** Names a helper signal for an expression, after the owner and what the expression does. */
  nameHelper(expr: Expr): Expr & { op: "ref" } {
    const name = this.free(`${this.owner}_${roles[expr.op] ?? "bits"}`);
    this.declareType(name, expr.type);
    const ref = { op: "ref", name, type: expr.type } as const;
    this.#helpers.set(expr, ref);
    if (!this.counting) this.#ofAssertions.add(name);
    return ref;
  }

  /** Text that declares and drives a helper, to be written before what is being printed. */
  addHelper(lines: readonly string[], isBlock = false): void {
    this.#pending.push({ lines, isBlock });
  }

  takeHelpers(): HelperLines[] {
    const taken = this.#pending;
    this.#pending = [];
    return taken;
  }

  /** Whether a name is assigned in a clocked block: a register, its next value, or what a read port loads. */
  isVariable(name: string): boolean {
    return this.#variables.has(name);
  }

  declareVariable(name: string, declared: Declared): void {
    this.declare(name, declared);
    this.#variables.add(name);
  }
}

/** The declaration's signedness and range, with a space before each. */
export const rangeText = ({ width, signed }: Declared): string =>
  `${signed ? " signed" : ""}${width > 1 ? ` [${width - 1}:0]` : ""}`;

export const declaredAs = (type: Type): Declared => ({
  width: widthOfType(type),
  signed: isSignedType(type),
});

export const isPort = (circuit: CircuitIR, name: string): boolean =>
  circuit.ports.some((port) => port.name === name);

export const stateWidth = (members: readonly string[]): number =>
  widthOf({ lo: 0n, hi: BigInt(members.length - 1) });

/** `count` bits of a name from bit `low` up. */
export function bitsOfName(name: string, width: number, low: number, count: number): string {
  if (low === 0 && count === width) return name;
  return count === 1 ? `${name}[${low}]` : `${name}[${low + count - 1}:${low}]`;
}

/** `reg  signed [15:0] name`: kind padded so that neighbours align. */
export const declaration = (kind: "wire" | "reg", declared: Declared, name: string): string =>
  `${kind.padEnd(4)}${rangeText(declared)} ${name}`;
