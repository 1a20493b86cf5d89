// The mutation study: `npm run mutants -- --count 100 --seed 1`. Writes out/mutants/report.md and mutants.json.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rates, reportText } from "./report.ts";
import { type Mutant, study } from "./study.ts";
import { mutantSubjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    /** Edits of each subject. */
    count: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "200" },
    /** Only subjects whose names contain this. */
    subject: { type: "string", default: "" },
    out: { type: "string", default: "out/mutants" },
  },
});
const natural = (name: "count" | "seed" | "cases"): number => {
  const n = Number(values[name]);
  if (Number.isSafeInteger(n) && n >= 0) return n;
  console.error(`--${name} ${values[name]}: give a whole number from 0.`);
  process.exit(2);
};
const out = values.out;
const options = {
  seed: natural("seed"),
  count: natural("count"),
  cases: natural("cases"),
  cache: join(out, "builds"),
};

const all: Mutant[] = [];
const onMutant = (m: Mutant) => {
  const short = (verdict: string | null) => (verdict === null ? "not found" : verdict.slice(0, 60));
  const verdicts = m.equivalent ?? `${short(m.verifier)} | ${short(m.bench)}`;
  console.error(`${m.subject} ${m.number}: ${m.edit.file}:${m.edit.line} ${m.edit.kind}: ${verdicts}`);
};
mkdirSync(out, { recursive: true });
for (const [part, subject] of mutantSubjects().entries()) {
  if (!subject.name.includes(values.subject)) continue;
  all.push(...(await study(subject, part, { ...options, onMutant })));
  writeFileSync(join(out, "mutants.json"), `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync(join(out, "report.md"), reportText(all));
}
const { real, verifier, bench } = rates(all);
console.log(
  `${all.length} edits, seed ${options.seed}: ${real} that can be seen; verifier ${verifier}, test bench ${bench}. ${join(out, "report.md")}`,
);
