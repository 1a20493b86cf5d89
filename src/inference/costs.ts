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

/** What some steps cost together: whole numbers, so that sums of sums are the same in any order. */
export interface CostSums {
  readonly steps: number;
  /** Bits moved, by memory. */
  readonly bits: Readonly<Record<string, number>>;
  /** Every step lists the same operations in the same order. */
  readonly operations: readonly OperationCount[];
}

/** What the hardware of a plan does in the steps of some sequences. */
export function costSums(plan: NetworkPlan, activities: readonly Activity[]): CostSums {
  const all = adder();
  for (const activity of activities)
    for (const [k, step] of activity.entries()) {
      const { memories, operations } = accesses(plan, step, k);
      all.add(
        1,
        memories.map((memory) => [memory.name, bitsMoved(memory)]),
        operations,
      );
    }
  return all.sums();
}

/** What several parts cost together. */
export function addCosts(parts: readonly CostSums[]): CostSums {
  const all = adder();
  for (const { steps, bits, operations } of parts) all.add(steps, Object.entries(bits), operations);
  return all.sums();
}

function adder() {
  let steps = 0;
  const bits = new Map<string, number>();
  const counts: number[] = [];
  let listed: readonly OperationCount[] = [];
  return {
    /** The two banks of currents have one name. */
    add(more: number, moved: readonly (readonly [string, number])[], operations: readonly OperationCount[]) {
      steps += more;
      for (const [name, count] of moved) bits.set(name, (bits.get(name) ?? 0) + count);
      operations.forEach(({ count }, i) => {
        counts[i] = (counts[i] ?? 0) + count;
      });
      if (operations.length > 0) listed = operations;
    },
    sums: (): CostSums => ({
      steps,
      bits: Object.fromEntries(bits),
      operations: listed.map((operation, i) => ({ ...operation, count: counts[i]! })),
    }),
  };
}

/** Means over the steps. */
export function costsPerStep({ steps: counted, bits, operations: counts }: CostSums): CostsPerStep {
  const steps = Math.max(1, counted);
  const memories = Object.fromEntries(Object.entries(bits).map(([name, moved]) => [name, moved / steps]));
  const operations = counts.map((operation) => ({ ...operation, count: operation.count / steps }));
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
