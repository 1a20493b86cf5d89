// Finds the reason that is written down for an edit.
import type { Edit } from "./edits.ts";
import { reasons } from "./reasons.ts";
import type { MutantSubject } from "./subjects.ts";

const ways = {
  begins: (text: string, pattern: string) => text.startsWith(pattern),
  ends: (text: string, pattern: string) => text.endsWith(pattern),
  is: (text: string, pattern: string) => text === pattern,
};

/** Whether a text is as a pattern says: an expression finds something in it, or the string stands there in the way given. */
const says = (pattern: string | RegExp, way: keyof typeof ways, text: string) =>
  typeof pattern === "string" ? ways[way](text, pattern) : pattern.test(text);

/** The reason written down for an edit, or null. */
export function reasonFor(subject: MutantSubject, edit: Edit): string | null {
  const line = subject.folder[edit.file]!.split("\n")[edit.line - 1]!.trim();
  const found = reasons.find(
    ({ file, line: begin, kind, replacement }) =>
      says(file, "ends", edit.file) &&
      says(begin, "begins", line) &&
      [kind].flat().includes(edit.kind) &&
      (replacement === undefined || says(replacement, "is", edit.replacement ?? "")),
  );
  return found?.why ?? null;
}
