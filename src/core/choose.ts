// Constants that depend on the layer at work: a plain constant where all layers agree, a choice by layer number else.
import { constant, mux, type Operand, type Signal, select } from "../hdl/index.ts";

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
  if (layer === null || different.length === 1) return made[0]!;
  return select(
    layer,
    values.map((v) => made[different.indexOf(v)]!),
  );
}

const asSignal = (o: Operand): Signal => (typeof o === "object" ? o : constant(o));

/** rshift(a, shift): rounds half up for shift > 0, multiplies by 2^-shift for shift < 0. */
export const rshift = (a: Signal, shift: number): Signal =>
  shift > 0 ? a.roundShift(shift) : a.shiftLeft(-shift);

/** a where `keep` is 1, else 0. */
export const gate = (keep: Signal, a: Signal): Signal => mux(keep, a, 0);

/**
 * Ports or fields that exist only under a condition known when the circuit is made. The type says they exist: use them
 * under the same condition.
 */
export const portsIf = <T extends object>(exist: boolean, ports: T): T => (exist ? ports : ({} as T));
