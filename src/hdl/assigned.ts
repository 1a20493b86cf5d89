// What the statements of a process drive.
import type { Statement } from "./ir.ts";

/** Names assigned by statements, in order of first assignment. */
export function assignedBy(body: readonly Statement[], into: Set<string> = new Set()): Set<string> {
  for (const statement of body) {
    if (statement.kind === "assign") into.add(statement.target);
    else {
      for (const { body: inner } of statement.kind === "if" ? statement.branches : statement.cases) {
        assignedBy(inner, into);
      }
      if (statement.otherwise) assignedBy(statement.otherwise, into);
    }
  }
  return into;
}
