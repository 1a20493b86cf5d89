// dmp doctor: which tools are there.
import { type Diagnosis, doctor } from "../../simulate/index.ts";
import { status } from "../errors.ts";
import type { AddCommand } from "../program.ts";
import { table } from "../text.ts";

/** The diagnosis as a table, and what to do about what is missing. */
export function diagnosisText({ tools, ok }: Diagnosis): string {
  const rows = tools.map((t) => [
    t.name,
    t.found ? "yes" : t.needed ? "MISSING" : "no",
    t.version ?? "",
    t.purpose,
    t.found ? (t.path ?? "") : (t.advice ?? ""),
  ]);
  const verdict = ok
    ? "Everything needed for simulation with Verilator is there."
    : "Verilator simulation is not possible yet: `dmp setup` installs what is missing. The built-in simulator always works.";
  return `${table(["tool", "found", "version", "for", "where, or how to get it"], rows)}\n${verdict}\n`;
}

export const addDoctor: AddCommand = (program, io, finish) => {
  program
    .command("doctor")
    .description("what tools are found, which version, what is missing and how to get it")
    .option("--json", "print JSON: tools [{name, found, version, path, needed, purpose, advice}], ok")
    .addHelpText(
      "after",
      "\nExit status 1 where a needed tool is missing.\n\nExamples:\n  dmp doctor\n  dmp doctor --json\n",
    )
    .action(async ({ json }: { json?: boolean }) => {
      const diagnosis = await doctor();
      io.out(json ? `${JSON.stringify(diagnosis)}\n` : diagnosisText(diagnosis));
      finish(diagnosis.ok ? status.ok : status.failed);
    });
};
