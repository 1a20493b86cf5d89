// Walks through expression trees without recursion: no chain of operations is too long.
import type { Expr } from "../ir.ts";

export type Operation = Exclude<Expr, { op: "ref" | "const" }>;

/** Visits every operation that is not done yet, operands before the operation; visiting one makes it done. */
export function bottomUp(
  root: Expr,
  isDone: (expr: Operation) => boolean,
  visit: (expr: Operation) => void,
): void {
  const stack = [root];
  for (let expr = stack.at(-1); expr !== undefined; expr = stack.at(-1)) {
    if (expr.op === "ref" || expr.op === "const" || isDone(expr)) {
      stack.pop();
      continue;
    }
    const before = stack.length;
    for (const arg of expr.args) if (arg.op !== "ref" && arg.op !== "const" && !isDone(arg)) stack.push(arg);
    if (stack.length > before) continue;
    stack.pop();
    visit(expr);
  }
}

/** Adds the names that an expression reads. Instance outputs appear as `instance.port`. */
export function readsOfExpr(expr: Expr, into: Set<string>): void {
  const stack = [expr];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.op === "ref") into.add(next.name);
    else if (next.op !== "const") for (const arg of next.args) stack.push(arg);
  }
}
