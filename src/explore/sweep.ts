// A sweep: every hardware choice of a space for one network and device.
import { type Hardware, HardwareError } from "../core/index.ts";
import type { Point, Range } from "./objectives.ts";
import { evaluator, type PointCosts, type Setting, type TableEnergy } from "./point.ts";
import { fits } from "./room.ts";

/** What a point is of, beside its hardware. */
export type Swept = Pick<Point, "network" | "bits" | "accuracy">;

/** Choices that are counted together. */
const SLICE = 256;

function overTables({ energy }: PointCosts, of: (e: TableEnergy) => number): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const table of energy) {
    const value = of(table);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** Energies over the tables: of memories and arithmetic, and of clocks, in pJ a step; leakage in mW. */
export const energyRanges = (
  costs: PointCosts,
): Pick<Point, "energyPerStep" | "clockPerStep" | "leakage"> => ({
  energyPerStep: overTables(costs, (e) => e.memories + e.arithmetic),
  clockPerStep: overTables(costs, (e) => e.clock),
  leakage: overTables(costs, (e) => e.leakage),
});

/** Choices that were looked at together. */
export interface SweptSlice {
  readonly choices: number;
  /** The points of those that go with the network. */
  readonly points: readonly Point[];
  /** What was said of the first that does not; null: all of them do. */
  readonly why: string | null;
}

/** All choices in slices. `clockMHz`: that the hardware runs at. */
export function* sweep(
  setting: Setting,
  choices: readonly Hardware[],
  swept: Swept,
  clockMHz: number,
): Generator<SweptSlice> {
  const { many } = evaluator(setting);
  for (let from = 0; from < choices.length; from += SLICE) {
    const slice = choices.slice(from, from + SLICE);
    const points: Point[] = [];
    let why: string | null = null;
    for (const [i, costs] of many(slice).entries())
      if (costs instanceof HardwareError) why ??= costs.message;
      else points.push(pointOf(setting, slice[i]!, costs, swept, clockMHz));
    yield { choices: slice.length, points, why };
  }
}

/** A point of its costs. */
export function pointOf(
  { device }: Setting,
  hardware: Hardware,
  costs: PointCosts,
  { network, bits, accuracy }: Swept,
  clockMHz: number,
): Point {
  const { cyclesPerStep, bitsPerStep, memoryBits, area } = costs;
  const stepsPerSecond = Math.floor((clockMHz * 1e6) / cyclesPerStep.mean);
  const { energyPerStep, clockPerStep, leakage } = energyRanges(costs);
  return {
    network,
    bits,
    device: device.name,
    hardware,
    accuracy,
    cyclesPerStep,
    stepsPerSecond,
    bitsPerStep,
    memoryBits,
    energyPerStep,
    clockPerStep,
    leakage,
    area,
    fits: fits(area, device),
  };
}
