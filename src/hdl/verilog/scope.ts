// The names of one module: their widths, which of their bits are read, and the helper signals made for it.
import type { CircuitIR, Expr, Type } from "../ir.ts";
import { isSigned, rangeOf, widthOf } from "../range.ts";

/** A design that cannot be printed as Verilog: names the circuit, the fact and what to change. */
export class VerilogError extends Error {
  override readonly name = "VerilogError";
}

export interface Declared {
  readonly width: number;
  readonly signed: boolean;
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

/** The name of a state in the text: `STATE_IDLE` for member `idle` of enumeration `state`. */
export const stateName = (enumeration: string, member: string): string =>
  `${enumeration}_${member}`.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

export class Scope {
  readonly circuit: CircuitIR;
  /** Lines of helper signals that the text being printed needs before it. */
  pending: string[] = [];
  /** Name of what is being printed: helper signals are named after it. */
  owner = "";
  /** False while printing what is not always there (assertions): its reads do not count as uses. */
  counting = true;
  readonly #declared = new Map<string, Declared>();
  readonly #labels = new Set<string>();
  readonly #used = new Map<string, bigint>();
  readonly #helpers = new Map<Expr, Expr>();
  readonly #states = new Map<string, readonly string[]>();

  constructor(circuit: CircuitIR) {
    this.circuit = circuit;
    for (const { name, members } of circuit.enumerations) this.#states.set(name, members);
  }

  /** Takes a name of the module; a second taker is an error. */
  declare(name: string, declared: Declared): void {
    if (this.#declared.has(name) || this.#labels.has(name)) {
      throw new VerilogError(
        `name clash in the Verilog of circuit "${this.circuit.name}": "${name}" is needed twice; rename one of them`,
      );
    }
    this.#declared.set(name, declared);
  }

  /** Takes a name that is no signal: an instance, a memory, an assertion. */
  reserve(name: string): void {
    this.declare(name, { width: 0, signed: false });
    this.#labels.add(name);
  }

  /** Whether a name was taken by `reserve`. */
  isReserved = (name: string): boolean => this.#labels.has(name) && this.#declared.has(name);

  declareType(name: string, type: Type): void {
    this.declare(name, { width: widthOfType(type), signed: isSignedType(type) });
  }

  /** A name nobody has: the wanted one, or with a number after it. */
  free(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#declared.has(name) || this.#labels.has(name); n++) name = `${wanted}_${n}`;
    return name;
  }

  /** A free name for a labelled block or an instance, which share the signals' name space. */
  label(wanted: string): string {
    const name = this.free(wanted);
    this.#labels.add(name);
    return name;
  }

  lookup(name: string): Declared {
    const declared = this.#declared.get(name);
    if (declared) return declared;
    throw new VerilogError(`circuit "${this.circuit.name}" reads "${name}", which it does not declare`);
  }

  /** Notes that `count` bits of a name from bit `low` up are read. */
  use(name: string, low: number, count: number): void {
    if (!this.counting) return;
    const bits = ((1n << BigInt(count)) - 1n) << BigInt(low);
    this.#used.set(name, (this.#used.get(name) ?? 0n) | bits);
  }

  /** Every run of bits that nothing reads, as text (`x`, `x[3:0]`), in order of declaration. */
  unused(except: (name: string) => boolean): string[] {
    const found: string[] = [];
    for (const [name, { width }] of this.#declared) {
      if (except(name)) continue;
      const used = this.#used.get(name) ?? 0n;
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

  /** Declares a helper signal for an expression, named after the owner and what the expression does. */
  addHelper(expr: Expr): Expr & { op: "ref" } {
    const name = this.free(`${this.owner}_${roles[expr.op] ?? "bits"}`);
    this.declareType(name, expr.type);
    const ref = { op: "ref", name, type: expr.type } as const;
    if (this.counting) this.#helpers.set(expr, ref);
    return ref;
  }
}

export const stateWidth = (members: readonly string[]): number =>
  widthOf({ lo: 0n, hi: BigInt(members.length - 1) });

/** `count` bits of a name from bit `low` up. */
export function bitsOfName(name: string, width: number, low: number, count: number): string {
  if (low === 0 && count === width) return name;
  return count === 1 ? `${name}[${low}]` : `${name}[${low + count - 1}:${low}]`;
}

/** `reg  signed [15:0] name`: kind padded so that neighbours align. */
export function declaration(kind: "wire" | "reg", { width, signed }: Declared, name: string): string {
  const range = width > 1 ? ` [${width - 1}:0]` : "";
  return `${kind.padEnd(4)}${signed ? " signed" : ""}${range} ${name}`;
}
