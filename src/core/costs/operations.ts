// The operations of a part of the hardware: sums, products and comparisons of its values, and how often a step does each.
import type { HardwarePart } from "../plan/parts.ts";
import { layerOperations } from "./layer-operations.ts";
import type { CountedOperation, Times } from "./part.ts";
import { readoutOperations } from "./readout-operations.ts";

/** Those of one circuit and layer that are alike, as one. */
function merged(operations: readonly CountedOperation[]): CountedOperation[] {
  const found = new Map<string, CountedOperation>();
  for (const operation of operations) {
    const { part, layer, kind, widths, times } = operation;
    const key = `${part} ${layer} ${kind} ${widths}`;
    const before = found.get(key);
    found.set(key, before === undefined ? operation : { ...operation, times: sumOf(before.times, times) });
  }
  return [...found.values()];
}

function sumOf(a: Times, b: Times): Times {
  const sum = { ...a };
  for (const [of, n] of Object.entries(b)) sum[of as keyof Times] = (a[of as keyof Times] ?? 0) + n;
  return sum;
}

/** All operations of a part. */
export const countedOperations = (part: HardwarePart): CountedOperation[] =>
  merged(
    "core" in part
      ? part.core.layers.flatMap((layer) => layerOperations(part.core, layer))
      : readoutOperations(part),
  );
