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

export const reasons: readonly Reason[] = [
  {
    file: "slow_state.v",
    line: "if (write_valid) states[",
    kind: "condition always true",
    why:
      "Between two writes, row and value stay what was written last: the same value goes to the same row of the new half " +
      "once more, or to that of the next step, whose rows are all written before the halves change and it is read.",
  },
  {
    file: "core1_slow_state.v",
    line: "if (met_valid & !met_is_drive & ({1'b0, met_j} == ({1'b0, met_row} + 3'd1))) begin",
    kind: "or for and",
    replacement: "(met_valid & !met_is_drive | ({1'b0, met_j} == ({1'b0, met_row} + 3'd1)))",
    why:
      "Terms come in the order 0, 1, drive, and the row at work is 0: the last value caught before the group is finished " +
      "is that of term 1, and until then nothing reads what was caught.",
  },
];

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
