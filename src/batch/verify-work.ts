// A verification in units: each verifies a share of the shapes of all seeds.
import { join, relative } from "node:path";
import { type Failure, type ShapeResult, type VerifyOptions, verify } from "../verify/index.ts";
import { type Range, shareOf } from "./share.ts";
import type { Work } from "./work.ts";

/** What is verified, as plain data. The number of cases is given: how long a build takes differs from machine to machine. */
export type VerifyJob = Omit<VerifyOptions, "onProgress" | "signal" | "cache" | "keep" | "part"> & {
  readonly cases: number;
};

interface VerifyUnit extends VerifyJob {
  readonly part: Range;
}

/** The work in so many units, or fewer where there is less to do. */
export function verifyUnits(job: VerifyJob, wanted: number): VerifyUnit[] {
  const shapes = (typeof job.shapes === "number" ? job.shapes : job.shapes.length) * (job.seeds ?? 1);
  const of = Math.min(wanted, shapes);
  return Array.from({ length: of }, (_, number) => ({ ...job, part: shareOf(shapes, number, of) }));
}

/** Folders of kept failures are as seen from the results. */
export const verifyWork: Work<VerifyUnit, readonly ShapeResult[]> = {
  async run(unit, { at, folder }) {
    at(0, (unit.part.to - unit.part.from) * unit.cases, "cases");
    const { results } = await verify({
      ...unit,
      keep: folder,
      onProgress: ({ casesDone, cases }) => at(casesDone, cases, "cases"),
    });
    return keptIn(results, (kept) => relative(join(folder, ".."), kept));
  },
};

/** The results with the folders of their failures elsewhere. */
export const keptIn = (results: readonly ShapeResult[], place: (folder: string) => string): ShapeResult[] =>
  results.map((result) => ({ ...result, first: result.first && moved(result.first, place) }));

const moved = (failure: Failure, place: (folder: string) => string): Failure => ({
  ...failure,
  folder: failure.folder === null ? null : place(failure.folder),
});
