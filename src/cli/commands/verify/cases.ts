// What verifying random networks and verifying one network share: their options, the run, the report.

import { dirname, relative } from "node:path";
import { counted, grouped } from "../../../base/counted.ts";
import { type VerifyJob, verifyUnits } from "../../../batch/index.ts";
import type { EngineName } from "../../../simulate/index.ts";
import { junitReport, type Shape, type VerifyResult, verify } from "../../../verify/index.ts";
import {
  type BatchPlace,
  batchFolderOption,
  batchOf,
  batchOptions,
  batchResult,
  unitsOf,
} from "../../batching.ts";
import type { Result } from "../../command.ts";
import { UsageError } from "../../errors.ts";
import { unwritable, writeResult } from "../../files/write.ts";
import type { Io } from "../../io.ts";
import { choice, type Given, integer, preset, switchedOff, text } from "../../option.ts";
import { simulatorOption } from "../../options.ts";
import { withProgress } from "../../progress.ts";
import { seconds } from "../../text.ts";

export const casesOptions = {
  ...simulatorOption,
  seed: preset(1, integer("n", "of everything random", 0, 2 ** 32 - 1)),
  seeds: preset(
    1,
    integer("n", "so many seeds from --seed on, each with shapes and cases of its own", 1, 1_000_000),
  ),
  cases: integer(
    "n",
    "random cases of each network, beside the directed ones; default: as long as its build took, 200 at least",
    0,
  ),
  steps: integer(
    "n",
    "time steps of a sequence at most; default: as many as the network allows, and more",
    1,
  ),
  depth: choice(
    "what",
    "`classes`: compare only classes, flags and cycles, for Verilog with other names inside; default: every value",
    ["classes"],
  ),
  cycles: switchedOff("the bits must be right, the cycles may be any"),
  jobs: integer("n", "simulations at work at once; default: the number of cores", 1, 256),
  keep: preset(
    "out/verify",
    text("folder", "where a failing case goes: shrunk, with a report and a waveform"),
  ),
  junit: text("file", "write a JUnit report"),
  ...batchOptions,
  ...batchFolderOption,
};
export type CasesOptions = Given<typeof casesOptions>;

export const casesJson =
  "engine, seed, seeds, shapes, cases, directed, steps, mismatches, first, claims, drawn, coverage, results";

export interface Subject {
  readonly engine: EngineName;
  /** So many random networks and hardware choices, or given ones. */
  readonly shapes: number | readonly Shape[];
  readonly verilog?: Parameters<typeof verify>[0]["verilog"];
  readonly proved?: Parameters<typeof verify>[0]["proved"];
}

/** Says before the run what could not be written after it: the run may be long. */
function noteUnwritable(option: string, folder: string, io: Io): void {
  const why = unwritable(folder);
  if (why !== null) io.err(`note: ${option}: nothing can be written there: ${why}\n`);
}

/** Runs the cases and reports. */
export async function runCases(subject: Subject, options: CasesOptions, io: Io): Promise<Result> {
  const { cases, keep, jobs, junit } = options;
  const last = options.seed + options.seeds - 1;
  if (last >= 2 ** 32)
    throw new UsageError(`--seeds: the last seed would be ${last}; allowed: up to ${2 ** 32 - 1}`);
  const place = batchOf(options);
  if (place !== null) return casesBatch(subject, options, place);
  if (options.out !== undefined) throw new UsageError("--out: it is for --batch slurm");
  noteUnwritable("--keep", keep, io);
  if (junit !== undefined) noteUnwritable("--junit", dirname(junit), io);
  const result = await withProgress(io, "cases", (at) =>
    verify({
      ...jobOf(subject, options),
      keep,
      ...(cases === undefined ? {} : { cases }),
      ...(jobs === undefined ? {} : { jobs }),
      onProgress: (p) => at(p.casesDone, p.cases),
    }),
  );
  return verifiedResult(result, junit);
}

/** What is verified, as far as the options say. */
function jobOf(
  { engine, shapes, verilog, proved }: Subject,
  { seed, seeds, steps, depth, cycles }: CasesOptions,
) {
  return {
    ...{ engine, seed, seeds, cycles },
    shapes: typeof shapes === "number" ? shapes : [...shapes],
    ...(steps === undefined ? {} : { limits: { steps } }),
    ...(depth === undefined ? {} : { depth }),
    ...(verilog === undefined ? {} : { verilog }),
    ...(proved === undefined ? {} : { proved }),
  };
}

