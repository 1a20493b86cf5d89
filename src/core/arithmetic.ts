// The arithmetic of the layer at work: its shifts, factors and widths, chosen by its number where layers share a core.
import {
  constant,
  index,
  mux,
  type Operand,
  type Signal,
  select,
  sint,
  type Type,
  uint,
} from "../hdl/index.ts";
import type { NeuronNumber } from "../network/integer.ts";
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

/** a where `keep` is 1, else 0. `type`: what a is said to fit where it is kept. */
export const gate = (keep: Signal, a: Signal, type: Type = a.type): Signal => mux(keep, a.narrow(type), 0);

/** The word `a + b` of a memory of `depth` words: that it is one is said, and asserted where the address is taken. */
export const addressIn = (depth: number, a: Signal, b: Signal): Signal => a.add(b).narrow(index(depth));

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

/** a clamped to as many bits as the layer has. */
const saturateByLayer = (layer: Signal, a: Signal, bits: readonly number[], type: (bits: number) => Type) =>
  makeByLayer(layer, bits, (n) => a.saturate(type(n)));

/** Of the slow path. Layers without slow state never use it: they take the constants of one that has it. */
function slowArithmetic({ layers, types }: CorePlan, layer: Signal) {
  const slow = layers.map(({ layer }) => (layer.memory ?? layers.find((l) => l.dim > 0)?.layer.memory)!);
  type NumberOf = (memory: (typeof slow)[0]) => number;
  const shifted = (sum: Signal, shift: NumberOf) => rshiftByLayer(layer, sum, slow.map(shift));
  const saturated = (a: Signal, bits: NumberOf, type: (bits: number) => Type) =>
    saturateByLayer(layer, a, slow.map(bits), type);
  const shiftOfDrive: NumberOf = (m) => m.drive.shift;
  return {
    /** x = clamp(rshift(sum Wx s + bx, sx), 0, 2^bits - 1) */
    drive: (sum: Signal) => saturated(shifted(sum, shiftOfDrive), (m) => m.drive.bits, uint),
    /** Im = rshift(sum P m + v x, sM) */
    slowCurrent: (sum: Signal) => shifted(sum, (m) => m.current.shift),
    /** m' = sat(m + change, mBits) */
    state: (exact: Signal) => saturated(exact, (m) => m.state.bits, sint).as(types.state),
    /** The slow current of this step: formed anew, held since, or none. */
    remembered: (refresh: Signal, fresh: Signal, held: Signal) =>
      makeByLayer(layer, layers.map(memoryKind), (kind) => {
        if (kind === "none") return 0;
        if (kind === "always") return fresh;
        return mux(refresh, fresh, kind === "hold" ? held : 0);
      }),
  };
}

/** Of a neuron, where its layer has no one for all. */
interface OwnLimits {
  readonly threshold?: Signal | undefined;
  /** What a reset takes. */
  readonly taken?: Signal | undefined;
}

/** Of the fused neuron pass. */
function neuronArithmetic({ layers, types, own }: CorePlan, layer: Signal) {
  type Layer = LayerPlan["layer"];
  const each = <T>(pick: (layer: Layer) => T) => layers.map((l) => pick(l.layer));
  // Numbers that neurons have each come from a memory: what is left to choose by layer are numbers that they share.
  const number = (pick: (layer: Layer) => NeuronNumber) => byLayer(layer, each(pick) as readonly number[]);
  const shifted = (a: Signal, shift: (layer: Layer) => number) => rshiftByLayer(layer, a, each(shift));
  const threshold = own.thresholds ? constant(0) : number((l) => l.threshold);
  const subtracts = each((l) => l.reset === "subtract");
  const others = layers.some(({ layer: l }) => l.resetBy !== undefined && l.resetBy !== l.threshold);
  /** What a reset takes where no memory holds it: the threshold, but in layers that say otherwise. */
  const sharedReset = (met: Signal): Signal =>
    others
      ? byLayer(layer, each((l) => l.resetBy ?? (own.thresholds ? met : l.threshold)) as readonly Operand[])
      : met;
  const bits = each((l) => l.membraneBits);
  return {
    /** If = rshift(sum Wf s, sF) */
    fastCurrent: (sum: Signal) => shifted(sum, (l) => l.fast.shift),
    /** beta u; `own`: beta of the neuron, where the layer has no one for all. */
    leak: (u: Signal, own: Signal = number((l) => l.leak.factor)) => u.mul(own),
    /** rshift(beta u, sB) */
    leaked: (product: Signal) => shifted(product, (l) => l.leak.shift),
    /** a >= threshold */
    fires: (a: Signal, { threshold: met = threshold }: OwnLimits) => a.ge(met),
    /** fires ? (subtract ? a - resetBy : 0) : a */
    kept(a: Signal, fires: Signal, { threshold: met = threshold, taken = sharedReset(met) }: OwnLimits) {
      const reset = makeByLayer(layer, subtracts, (subtract) => (subtract ? a.sub(taken) : 0));
      return mux(fires, reset, a);
    },
    /** u' = sat(kept, uBits) */
    membrane: (kept: Signal) => saturateByLayer(layer, kept, bits, sint).as(types.membrane),
  };
}

/** Every constant of the arithmetic of a layer, for the layer at work. */
export const layerArithmetic = (core: CorePlan, layer: Signal) => ({
  ...slowArithmetic(core, layer),
  ...neuronArithmetic(core, layer),
});

export type LayerArithmetic = ReturnType<typeof layerArithmetic>;

/** How a layer comes by its slow current between two refreshes. */
function memoryKind({ layer: { memory } }: LayerPlan): "none" | "always" | "hold" | "skip" {
  if (memory === null) return "none";
  return memory.dilation === 1 ? "always" : memory.refresh;
}
