// The result of a mutation study as text: rates by kind and subject, and every edit that nothing found.
import type { Mutant } from "./study.ts";

const percent = (part: number, whole: number) =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;

/** Rates of what can be seen; equivalent edits are left out of them. */
export function rates(mutants: readonly Mutant[]) {
  const seen = mutants.filter((m) => m.equivalent === null);
  const found = (by: "verifier" | "bench") => seen.filter((m) => m[by] !== null).length;
  return { all: mutants.length, real: seen.length, verifier: found("verifier"), bench: found("bench") };
}

const row = (name: string, mutants: readonly Mutant[]) => {
  const { all, real, verifier, bench } = rates(mutants);
  return `| ${name} | ${all} | ${all - real} | ${percent(verifier, real)} | ${percent(bench, real)} |`;
};

const groups = (mutants: readonly Mutant[], of: (m: Mutant) => string) =>
  [...new Set(mutants.map(of))].sort().map((name) =>
    row(
      name,
      mutants.filter((m) => of(m) === name),
    ),
  );

const line = ({ subject, edit, original }: Mutant) =>
  `- ${subject}, ${edit.file}:${edit.line}, ${edit.kind}: \`${original.replace(/\s+/g, " ")}\` -> \`${(edit.replacement ?? "nothing").replace(/\s+/g, " ")}\``;

export function reportText(mutants: readonly Mutant[]): string {
  const head = [
    "| | edits | equivalent | found by the verifier | by the test bench |",
    "|---|---|---|---|---|",
  ];
  const missed = (by: "verifier" | "bench") =>
    mutants.filter((m) => m.equivalent === null && m[by] === null).map(line);
  const written = mutants
    .filter((m) => m.equivalent !== null && m.equivalent !== "proved")
    .map((m) => `${line(m)}: ${m.equivalent}`);
  return [
    ...head,
    row("all", mutants),
    ...groups(mutants, (m) => m.subject),
    "",
    ...head,
    ...groups(mutants, (m) => m.edit.kind),
    "",
    "Not found by the verifier:",
    ...missed("verifier"),
    "",
    "Not found by the test bench:",
    ...missed("bench"),
    "",
    "Equivalent by a reason written down (the others are proved):",
    ...written,
    "",
  ].join("\n");
}
