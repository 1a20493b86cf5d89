// Bits of memory that a time step moves, by memory.
import { accesses, bitsMoved, type NetworkPlan } from "../core/index.ts";
import type { Activity } from "./cycles.ts";

/** Mean over steps of the bits that are read and written. */
export interface BitsPerStep {
  readonly total: number;
  /** By the memory's path of instances; the two banks of currents are one, `banks`. */
  readonly memories: Readonly<Record<string, number>>;
}

/** What the hardware of a plan moves in the steps of some sequences. */
export function bitsPerStep(plan: NetworkPlan, activities: readonly Activity[]): BitsPerStep {
  const moved: Record<string, number> = {};
  for (const activity of activities)
    for (const [k, step] of activity.entries())
      for (const memory of accesses(plan, step, k).memories)
        moved[memory.name] = (moved[memory.name] ?? 0) + bitsMoved(memory);
  const steps = Math.max(1, activities.flat().length);
  const memories = Object.fromEntries(Object.entries(moved).map(([name, bits]) => [name, bits / steps]));
  return { total: Object.values(memories).reduce((a, b) => a + b, 0), memories };
}
