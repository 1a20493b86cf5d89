// dmp doctor: which tools are there.
import { type Diagnosis, doctor as diagnose } from "../../simulate/index.ts";
import { command } from "../command.ts";
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

export const doctor = command({
  name: "doctor",
  about: "what tools are found, which version, what is missing and how to get it",
  arguments: {},
  options: {},
  json: "tools [{name, found, version, path, needed, purpose, advice}], ok",
  notes: "Exit status 1 where a needed tool is missing.",
  examples: ["dmp doctor", "dmp doctor --json"],
  async run() {
    const diagnosis = await diagnose();
    return { json: diagnosis, text: diagnosisText(diagnosis), failed: !diagnosis.ok };
  },
});
