// The circuit whose body is running, for operators that know only their operands.
import { describe, type Formula, type Operation, type Owner } from "./operation.ts";
import type { Range } from "./range.ts";
import { isWork, type WorkOperator } from "./work.ts";

/** What operators tell the circuit that is being built. */
export interface Scope extends Owner {
  /** Formulas that were given and that folding made needless: what they read counts as read. */
  readonly dropped: Formula[];
  /** True in a body whose condition is known to be 0: no value there is ever taken, so any fits. */
  readonly isDead: boolean;
  /** True in the body of a `when` or `switch`. */
  readonly isConditional: boolean;
  /** Takes note of an operation on two values, told as it is written; `what` says it in words. */
  operates(op: WorkOperator, a: Range, b: Range, what: () => string): void;
}

let current: Scope | undefined;

/** Runs `build` as the body of `scope`, or of none; a circuit elaborated inside another's body has its own. */
export function inside<T>(scope: Scope | undefined, build: () => T): T {
  const outer = current;
  current = scope;
  try {
    return build();
  } finally {
    current = outer;
  }
}

/** Formulas that the result of an operator does not need. */
export function drop(...formulas: readonly Formula[]): void {
  for (const f of formulas) if (f.operation.op !== "const") current?.dropped.push(f);
}

/** Tells the circuit of an operation on values of these ranges, as it is written, before it is folded. */
export function noteOperation(operation: Operation, args: readonly Formula[], a: Range, b: Range): void {
  const { op } = operation;
  if (isWork(op)) current?.operates(op, a, b, () => describe({ operation, args }, 3));
}

/** Whether what is said now is said under a condition that is known to be 0. */
export const isDead = (): boolean => current?.isDead ?? false;

/** Whether what is said now is said under a condition. */
export const isConditional = (): boolean => current?.isConditional ?? false;

/** The circuit whose body is running; undefined outside of any. */
export const scopeNow = (): Scope | undefined => current;
