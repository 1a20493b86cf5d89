// A sweep: every hardware choice of a space for one network and device.
import type { Hardware } from "../core/index.ts";
import type { Point, Range } from "./objectives.ts";
import { evaluator, type PointCosts, type Setting, type TableEnergy } from "./point.ts";
import { fits } from "./room.ts";

/** What a point is of, beside its hardware. */
export type Swept = Pick<Point, "network" | "bits" | "accuracy">;

/** Choices that are counted together; after each so many progress is told. */
const CHUNK = 256;

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

/**
 * The points of all choices that go with the network; those that do not are left out. `clockMHz`: that the hardware runs at.
 * `at` is told how many choices are done.
 */
export function* sweep(
  setting: Setting,
  choices: readonly Hardware[],
  swept: Swept,
  clockMHz: number,
  at: (done: number) => void = () => {},
): Generator<Point> {
  const { many } = evaluator(setting);
  for (let from = 0; from < choices.length; from += CHUNK) {
    at(from);
    const chunk = choices.slice(from, from + CHUNK);
    for (const [i, costs] of many(chunk).entries())
      if (costs !== null) yield pointOf(setting, chunk[i]!, costs, swept, clockMHz);
  }
  at(choices.length);
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
