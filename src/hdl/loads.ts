// When registers load: the conditions around their assignments.
import type { Expr, Statement } from "./ir.ts";
import { and, or } from "./ir-make.ts";

/** Statements that assign what is wanted. */
export function assigning(body: readonly Statement[], wanted: (name: string) => boolean): Statement[] {
  return body.flatMap((s): Statement[] => {
    if (s.kind === "assign") return wanted(s.target) ? [s] : [];
    const inner = (b: readonly Statement[]) => assigning(b, wanted);
    const otherwise = s.otherwise && inner(s.otherwise);
    const kept =
      s.kind === "if"
        ? { ...s, otherwise, branches: s.branches.map((b) => ({ ...b, body: inner(b.body) })) }
        : { ...s, otherwise, cases: s.cases.map((c) => ({ ...c, body: inner(c.body) })) };
    const bodies = [...(kept.kind === "if" ? kept.branches : kept.cases).map((b) => b.body), otherwise ?? []];
    return bodies.some((b) => b.length > 0) ? [kept] : [];
  });
}

/** Where any of the statements may assign; null: in every cycle. */
export function loadsWhere(body: readonly Statement[]): Expr | null {
  let where: Expr | undefined;
  for (const s of body) {
    if (s.kind !== "if" || (s.otherwise !== null && s.otherwise.length > 0)) return null;
    for (const branch of s.branches) {
      if (branch.body.length === 0) continue;
      const inner = loadsWhere(branch.body);
      const here: Expr = inner === null ? branch.when : and(branch.when, inner);
      where = where === undefined ? here : or(where, here);
    }
  }
  return where ?? null;
}
