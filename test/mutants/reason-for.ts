// Finds the reason that is written down for an edit.
import type { Edit } from "./edits.ts";
import { reasons } from "./reasons.ts";
import type { MutantSubject } from "./subjects.ts";

/** Whether `text` is what a pattern says: found by the expression, or, for a string, in the way given. */
const says = (pattern: string | RegExp, text: string, way: "startsWith" | "endsWith" = "startsWith") =>
  typeof pattern === "string" ? text[way](pattern) : pattern.test(text);

/** The reason written down for an edit, or null. */
export function reasonFor(subject: MutantSubject, edit: Edit): string | null {
  const line = subject.folder[edit.file]!.split("\n")[edit.line - 1]!.trim();
  const found = reasons.find(
    ({ file, line: begin, kind, replacement }) =>
      says(file, edit.file, "endsWith") &&
      says(begin, line) &&
      [kind].flat().includes(edit.kind) &&
      (replacement === undefined ||
        (typeof replacement === "string"
          ? replacement === edit.replacement
          : replacement.test(edit.replacement ?? ""))),
  );
  return found?.why ?? null;
}