/** The same as units. */
function casesBatch(subject: Subject, options: CasesOptions, place: BatchPlace): Result {
  const { seed, seeds, cases, jobs = 1, junit, keep } = options;
  const { engine, verilog } = subject;
  if (cases === undefined)
    throw new UsageError(
      "--batch: say how many cases: --cases N; how long a build takes differs between machines",
    );
  if (junit !== undefined)
    throw new UsageError("--junit: the report of a batch is that of dmp collect --junit");
  if (keep !== casesOptions.keep.preset)
    throw new UsageError("--keep: a batch keeps its failures beside its results");
  const job: VerifyJob = { ...jobOf(subject, options), cases, jobs };
  // Named in a failure's report, for who repeats it: as seen from here, since its whole path means nothing elsewhere.
  const portable =
    verilog?.directory === undefined
      ? job
      : { ...job, verilog: { ...verilog, directory: relative(process.cwd(), verilog.directory) } };
  return batchResult(place, "verify", { engine, seed, seeds }, verifyUnits(portable, unitsOf(place)), jobs);
}

/** The result of the command. `junit`: where the report goes. */
export const verifiedResult = (result: VerifyResult, junit: string | undefined): Result => ({
  json: resultJson(result),
  text: resultText(result),
  failed: result.mismatches > 0,
  after: () => {
    if (junit !== undefined) writeResult(junit, junitReport(result));
  },
});

/** Answers at every step; nothing where no hardware gives any. */
function outputsText({ everyStep, logits, spikes }: VerifyResult["drawn"]): string[] {
  const of = (n: number, what: string) => (n === 0 ? [] : [`${what} in ${counted(n, "case")}`]);
  const all = [...of(everyStep, "classes"), ...of(logits, "logits"), ...of(spikes, "spikes")];
  return all.length === 0 ? [] : [`Outputs of every step: ${all.join(", ")}.`];
}

/** What was reached, of how much. */
function shares({ neurons, classes, words, ends }: VerifyResult["coverage"]): string {
  const share = ({ reached, total }: typeof neurons, what: string) =>
    `${grouped(reached)} of ${grouped(total)} ${what}`;
  return [
    share(neurons, "neurons fired"),
    share(classes, "classes answered"),
    share(words, "weight words read"),
    share(ends, "ends of sums"),
  ].join(", ");
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
      unkept: f.unkept,
    };
  return { ...rest, first: brief(first), results: results.map((r) => ({ ...r, first: brief(r.first) })) };
}

function resultText({
  engine,
  seed,
  seeds,
  shapes,
  cases,
  directed,
  steps,
  cycles,
  mismatches,
  depth,
  first,
  claims,
  drawn,
  coverage,
  ...rest
}: VerifyResult) {
  const lines = [
    `${counted(shapes, "circuit")}, ${grouped(cases)} random and ${counted(directed, "directed case")}, ${counted(steps, "time step")}, ${counted(cycles, "cycle")} on ${engine}, ${seeds === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + seeds - 1}`}: ${seconds(rest.seconds)}.`,
    `Compared with the golden model: ${depth === "classes" ? "classes only: what is inside was not looked at" : depth}. Mismatches: ${mismatches}.`,
    `Drawn: ${counted(drawn.sequences, "sequence")} of up to ${counted(drawn.longest, "step")}, ${drawn.full} in full length, ${drawn.tooLong} too long; ${counted(drawn.trains, "train")}, ${counted(drawn.resets, "reset")}, ${counted(drawn.reloads, "load")} in between; ${counted(drawn.illegalEvents, "illegal event")}, ${counted(drawn.strayPackets, "faulty packet")}.`,
    ...outputsText(drawn),
    `Reached: ${shares(coverage)}. Cycles compared in ${counted(drawn.timedSteps, "step")}, assertions checked in ${counted(drawn.asserted, "case")}.`,
  ];
  if (claims !== null)
    lines.push(`Claims: ${claims.proved} of ${claims.total} are proved and were not checked again.`);
  if (first !== null) {
    lines.push(`First: ${first.shape}, case ${first.case}: ${first.description}`);
    if (first.folder !== null) lines.push(`Kept: ${first.folder}`);
    if (first.unkept !== null) lines.push(`Not kept: ${first.unkept}`);
  }
  return `${lines.join("\n")}\n`;
}
