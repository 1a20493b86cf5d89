// Recordings through a network in units: each runs a share of them, in whole groups of those that run together.
import { groupSize, type InferenceOptions, type Inferred, inferred } from "../inference/index.ts";
import { shareOf } from "./share.ts";
import type { Work } from "./work.ts";

export type RunUnit = Omit<InferenceOptions, "onProgress">;

/** The work in so many units, or fewer where there is less to do. At least one recording. */
export function runUnits(all: RunUnit, wanted: number): RunUnit[] {
  const groups = Math.ceil(all.recordings.length / groupSize);
  const of = Math.min(wanted, groups);
  return Array.from({ length: of }, (_, number) => {
    const { from, to } = shareOf(groups, number, of);
    return { ...all, recordings: all.recordings.slice(from * groupSize, to * groupSize) };
  });
}

export const runWork: Work<RunUnit, Inferred> = {
  run: (unit, { at }) => inferred({ ...unit, onProgress: (stage, done, total) => at(done, total, stage) }),
};
