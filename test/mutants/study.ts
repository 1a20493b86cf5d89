// A mutation study: edits of every subject, each through verifier and test bench; who found what.
import { random } from "../../src/verify/index.ts";
import { drawEdits, sourcesOf } from "./draw.ts";
import type { Edit } from "./edits.ts";
import { provedEquivalent } from "./equivalent.ts";
import { openJudge, type Verdict } from "./judge.ts";
import { reasonFor } from "./reasons.ts";
import type { MutantSubject } from "./subjects.ts";

export interface Mutant {
  readonly subject: string;
  /** Within its subject, from 1. */
  readonly number: number;
  readonly edit: Edit;
  /** What stood there. */
  readonly original: string;
  readonly verifier: Verdict;
  readonly bench: Verdict;
  /** Why nothing can be seen of it: "proved", or a reason that was written down; null: it can. */
  readonly equivalent: string | null;
}

export interface StudyOptions {
  readonly seed: number;
  /** Edits of each subject. */
  readonly count: number;
  /** Cases of the verifier. */
  readonly cases: number;
  readonly cache: string;
  readonly onMutant?: (mutant: Mutant) => void;
}

/** Why nothing can be seen of an edit, as far as that is known. What was written down was not to be proved. */
async function whyUnseen(subject: MutantSubject, edit: Edit): Promise<string | null> {
  const reason = reasonFor(subject, edit);
  if (reason !== null) return reason;
  return (await provedEquivalent(sourcesOf(subject), edit)) ? "proved" : null;
}

/** Judges a sample of one subject's edits. @throws Error where the unedited hardware is not found right */
export async function study(subject: MutantSubject, part: number, options: StudyOptions): Promise<Mutant[]> {
  const draw = random(options.seed).split(part);
  const edits = await drawEdits(subject, options.count, draw);
  const judge = await openJudge(subject, edits, options);
  try {
    for (const verdict of [await judge.verifier(0), await judge.bench(0)])
      if (verdict !== null) throw new Error(`${subject.name}, unedited: ${verdict}`);
    const mutants: Mutant[] = [];
    for (const [i, edit] of edits.entries()) {
      const number = i + 1;
      const [verifier, bench] = [await judge.verifier(number), await judge.bench(number)];
      const original = subject.folder[edit.file]!.slice(edit.start, edit.end);
      const unseen = verifier === null && bench === null;
      const equivalent = unseen ? await whyUnseen(subject, edit) : null;
      const mutant = { subject: subject.name, number, edit, original, verifier, bench, equivalent };
      mutants.push(mutant);
      options.onMutant?.(mutant);
    }
    return mutants;
  } finally {
    judge.close();
  }
}
