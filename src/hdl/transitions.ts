// Transitions that state registers can make, as far as the conditions around them say.
import type { Signal } from "./signal.ts";

/** From a state (null: any) to a state. */
export interface Transition {
  readonly from: bigint | null;
  readonly to: bigint;
}

/** The transitions of each state register. */
export class Transitions {
  private readonly known = new Map<string, Transition[]>();

  of(register: string): readonly Transition[] {
    return this.known.get(register) ?? [];
  }

  /** A state is given under these conditions, which may say from which ones the path comes. */
  record(register: string, to: bigint, conditions: readonly Signal[]): void {
    const froms = conditions.map((condition) => statesMatched(condition, register)).find((f) => f !== null);
    this.known.set(register, [...this.of(register), ...(froms ?? [null]).map((from) => ({ from, to }))]);
  }
}

/** The states of `register` that a condition restricts it to; null where it does not. */
function statesMatched({ operation, args }: Signal, register: string): bigint[] | null {
  const [a, b] = args;
  if (operation.op === "eq")
    return a!.operation.op === "ref" && a!.operation.name === register && b!.operation.op === "const"
      ? [b!.operation.value]
      : null;
  if (operation.op !== "and" && operation.op !== "or") return null;
  const [x, y] = [statesMatched(a!, register), statesMatched(b!, register)];
  if (operation.op === "and") return x === null ? y : y === null ? x : x.filter((state) => y.includes(state));
  return x === null || y === null ? null : [...x, ...y];
}
