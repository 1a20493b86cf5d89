// A mutation study: edits of every subject, each through verifier and test bench; who found what.
import { createHash } from "node:crypto";
import { random } from "../../src/verify/index.ts";
import { drawEdits, sourcesOf } from "./draw.ts";
import type { Edit } from "./edits.ts";
import { provedEquivalent } from "./equivalent.ts";
import { openJudge, type Verdict } from "./judge.ts";
import { reasonFor } from "./reason-for.ts";
import type { MutantSubject } from "./subjects.ts";

export interface Mutant {
  readonly subject: string;
  /** Hashes of what was edited: the design alone, and with its test bench. */
  readonly of: { readonly design: string; readonly bench: string };
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
  /** Judged before: verdicts that still hold are not sought again. */
  readonly before?: readonly Mutant[];
  readonly onMutant?: (mutant: Mutant) => void;
}

const PROVED = "proved";

type Sources = readonly (readonly [string, string])[];

/** Why nothing can be seen of an edit, as far as that is known. What was written down was not to be proved. */
async function whyUnseen(subject: MutantSubject, edit: Edit): Promise<string | null> {
  const reason = reasonFor(subject, edit);
  if (reason !== null) return reason;
  return (await provedEquivalent(sourcesOf(subject), edit)) ? PROVED : null;
}

const hashOf = (sources: Sources) => createHash("sha256").update(JSON.stringify(sources)).digest("hex");

const sameEdit = (a: Edit, b: Edit) => (Object.keys(a) as (keyof Edit)[]).every((key) => a[key] === b[key]);

/**
 * What of an earlier verdict still holds. The test bench is part of its folder, so that its verdict holds as long as that
 * is the same; the verifier may have learned since, so that only what it found needs no second look.
 */
function holding(before: Mutant | undefined, of: Mutant["of"]) {
  const design = before?.of.design === of.design;
  const bench = before?.of.bench === of.bench;
  return {
    verifier: design ? (before.verifier ?? undefined) : undefined,
    bench: bench ? before.bench : undefined,
    proved: design && before.equivalent === PROVED,
  };
}

/** Judges a sample of one subject's edits. @throws Error where the unedited hardware is not found right */
export async function study(subject: MutantSubject, part: number, options: StudyOptions): Promise<Mutant[]> {
  const draw = random(options.seed).split(part);
  const edits = await drawEdits(subject, options.count, draw);
  const judge = await openJudge(subject, edits, options);
  const of = { design: hashOf(sourcesOf(subject)), bench: hashOf(Object.entries(subject.folder)) };
  try {
    for (const verdict of [await judge.verifier(0), await judge.bench(0)])
      if (verdict !== null) throw new Error(`${subject.name}, unedited: ${verdict}`);
    const mutants: Mutant[] = [];
    for (const [i, edit] of edits.entries()) {
      const number = i + 1;
      const before = options.before?.find((m) => m.subject === subject.name && sameEdit(m.edit, edit));
      const held = holding(before, of);
      const bench = held.bench === undefined ? await judge.bench(number) : held.bench;
      const verifier = held.verifier ?? (held.proved ? null : await judge.verifier(number));
      const original = subject.folder[edit.file]!.slice(edit.start, edit.end);
      const unseen = verifier === null && bench === null;
      const equivalent = !unseen ? null : held.proved ? PROVED : await whyUnseen(subject, edit);
      const mutant = { subject: subject.name, of, number, edit, original, verifier, bench, equivalent };
      mutants.push(mutant);
      options.onMutant?.(mutant);
    }
    return mutants;
  } finally {
    judge.close();
  }
}
