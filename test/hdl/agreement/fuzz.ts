// The long run: `npm run fuzz -- --circuits 10000 --seed 1`. Stops at the first disagreement and shows it shrunk.
import { parseArgs } from "node:util";
import { lint, syntaxErrors } from "../lint.ts";
import { casesOf, counterexample, findingsOf, recipesOf } from "./agree.ts";
import { sideBySide } from "./bench.ts";
import { printedFiles } from "./engines.ts";

const batch = 200;

const natural = (name: string, text: string, least: number): number => {
  const n = Number(text);
  if (Number.isSafeInteger(n) && n >= least) return n;
  console.error(`--${name} ${text}: give a whole number from ${least}.`);
  process.exit(2);
};

const { values } = parseArgs({
  options: {
    circuits: { type: "string", default: "1000" },
    seed: { type: "string", default: `${Date.now() % 2 ** 31}` },
    cycles: { type: "string", default: "200" },
  },
});
const count = natural("circuits", values.circuits, 1);
const settings = { seed: natural("seed", values.seed, 0), cycles: natural("cycles", values.cycles, 3) };
console.error(`seed ${settings.seed}, ${count} circuits, ${settings.cycles} cycles each`);

const recipes = recipesOf(settings.seed, count);
const started = performance.now();
for (let from = 0; from < count; from += batch) {
  const part = recipes.slice(from, from + batch);
  const findings = await findingsOf(part, from, settings, ["icarus", "verilator"]);
  if (findings.length > 0) {
    console.log(await counterexample(findings[0]!, settings));
    process.exit(1);
  }
  const cases = casesOf(part, from, { ...settings, cycles: 1 }).cases.map((c) => c.case);
  const files = [...printedFiles(cases), sideBySide("all_circuits", cases)];
  const warnings = [...(await lint(files, "all_circuits", true)), ...(await syntaxErrors(files))];
  if (warnings.length > 0) {
    console.log(
      `Warnings in circuits ${from} to ${from + part.length - 1} of seed ${settings.seed}:\n${warnings.join("\n")}`,
    );
    process.exit(1);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.error(`${from + part.length} of ${count} circuits agree (${seconds} s)`);
}
