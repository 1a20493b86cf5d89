// The operations of a network's hardware: sums, products and comparisons of its values, and how often a step does each.
import type { NetworkPlan } from "../plan/plan.ts";
import { layerOperations } from "./layer-operations.ts";
import type { CountedOperation, Times } from "./part.ts";
import { readoutOperations } from "./readout-operations.ts";

/** Those of one part and layer that are alike, as one. */
function merged(operations: readonly CountedOperation[]): CountedOperation[] {
  const found = new Map<string, CountedOperation>();
  for (const { times, ...what } of operations) {
    const key = JSON.stringify(what);
    const before = found.get(key)?.times ?? {};
    const both = { ...before };
    for (const [of, n] of Object.entries(times))
      both[of as keyof Times] = (before[of as keyof Times] ?? 0) + n;
    found.set(key, { ...what, times: both });
  }
  return [...found.values()];
}

/** All operations of a plan. */
export const countedOperations = (plan: NetworkPlan): CountedOperation[] =>
  merged([
    ...plan.cores.flatMap((core) => core.layers.flatMap((layer) => layerOperations(core, layer))),
    ...readoutOperations(plan),
  ]);
