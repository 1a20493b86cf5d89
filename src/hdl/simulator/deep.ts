// Deep expressions, taken from the inside out: no depth exhausts the stack.
import type { Expr } from "../ir.ts";

/** Parts of an expression, inner ones first and itself last, none of which is higher than `most` above the ones inside it. */
export function* partsOf(root: Expr, most: number): Generator<Expr> {
  const open: { e: Expr; next: number; height: number }[] = [{ e: root, next: 0, height: 0 }];
  for (;;) {
    const top = open[open.length - 1];
    const args = top.e.op === "const" || top.e.op === "ref" ? [] : top.e.args;
    if (top.next < args.length) {
      open.push({ e: args[top.next++], next: 0, height: 0 });
      continue;
    }
    open.pop();
    const cut = top.height >= most || open.length === 0;
    if (cut) yield top.e;
    if (open.length === 0) return;
    const outer = open[open.length - 1];
    outer.height = Math.max(outer.height, cut ? 0 : top.height + 1);
  }
}
