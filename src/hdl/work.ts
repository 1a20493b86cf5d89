// Work: the arithmetic of a circuit that `counted` counts, as it is written, before anything of it is folded.
import type { Operated } from "./ir.ts";
import { type Range, widthOf } from "./range.ts";

/** What an operator is counted as. Equality decides what is done, and is not counted. */
const kinds = {
  add: "add",
  sub: "add",
  neg: "add",
  roundShift: "add",
  mul: "multiply",
  min: "compare",
  max: "compare",
  lt: "compare",
  le: "compare",
  gt: "compare",
  ge: "compare",
} as const;

export type WorkOperator = keyof typeof kinds;

export const isWork = (op: string): op is WorkOperator => Object.hasOwn(kinds, op);

/** What a circuit says of its arithmetic while its body runs; nothing of it is noted where `wanted` is false. */
export class WorkNotes {
  private readonly wanted: boolean;
  /** Operations of the `work` that is being said. */
  private saying: Operated[] | undefined;
  /** Operations on data of which no `work` says anything. */
  readonly unsaid: string[] = [];

  constructor(wanted: boolean) {
    this.wanted = wanted;
  }

  /** Runs `build`; `take` gets the operations that it is made of. */
  during<T>(build: () => T, take: (operations: readonly Operated[]) => void): T {
    if (!this.wanted) return build();
    const around = this.saying;
    const operations: Operated[] = [];
    this.saying = operations;
    try {
      return build();
    } finally {
      this.saying = around;
      if (operations.length > 0) take(operations);
    }
  }

  note(op: WorkOperator, a: Range, b: Range, what: () => string): void {
    if (!this.wanted) return;
    if (this.saying !== undefined) this.saying.push(operated(op, a, b));
    else if (isData(op, a, b)) this.unsaid.push(what());
  }
}

/** The operation with the widths of its operands, the wider first. */
export function operated(op: WorkOperator, a: Range, b: Range): Operated {
  const [x, y] = [widthOf(a), widthOf(b)];
  return { kind: kinds[op], widths: x < y ? [y, x] : [x, y] };
}

const isFixed = ({ lo, hi }: Range) => lo === hi;

/**
 * Whether it can only be arithmetic of data: a product of two values, or anything of what can be negative. Addresses,
 * counters and flags never are.
 */
const isData = (op: WorkOperator, a: Range, b: Range): boolean =>
  a.lo < 0n || b.lo < 0n || (op === "mul" && !isFixed(a) && !isFixed(b));
