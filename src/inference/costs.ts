// What a time step costs in the mean: bits of memory that it moves, operations that it does.
import { accesses, bitsMoved, type NetworkPlan, type OperationCount } from "../core/index.ts";
import type { Activity } from "./cycles.ts";

/** Mean over steps of the bits that are read and written. */
export interface BitsPerStep {
  readonly total: number;
  /** By the memory's path of instances; the two banks of currents are one, `banks`. */
  readonly memories: Readonly<Record<string, number>>;
}

/** Mean over steps of the operations that are done. */
export type OperationsPerStep = Readonly<Record<OperationCount["kind"], number>> & {
  readonly total: number;
  /** By kind, widths of the operands, circuit and layer. */
  readonly operations: readonly OperationCount[];
};

export interface CostsPerStep {
  readonly bitsPerStep: BitsPerStep;
  readonly operationsPerStep: OperationsPerStep;
}

/** What the hardware of a plan does in the steps of some sequences. */
export function costsPerStep(plan: NetworkPlan, activities: readonly Activity[]): CostsPerStep {
  const bits = new Map<string, number>();
  // Every step lists the same operations in the same order.
  const counts: number[] = [];
  let listed: readonly OperationCount[] = [];
  for (const activity of activities)
    for (const [k, step] of activity.entries()) {
      const { memories, operations } = accesses(plan, step, k);
      for (const memory of memories) bits.set(memory.name, (bits.get(memory.name) ?? 0) + bitsMoved(memory));
      operations.forEach(({ count }, i) => {
        counts[i] = (counts[i] ?? 0) + count;
      });
      listed = operations;
    }
  const steps = Math.max(1, activities.flat().length);
  const memories = Object.fromEntries([...bits].map(([name, moved]) => [name, moved / steps]));
  const operations = listed.map((operation, i) => ({ ...operation, count: counts[i]! / steps }));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const done = (kind: OperationCount["kind"] | null) =>
    sum(operations.filter((o) => kind === null || o.kind === kind).map((o) => o.count));
  return {
    bitsPerStep: { total: sum(Object.values(memories)), memories },
    operationsPerStep: {
      total: done(null),
      add: done("add"),
      multiply: done("multiply"),
      compare: done("compare"),
      operations,
    },
  };
}
