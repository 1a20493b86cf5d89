// The result of a verification as a JUnit XML report, as CI systems show it: a test case for each shape.
import type { ShapeResult, VerifyResult } from "./result.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text within XML; characters that XML does not have become a question mark. */
const xml = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML forbids
  text.replace(/[&<>"]/g, (c) => escapes[c]!).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "?");

function caseOf(
  { name, seed, cases, directed, steps, seconds, mismatches, first }: ShapeResult,
  seeds: number,
): string {
  const own = seeds === 1 ? name : `${name}, seed ${seed}`;
  const head = `    <testcase classname="dmp verify" name="${xml(own)}" time="${seconds.toFixed(3)}"`;
  const summary = `${cases} random and ${directed} directed cases, ${steps} steps, ${mismatches} with a difference`;
  if (first === null) return `${head}><system-out>${summary}</system-out></testcase>`;
  const where = first.folder === null ? "" : `\nkept in ${first.folder}`;
  const details = `case ${first.case}, seed ${first.seed}\nas drawn: ${JSON.stringify(first.original)}\nshrunk: ${JSON.stringify(first.difference)}${where}`;
  return [
    `${head}>`,
    `      <failure type="${first.difference.quantity}" message="${xml(first.description)}">${xml(details)}</failure>`,
    `      <system-out>${summary}</system-out>`,
    "    </testcase>",
  ].join("\n");
}

/** The report's text. */
export function junitReport(result: VerifyResult): string {
  const failures = result.results.filter((r) => r.mismatches > 0).length;
  const counts = `tests="${result.results.length}" failures="${failures}" errors="0" time="${result.seconds.toFixed(3)}"`;
  const properties = {
    engine: result.engine,
    seed: result.seed,
    seeds: result.seeds,
    compared: result.depth,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="dmp verify" skipped="0" ${counts}>
    <properties>
${Object.entries(properties)
  .map(([name, value]) => `      <property name="${name}" value="${xml(String(value))}"/>`)
  .join("\n")}
    </properties>
${result.results.map((shape) => caseOf(shape, result.seeds)).join("\n")}
  </testsuite>
</testsuites>
`;
}
