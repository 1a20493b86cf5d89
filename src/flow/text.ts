// The figures of a synthesis as text.
import { resources } from "./devices.ts";
import type { SynthReport } from "./synth.ts";

/** Columns padded to their widest cell, numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const text = rows.map((row) => row.map(String));
  const widths = text[0]!.map((_, c) => Math.max(...text.map((row) => row[c]!.length)));
  const pad = (cell: string, r: number, c: number) =>
    c > 0 && r > 0 && typeof rows[r]![c] === "number" ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!);
  return text
    .map(
      (row, r) =>
        `${row
          .map((cell, c) => pad(cell, r, c))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** Resources in words that fit the head of a table. */
export const resourceTitles = {
  logic: "logic",
  ff: "flip-flops",
  blockRam: "block RAM",
  spram: "SPRAM",
  dsp: "DSP",
} as const;

/** The report for people: what it takes, circuit by circuit, where the memories are, how fast it is. */
export function synthText(report: SynthReport): string {
  const { utilization, available, circuits, memories, seeds, tool, fmaxMHz, criticalPath, problems } = report;
  const { missing } = report;
  const used = table([
    ["", ...resources.map((r) => resourceTitles[r])],
    ["used", ...resources.map((r) => utilization[r])],
    ["available", ...resources.map((r) => available[r])],
  ]);
  const tree = table([
    ["circuit", ...resources.map((r) => resourceTitles[r])],
    ...circuits.map((c) => [c.path === "" ? c.circuit : `  ${c.path}`, ...resources.map((r) => c[r])]),
  ]);
  const places = table([
    ["memory", "words", "bits", "asked", "became"],
    ...memories.map((m) => [
      m.name,
      m.depth,
      m.bits,
      m.asked,
      Object.entries(m.cells)
        .map(([type, n]) => `${n} ${type}`)
        .join(", ") || (m.asked === "registers" ? "flip-flops or look-up tables" : "flip-flops"),
    ]),
  ]);
  const sorted = seeds.map((s) => s.fmaxMHz ?? 0).sort((a, b) => a - b);
  const timing =
    fmaxMHz === null
      ? seeds.length === 0
        ? `Not placed and routed: no timing.${missing === null ? "" : ` ${missing}.`}\n`
        : `Placed and routed (${seeds.length} seeds); what is known of the timing is no figure.\n`
      : `Fmax after routing: ${fmaxMHz} MHz (${seeds.length} seeds: ${sorted.join(", ")}); aim ${report.clockMHz} MHz.\n` +
        `Critical path of the slowest seed, in ns:\n${criticalPath.map((s) => `  ${s.ns.toFixed(1).padStart(6)}  ${s.name}\n`).join("")}`;
  const refused =
    problems.length === 0
      ? ""
      : `\nREFUSED, these figures cannot be used:\n${problems.map((p) => `  ${p}\n`).join("")}`;
  const tools = [tool.synthesis, tool.place].filter((t) => t !== null).join(", ");
  return `${report.part} (${tools})\n\n${used}\n${tree}\n${places}\n${timing}${refused}`;
}
