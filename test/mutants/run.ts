// The mutation study: `npm run mutants -- --count 100 --seed 1`. Writes out/mutants/report.md and mutants.json as it goes;
// a second run takes from there what still holds, unless --again is given.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
    again: { type: "boolean", default: false },
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

const file = join(out, "mutants.json");
const before: Mutant[] = values.again || !existsSync(file) ? [] : JSON.parse(readFileSync(file, "utf8"));
const all: Mutant[] = [];

mkdirSync(out, { recursive: true });
/** Keeps what is known, of edits that were not reached yet too. */
function write(): void {
  const key = ({ subject, edit }: Mutant) => JSON.stringify([subject, edit]);
  const done = new Set(all.map(key));
  const known = [...all, ...before.filter((m) => !done.has(key(m)))];
  writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`);
  writeFileSync(join(out, "report.md"), reportText(all));
}
const onMutant = (m: Mutant) => {
  const short = (verdict: string | null) => (verdict === null ? "not found" : verdict.slice(0, 60));
  const verdicts = m.equivalent ?? `${short(m.verifier)} | ${short(m.bench)}`;
  console.error(`${m.subject} ${m.number}: ${m.edit.file}:${m.edit.line} ${m.edit.kind}: ${verdicts}`);
  all.push(m);
  write();
};
for (const [part, subject] of mutantSubjects().entries())
  if (subject.name.includes(values.subject)) await study(subject, part, { ...options, before, onMutant });
write();
const { real, verifier, bench } = rates(all);
console.log(
  `${all.length} edits, seed ${options.seed}: ${real} that can be seen; verifier ${verifier}, test bench ${bench}. ${join(out, "report.md")}`,
);
