// Where two ports of a memory meet at one word: what a read gives then is declared, and of two writes nobody can say which stays.
import type { Expr, MemoryItem, MemoryRead, MemoryWrite } from "./ir.ts";
import { and, or } from "./ir-make.ts";
import { isOnePort } from "./one-port.ts";
import { overlap, rangeOf } from "./range.ts";
import { bit } from "./types.ts";

/** Two ports that must not touch one word at the same clock edge. */
export interface Collision {
  /** What the first does of the word that the second is writing. */
  readonly kind: "read" | "write";
  readonly first: string;
  readonly second: string;
  /** 1 where they meet. */
  readonly met: Expr;
}

interface CollisionOptions {
  /** The read ports that anything is seen of. */
  readonly reads: readonly MemoryRead[];
  /** Whether a bit is known to be 1 always. */
  readonly isOne?: (bit: Expr) => boolean;
}

/** All pairs of a memory that must never meet: of writes, and of a read and a write where it is declared never to. */
export function collisionsOf(
  memory: MemoryItem,
  { reads, isOne = () => false }: CollisionOptions,
): Collision[] {
  if (isOnePort(memory)) return [];
  const { writes } = memory;
  const pair = (
    kind: "read" | "write",
    first: MemoryRead | MemoryWrite,
    second: MemoryWrite,
  ): Collision[] => {
    const [a, b] = [first.address, second.address];
    if (overlap(rangeOf(a.type), rangeOf(b.type)) === undefined) return [];
    const lanes = metLanes("laneEnables" in first ? first.laneEnables : null, second.laneEnables, isOne);
    const same: Expr = { op: "eq", args: [a, b], type: bit };
    const met = [first.enable, second.enable, lanes, same].filter((part) => part !== null).reduce(and);
    return [{ kind, first: first.name, second: second.name, met }];
  };
  const read = memory.readDuringWrite === "never" ? reads : [];
  return [
    ...read.flatMap((port) => writes.flatMap((write) => pair("read", port, write))),
    ...writes.flatMap((port, i) => writes.slice(i + 1).flatMap((other) => pair("write", port, other))),
  ];
}

/** Whether any lane is touched by both; null: always. */
function metLanes(
  first: readonly Expr[] | null,
  second: readonly Expr[] | null,
  isOne: (bit: Expr) => boolean,
): Expr | null {
  const lanes = first === null ? second : second === null ? first : first.map((a, i) => and(a, second[i]!));
  return lanes === null || lanes.some(isOne) ? null : lanes.reduce(or);
}
