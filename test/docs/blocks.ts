// The blocks of code in the documents, and the command lines in them.
import { readdirSync, readFileSync } from "node:fs";

/** README.md, and every document below docs/. */
export const documents: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export interface Block {
  readonly document: string;
  /** The word after the three backticks; empty where there is none. */
  readonly language: string;
  readonly text: string;
}

export const blocks: readonly Block[] = documents.flatMap((document) =>
  [...readFileSync(document, "utf8").matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    document,
    language: language!,
    text: text!,
  })),
);

/** Words of a command line: quotes are taken off, a comment ends it. */
const wordsOf = (line: string): string[] =>
  (line.replace(/\s#.*$/, "").match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? []).map((w) =>
    w.replace(/^['"]|['"]$/g, ""),
  );

/** Every call of a program in a text: in blocks without a language or of a shell, and in backticks. */
export function callsOf(text: string, program: string): string[][] {
  const inline = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, code]) => code!,
  );
  const lines = [...text.matchAll(/^```(?:sh)?\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
    block!.split("\n"),
  );
  return [...lines, ...inline]
    .flatMap((line) => line.split(/&&|\|/))
    .map((call) => wordsOf(call).filter((word) => !/^[A-Z_]+=/.test(word)))
    .map((words) => (words[0] === "npx" ? words.slice(1) : words))
    .filter((words) => words[0] === program)
    .map((words) => words.slice(1));
}
