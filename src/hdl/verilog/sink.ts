// Bits that nothing reads, said to be so: one wire, in place of a waiver for each.
import type { Scope } from "./scope.ts";

/** No lines where there are none. */
export function sinkLines(scope: Scope, wanted: string, unused: readonly string[]): string[] {
  if (unused.length === 0) return [];
  const name = scope.label(wanted);
  return ["// Bits that nothing reads.", `wire ${name} = &{1'b0, ${unused.join(", ")}};`];
}
