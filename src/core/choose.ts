// Constants that depend on the layer at work: a plain constant where all layers agree, a choice by layer number else.
import {
  type Body,
  constant,
  mux,
  type Operand,
  type Register,
  type Signal,
  select,
  type Type,
} from "../hdl/index.ts";

/** `values[layer]`; `layer` is null where the core has one layer only. */
export function perLayer(layer: Signal | null, values: readonly (number | bigint)[]): Signal {
  const same = values.every((v) => v === values[0]);
  return layer === null || same ? constant(values[0]!) : select(layer, values);
}

/** `make(values[layer])` where it differs by layer: one alternative for each different value. */
export function perLayerChoice<T>(
  layer: Signal | null,
  values: readonly T[],
  make: (value: T) => Operand,
): Signal {
  const different = [...new Set(values)];
  const made = different.map((v) => asSignal(make(v)));
  if (layer === null || made.every((m) => m === made[0])) return made[0]!;
  return select(
    layer,
    values.map((v) => made[different.indexOf(v)]!),
  );
}

export const asSignal = (o: Operand): Signal => (typeof o === "object" ? o : constant(o));

/** rshift(a, shift): rounds half up for shift > 0, multiplies by 2^-shift for shift < 0. */
export const rshift = (a: Signal, shift: number): Signal =>
  shift > 0 ? a.roundShift(shift) : a.shiftLeft(-shift);

/** Makes the same signal for each of several shifts, and the choice between them. */
export type ShiftChoice = (make: (shift: number) => Operand) => Signal;

/**
 * rshift(a, n) for the n that `choose` picks: floor(a / 2^n) and the highest bit shifted out are chosen first, so that
 * one adder rounds for all shifts.
 */
export function rshiftChosen(a: Signal, shifts: readonly number[], choose: ShiftChoice): Signal {
  if (shifts.every((n) => n === shifts[0])) return rshift(a, shifts[0]!);
  const signed = a.range.lo < 0n;
  const half = (n: number): Operand => {
    if (n <= 0) return 0;
    if (n <= a.width) return a.bit(n - 1);
    return signed ? a.bit(a.width - 1) : 0;
  };
  return choose((n) => (n > 0 ? a.shiftRight(n) : a.shiftLeft(-n))).add(choose(half));
}

/** rshift(a, shifts[layer]). */
export const rshiftByLayer = (layer: Signal | null, a: Signal, shifts: readonly number[]): Signal =>
  rshiftChosen(a, shifts, (make) => perLayerChoice(layer, shifts, make));

/**
 * Registers of data, one a lane: not reset, since whatever says that they are valid is. A reset would cost them their
 * place in a multiplier block.
 */
export function dataRegisters(c: Body, name: string, lanes: number, type: Type): Register[] {
  const specs = Array.from({ length: lanes }, (_, l) => [`${name}_${l}`, { type, reset: null }] as const);
  return Object.values(c.registers(Object.fromEntries(specs)));
}

/** a where `keep` is 1, else 0. */
export const gate = (keep: Signal, a: Signal): Signal => mux(keep, a, 0);

/**
 * Ports or fields that exist only under a condition known when the circuit is made. The type says they exist: use them
 * under the same condition.
 */
export const portsIf = <T extends object>(exist: boolean, ports: T): T => (exist ? ports : ({} as T));
