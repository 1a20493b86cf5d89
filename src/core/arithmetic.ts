// The arithmetic of the layer at work: its shifts, factors and widths, chosen by its number where layers share a core.
import { constant, mux, type Operand, type Signal, select, sint, type Type, uint } from "../hdl/index.ts";
import type { CorePlan, LayerPlan } from "./plan/plan.ts";

/** `values[layer]`: one alternative for each different value. */
export function byLayer<T extends Operand>(layer: Signal, values: readonly T[]): Signal {
  const [first] = values as [T];
  return values.every((v) => v === first) ? asSignal(first) : select(layer, values);
}

const asSignal = (o: Operand): Signal => (typeof o === "object" ? o : constant(o));

/** A number of each layer of the core, chosen by the layer at work. */
export const layerNumbers =
  ({ layers }: CorePlan, layer: Signal) =>
  (pick: (layer: LayerPlan, at: number) => number): Signal =>
    byLayer(layer, layers.map(pick));

/** `make(values[layer])`: made once for each different value. */
export function makeByLayer<T>(layer: Signal, values: readonly T[], make: (value: T) => Operand): Signal {
  const different = [...new Set(values)];
  const made = different.map(make);
  return byLayer(
    layer,
    values.map((v) => made[different.indexOf(v)]!),
  );
}

/** a where `keep` is 1, else 0. */
export const gate = (keep: Signal, a: Signal): Signal => mux(keep, a, 0);

/** a times a constant, as a sum of shifted copies: never a multiplier. */
export function timesConstant(a: Signal, factor: number): Signal {
  const shifts = [...factor.toString(2)].reverse().flatMap((bit, n) => (bit === "1" ? [n] : []));
  return shifts.map((n) => a.shiftLeft(n)).reduce((sum, term) => sum.add(term));
}

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
  const sign = a.range.lo < 0n ? a.bit(a.width - 1) : 0;
  const half = (n: number): Operand => (n <= 0 ? 0 : n <= a.width ? a.bit(n - 1) : sign);
  const whole = choose((n) => (n > 0 ? a.shiftRight(n) : a.shiftLeft(-n)));
  return shifts.some((n) => n > 0) ? whole.add(choose(half)) : whole;
}

/** rshift(a, shifts[layer]). */
export const rshiftByLayer = (layer: Signal, a: Signal, shifts: readonly number[]): Signal =>
  rshiftChosen(a, shifts, (make) => makeByLayer(layer, shifts, make));

/** Every constant of the arithmetic of a layer, for the layer at work. */
export function layerArithmetic(core: CorePlan, layer: Signal) {
  const { layers, types } = core;
  const each = <T>(pick: (layer: LayerPlan) => T) => layers.map(pick);
  // Layers without slow state never use what is slow: they take the constants of one that has it.
  const slow = layers.map(({ layer }) => (layer.memory ?? layers.find((l) => l.dim > 0)?.layer.memory)!);
  const saturated = (a: Signal, bits: readonly number[], type: (bits: number) => Type) =>
    makeByLayer(layer, bits, (n) => a.saturate(type(n)));
  const threshold = byLayer(
    layer,
    each((l) => l.layer.threshold),
  );
  const subtracts = each((l) => Number(l.layer.reset === "subtract"));
  return {
    /** If = rshift(sum Wf s, sF) */
    fastCurrent: (sum: Signal) =>
      rshiftByLayer(
        layer,
        sum,
        each((l) => l.layer.fast.shift),
      ),
    /** x = clamp(rshift(sum Wx s + bx, sx), 0, 2^bits - 1) */
    drive: (sum: Signal) =>
      saturated(
        rshiftByLayer(
          layer,
          sum,
          slow.map((m) => m.drive.shift),
        ),
        slow.map((m) => m.drive.bits),
        uint,
      ),
    /** Im = rshift(sum P m + v x, sM) */
    slowCurrent: (sum: Signal) =>
      rshiftByLayer(
        layer,
        sum,
        slow.map((m) => m.current.shift),
      ),
    /** m' = sat(m + change, mBits) */
    state: (exact: Signal) =>
      saturated(
        exact,
        slow.map((m) => m.state.bits),
        sint,
      ).as(types.state),
    /** beta u */
    leak: (u: Signal) =>
      u.mul(
        byLayer(
          layer,
          each((l) => l.layer.leak.factor),
        ),
      ),
    /** rshift(beta u, sB) */
    leaked: (product: Signal) =>
      rshiftByLayer(
        layer,
        product,
        each((l) => l.layer.leak.shift),
      ),
    /** a >= threshold */
    fires: (a: Signal) => a.ge(threshold),
    /** fires ? (subtract ? a - threshold : 0) : a */
    kept: (a: Signal, fires: Signal) =>
      mux(
        fires,
        makeByLayer(layer, subtracts, (s) => (s === 1 ? a.sub(threshold) : 0)),
        a,
      ),
    /** u' = sat(kept, uBits) */
    membrane: (kept: Signal) =>
      saturated(
        kept,
        each((l) => l.layer.membraneBits),
        sint,
      ).as(types.membrane),
    /** The slow current of this step: formed anew, held since, or none. */
    remembered: (refresh: Signal, fresh: Signal, held: Signal) =>
      makeByLayer(
        layer,
        each((l) => memoryKind(l)),
        (kind) => {
          if (kind === "none") return 0;
          if (kind === "always") return fresh;
          return mux(refresh, fresh, kind === "hold" ? held : 0);
        },
      ),
  };
}

export type LayerArithmetic = ReturnType<typeof layerArithmetic>;

/** How a layer comes by its slow current between two refreshes. */
function memoryKind({ layer: { memory } }: LayerPlan): "none" | "always" | "hold" | "skip" {
  if (memory === null) return "none";
  return memory.dilation === 1 ? "always" : memory.refresh;
}
