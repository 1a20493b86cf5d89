// What verifying random networks and verifying one network share: their options, the run, the report.
import type { EngineName } from "../../../simulate/index.ts";
import { junitReport, type Shape, type VerifyResult, verify } from "../../../verify/index.ts";
import type { Result } from "../../command.ts";
import { writeResult } from "../../files/write.ts";
import type { Io } from "../../io.ts";
import { type Given, integer, preset, text } from "../../option.ts";
import { simulatorOption } from "../../options.ts";
import { withProgress } from "../../progress.ts";
import { grouped, seconds } from "../../text.ts";

export const casesOptions = {
  ...simulatorOption,
  seed: preset(1, integer("n", "of everything random", 0, 2 ** 32 - 1)),
  cases: preset(200, integer("n", "random cases of each network", 1)),
  jobs: integer("n", "networks at work at once; default: the number of cores", 1, 256),
  keep: preset(
    "out/verify",
    text("folder", "where a failing case goes: shrunk, with a report and a waveform"),
  ),
  junit: text("file", "write a JUnit report"),
};
export type CasesOptions = Given<typeof casesOptions>;

export const casesJson = "engine, seed, shapes, cases, steps, mismatches, first, results";

export interface Subject {
  readonly engine: EngineName;
  /** So many random networks and hardware choices, or given ones. */
  readonly shapes: number | readonly Shape[];
  readonly verilog?: Parameters<typeof verify>[0]["verilog"];
}

/** Runs the cases and reports. */
export async function runCases(subject: Subject, options: CasesOptions, io: Io): Promise<Result> {
  const { seed, cases, keep, jobs, junit } = options;
  const { engine, shapes, verilog } = subject;
  const result = await withProgress(io, "cases", (at) =>
    verify({
      engine,
      seed,
      cases,
      keep,
      shapes: typeof shapes === "number" ? shapes : [...shapes],
      ...(jobs === undefined ? {} : { jobs }),
      ...(verilog === undefined ? {} : { verilog }),
      onProgress: (p) => at(p.casesDone, p.cases),
    }),
  );
  return {
    json: resultJson(result),
    text: resultText(result),
    failed: result.mismatches > 0,
    after: () => {
      if (junit !== undefined) writeResult(junit, junitReport(result));
    },
  };
}

/** The result without the failing case itself, which is in the kept folder. */
function resultJson({ first, results, ...rest }: VerifyResult) {
  const brief = (f: VerifyResult["first"]) =>
    f && {
      ...f.difference,
      shape: f.shape,
      case: f.case,
      caseSeed: f.seed,
      description: f.description,
      folder: f.folder,
    };
  return { ...rest, first: brief(first), results: results.map((r) => ({ ...r, first: brief(r.first) })) };
}

function resultText({
  engine,
  seed,
  shapes,
  cases,
  steps,
  cycles,
  mismatches,
  depth,
  first,
  ...rest
}: VerifyResult) {
  const lines = [
    `${shapes} ${shapes === 1 ? "circuit" : "circuits"}, ${grouped(cases)} cases, ${grouped(steps)} time steps, ${grouped(cycles)} cycles on ${engine}, seed ${seed}: ${seconds(rest.seconds)}.`,
    `Compared with the golden model: ${depth}. Mismatches: ${mismatches}.`,
  ];
  if (first !== null) {
    lines.push(`First: ${first.shape}, case ${first.case}: ${first.description}`);
    if (first.folder !== null) lines.push(`Kept: ${first.folder}`);
  }
  return `${lines.join("\n")}\n`;
}
