// A sweep: every hardware choice of a space for one network and device.
import { type Hardware, HardwareError } from "../core/index.ts";
import type { Point, Range } from "./objectives.ts";
import { evaluator, type PointCosts, type Setting, type TableEnergy } from "./point.ts";
import { fits } from "./room.ts";

/** What a point is of, beside its hardware. */
export type Swept = Pick<Point, "network" | "bits" | "accuracy">;

/** Points after which progress is told. */
const TOLD = 500;

const overTables = ({ energy }: PointCosts, of: (e: TableEnergy) => number): Range => {
  const each = energy.map(of);
  return { low: Math.min(...each), high: Math.max(...each) };
};

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
  const known = evaluator(setting);
  for (const [i, hardware] of choices.entries()) {
    if (i % TOLD === 0) at(i);
    let costs: PointCosts;
    try {
      costs = known.costs(hardware);
    } catch (error) {
      if (error instanceof HardwareError) continue;
      throw error;
    }
    yield {
      ...swept,
      device: setting.device.name,
      hardware,
      cyclesPerStep: costs.cyclesPerStep,
      stepsPerSecond: Math.floor((clockMHz * 1e6) / costs.cyclesPerStep.mean),
      bitsPerStep: costs.bitsPerStep,
      memoryBits: costs.memoryBits,
      ...energyRanges(costs),
      area: costs.area,
      fits: fits(costs.area, setting.device),
    };
  }
  at(choices.length);
}
