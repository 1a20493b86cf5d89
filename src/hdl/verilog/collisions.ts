// Claims that a memory is never read at the address that is being written.

import type { Expr, MemoryItem, MemoryWrite } from "../ir.ts";
import { isOnePort } from "../one-port.ts";
import { isNever } from "./contents.ts";
import type { Scope } from "./scope.ts";

/** Where a collision is claimed never to happen: one claim for each pair of a read and a write port. */
export function collisionClaims(
  scope: Scope,
  memory: MemoryItem,
): { name: string; condition: Expr; message: string }[] {
  if (memory.readDuringWrite !== "never" || isOnePort(memory)) return [];
  const reads = memory.reads.filter((read) => !isNever(scope, read));
  return reads.flatMap((read) =>
    memory.writes.map((write) => {
      const same: Expr = { op: "eq", args: [read.address, write.address], type: { lo: "0", hi: "1" } };
      const parts = [read.enable, write.enable, anyLane(scope, write), same].filter((e) => e !== null);
      return {
        name: scope.label(`${memory.name}_${read.name}_${write.name}_apart`),
        condition: { op: "not", args: [parts.reduce(and)], type: { lo: "0", hi: "1" } } satisfies Expr,
        message: `${memory.name} is never read at the address that is being written`,
      };
    }),
  );
}

/** Whether any lane is written; null: always. */
const anyLane = (scope: Scope, { laneEnables }: MemoryWrite): Expr | null =>
  laneEnables === null || laneEnables.some((enable) => scope.constants.decided(enable) === 1n)
    ? null
    : laneEnables.reduce(or);

const and = (a: Expr, b: Expr): Expr => ({ op: "and", args: [a, b], type: { lo: "0", hi: "1" } });
const or = (a: Expr, b: Expr): Expr => ({ op: "or", args: [a, b], type: { lo: "0", hi: "1" } });
