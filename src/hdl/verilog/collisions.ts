// Claims that no two ports of a memory meet at one word where nothing good comes of it.
import { collisionsOf } from "../collisions.ts";
import type { Expr, MemoryItem } from "../ir.ts";
import { not } from "../ir-make.ts";
import { isNever, isUnread } from "./contents.ts";
import type { Scope } from "./scope.ts";

/** One claim for each pair of ports that must not meet. */
export function collisionClaims(
  scope: Scope,
  memory: MemoryItem,
): { name: string; condition: Expr; message: string }[] {
  if (isUnread(scope, memory)) return [];
  const { name } = memory;
  return collisionsOf(memory, {
    reads: memory.reads.filter((read) => !isNever(scope, read)),
    isOne: (bit) => scope.constants.decided(bit) === 1n,
  }).map(({ kind, first, second, met }) => ({
    name: scope.label(`${name}_${first}_${second}_apart`),
    condition: not(met),
    message:
      kind === "read"
        ? `${name} is never read at the address that is being written`
        : `${name} is never written twice at one address: no tool says which value stays`,
  }));
}
