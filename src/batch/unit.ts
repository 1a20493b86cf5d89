// One unit of a batch: read, done where it is not done yet, and its result written whole or not at all.

import { BatchError } from "./error.ts";
import { exploreWork } from "./explore-work.ts";
import { readResult, readUnit, resultFile, type Unit, type UnitResult, writeResult } from "./folder.ts";
import { runWork } from "./run-work.ts";
import { verifyWork } from "./verify-work.ts";
import type { Context, Work } from "./work.ts";

const works: Readonly<Record<string, Work<never, unknown>>> = {
  explore: exploreWork,
  verify: verifyWork,
  run: runWork,
};

export interface Done extends Pick<Unit, "kind" | "number" | "of"> {
  readonly file: string;
  /** It was done before. */
  readonly before: boolean;
  readonly seconds: number;
}

/** @throws BatchError about the unit's file, or the result's; and what the work itself throws */
export async function runUnit(
  path: string,
  file = resultFile(path),
  at: Context["at"] = () => {},
): Promise<Done> {
  const { unit, digest } = readUnit(path);
  const { kind, number, of } = unit;
  const before = usable(file, digest);
  if (before !== null) return { kind, number, of, file, before: true, seconds: before.seconds };
  const work = works[kind];
  if (work === undefined) throw new BatchError(`${path}: there is no work of the kind "${kind}"`);
  const begin = performance.now();
  const result = await work.run(unit.work as never, { at, folder: file.replace(/(\.json)?$/, "-kept") });
  const seconds = (performance.now() - begin) / 1000;
  writeResult(file, { unit: digest, seconds, result });
  return { kind, number, of, file, before: false, seconds };
}

/** A result that is there already; null: there is none, or none that can be used, so that the unit is to be done. */
function usable(file: string, digest: string): UnitResult | null {
  try {
    return readResult(file, digest);
  } catch (error) {
    if (error instanceof BatchError) return null;
    throw error;
  }
}
