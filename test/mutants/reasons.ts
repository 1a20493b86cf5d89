// Edits that change nothing although no induction shows it, one by one, each with a reason that a reader can check.
import type { Edit } from "./edits.ts";
import type { MutantSubject } from "./subjects.ts";

interface Reason {
  /** End of the file's name. */
  readonly file: string;
  /** What the edited line begins with, without indentation. */
  readonly line: string;
  readonly kind: string;
  readonly replacement?: string;
  readonly why: string;
}

export const reasons: readonly Reason[] = [];

/** The reason written down for an edit, or null. */
export function reasonFor(subject: MutantSubject, edit: Edit): string | null {
  const line = subject.folder[edit.file]!.split("\n")[edit.line - 1]!.trim();
  const found = reasons.find(
    (r) =>
      edit.file.endsWith(r.file) &&
      line.startsWith(r.line) &&
      r.kind === edit.kind &&
      (r.replacement === undefined || r.replacement === edit.replacement),
  );
  return found?.why ?? null;
}
