// The types of a core's and the readout's values, from what range analysis knows of the network.
import { int, sint, type Type } from "../../hdl/index.ts";
import type { IntegerLayer, IntegerNetwork, NeuronNumber } from "../../network/integer.ts";
import { bitsOf, hullOf, type Interval, type LayerRanges, type NetworkRanges } from "../../network/ranges.ts";
import { present } from "../presence.ts";
import type { CoreTypes } from "./plan.ts";

const zero: Interval = { min: 0n, max: 0n };

/** The least type that holds all intervals, and 0. */
export function typeOfIntervals(intervals: readonly Interval[]): Type {
  const { min, max } = hullOf([...intervals, zero]);
  return int(min, max);
}

/** The signed type of all bits that the intervals take. */
function signedOf(intervals: readonly Interval[]): Type {
  const { min, max } = hullOf([...intervals, zero]);
  return sint(Math.max(2, bitsOf({ min: min < 0n ? min : -1n, max })));
}

/** The signed type of the widest: memories hold whole bits. At least two bits, so that a lane is a number. */
export const widest = (bits: readonly number[]): Type => sint(Math.max(2, ...bits));

/** Some layer holds its slow current between refreshes. */
export const holdsCurrents = (layers: readonly IntegerLayer[]): boolean =>
  layers.some(({ memory }) => memory !== null && memory.dilation > 1 && memory.refresh === "hold");

/** Some layer's neurons have numbers of their own. */
const isOwn = (numbers: readonly NeuronNumber[]): boolean => numbers.some((n) => typeof n !== "number");

const leaksOf = (layers: readonly IntegerLayer[]) => layers.map((l) => l.leak.factor);
const thresholdsOf = (layers: readonly IntegerLayer[]) => layers.map((l) => l.threshold);
/** Of layers that subtract. */
const resetsOf = (layers: readonly IntegerLayer[]) =>
  layers.flatMap((l) => (l.reset === "subtract" ? [l.resetBy ?? l.threshold] : []));
/** Of layers that subtract something else than the threshold: that has its place already. */
const otherResetsOf = (layers: readonly IntegerLayer[]) =>
  layers.flatMap(({ resetBy }) => (resetBy === undefined ? [] : [resetBy]));

/** Which numbers the neurons of some layer have each. */
export const ownNumbers = (layers: readonly IntegerLayer[]) => ({
  leaks: isOwn(leaksOf(layers)),
  thresholds: isOwn(thresholdsOf(layers)),
  resets: isOwn(otherResetsOf(layers)),
});

/** The type of a memory of neurons' numbers, in which layers that share one have it too. */
function ownType(numbers: readonly NeuronNumber[]): Type {
  const bitsOfNumber = (n: NeuronNumber) =>
    typeof n === "number"
      ? bitsOf(
          hullOf([
            { min: BigInt(n), max: BigInt(n) },
            { min: -1n, max: 0n },
          ]),
        )
      : n.bits;
  return present(isOwn(numbers), widest(numbers.map(bitsOfNumber)));
}

const made = new WeakMap<NetworkRanges, Map<string, CoreTypes>>();

/** The types of a core for some layers of a network: they hang on no lanes, and are made once for its ranges. */
export function coreTypes(
  { layers }: IntegerNetwork,
  known: NetworkRanges,
  indices: readonly number[],
): CoreTypes {
  const own = made.get(known) ?? new Map<string, CoreTypes>();
  made.set(known, own);
  const key = indices.join();
  const of = <T>(all: readonly T[]) => indices.map((i) => all[i]!);
  const types = own.get(key) ?? typesOf(of(layers), of(known.layers));
  own.set(key, types);
  return types;
}

function typesOf(layers: readonly IntegerLayer[], ranges: readonly LayerRanges[]): CoreTypes {
  const memories = layers.flatMap((l) => (l.memory === null ? [] : [l.memory]));
  const slow = ranges.flatMap((r) => (r.memory === null ? [] : [r.memory]));
  const currents = slow.flatMap((r) => r.currents);
  // What one layer leaves behind need not fit the other's range: layers in turn share whole bits.
  const slowCurrent =
    layers.length > 1 && currents.length > 0 ? signedOf(currents) : typeOfIntervals(currents);
  return {
    weight: widest(layers.map((l) => l.fast.weights.bits)),
    current: typeOfIntervals(ranges.flatMap((r) => r.fastSums)),
    driveWeight: widest(memories.flatMap((m) => [m.drive.weights.bits, m.drive.bias.bits])),
    driveSum: typeOfIntervals(slow.map((r) => r.driveSum)),
    drive: typeOfIntervals(slow.map((r) => r.drive)),
    state: widest(memories.map((m) => m.state.bits)),
    multiplicand: typeOfIntervals(slow.flatMap((r) => [r.state, r.drive])),
    slowWeight: widest(memories.flatMap((m) => [m.current.state.bits, m.current.drive.bits])),
    slowSum: typeOfIntervals(slow.flatMap((r) => r.currentSums)),
    updateWeight: widest(memories.flatMap((m) => [m.state.transition.bits, m.state.input.bits])),
    updateSum: typeOfIntervals(slow.flatMap((r) => r.stateSums)),
    bias: widest(layers.map((l) => l.bias.bits)),
    leak: ownType(leaksOf(layers)),
    threshold: ownType(thresholdsOf(layers)),
    reset: present(isOwn(otherResetsOf(layers)), ownType(resetsOf(layers))),
    slowCurrent,
    heldCurrent: present(holdsCurrents(layers), slowCurrent),
    membrane: widest(layers.map((l) => l.membraneBits)),
  };
}
