// The folder of a batch: what it is of, a file for each unit of work, and a file for the result of each that is done.
//
//   batch.json        the kind of work, what it takes to put the results together, the digest of every unit
//   units/N.json      all that unit N needs; nothing in it names a place of the machine that wrote it
//   results/N.json    what came of it
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "../base/make-folder.ts";
import { reasonOf } from "../base/system-error.ts";
import { writeWhole } from "../base/whole-file.ts";
import { BatchError } from "./error.ts";
import { seal, unseal } from "./sealed.ts";
import { scriptFile } from "./slurm.ts";

export interface Batch {
  readonly kind: string;
  /** What the results are put together with. */
  readonly head: unknown;
  /** The digest of each unit. */
  readonly units: readonly string[];
}

export interface Unit {
  readonly kind: string;
  readonly number: number;
  /** So many units does the batch have. */
  readonly of: number;
  readonly work: unknown;
}

export interface UnitResult {
  /** Digest of the unit that it is of. */
  readonly unit: string;
  readonly seconds: number;
  readonly result: unknown;
}

const batchFile = (folder: string) => join(folder, "batch.json");
const unitFile = (folder: string, number: number) => join(folder, "units", `${number}.json`);

/** Where the result of a unit goes: beside the folder of units. */
export const resultFile = (unit: string): string => join(dirname(unit), "..", "results", basename(unit));

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new BatchError(`${path}: cannot be read: ${reasonOf(error)}`);
  }
};

/** Refuses a folder with files in it that is no batch, before the work of making one. @throws BatchError */
export function needBatchFolder(folder: string): void {
  let names: string[];
  try {
    names = existsSync(folder) ? readdirSync(folder) : [];
  } catch (error) {
    throw new BatchError(`${folder}: cannot be read: ${reasonOf(error)}`);
  }
  if (names.length === 0) return;
  // A batch of another version may be written over.
  if (!names.includes("batch.json") || !read(batchFile(folder)).startsWith('{"format":"dmp-rtl batch '))
    throw new BatchError(`${folder}: holds files, and is no batch; give an empty or a new folder`);
}

/**
 * Writes a batch. In a folder that has one already, units that are the same keep their results, and a writing that was cut
 * short is finished.
 * @throws BatchError
 */
export function writeBatch(
  folder: string,
  { kind, head, works, script }: Pick<Batch, "kind" | "head"> & { works: readonly unknown[]; script: string },
): void {
  needBatchFolder(folder);
  const units = works.map((work, number) => seal("unit", { kind, number, of: works.length, work }));
  const batch: Batch = { kind, head, units: units.map(({ digest }) => digest) };
  try {
    for (const name of ["units", "results", "logs"]) makeFolder(join(folder, name));
    // First what says that the folder is a batch: whatever happens then, the same command goes on.
    writeWhole(batchFile(folder), seal("batch", batch).text);
    for (const [number, { text }] of units.entries()) writeWhole(unitFile(folder, number), text);
    for (const name of readdirSync(join(folder, "units")))
      if (/^\d+\.json$/.test(name) && Number.parseInt(name, 10) >= units.length)
        rmSync(join(folder, "units", name));
    writeWhole(join(folder, scriptFile), script);
  } catch (error) {
    throw new BatchError(`${folder}: cannot be written: ${reasonOf(error)}`);
  }
}

/** @throws BatchError */
export function readBatch(folder: string): Batch {
  const path = batchFile(folder);
  if (!existsSync(path)) throw new BatchError(`${folder}: holds no batch.json: it is no batch`);
  return unseal("batch", read(path), path).content as Batch;
}

/** @throws BatchError */
export function readUnit(path: string): { unit: Unit; digest: string } {
  const { content, digest } = unseal("unit", read(path), path);
  return { unit: content as Unit, digest };
}

/** The result of a unit; null where there is none. @throws BatchError where it is none that can be used */
export function readResult(path: string, unit: string): UnitResult | null {
  if (!existsSync(path)) return null;
  const result = unseal("result", read(path), path).content as UnitResult;
  if (result.unit !== unit) throw new BatchError(`${path}: of a unit with another content`);
  return result;
}

/** Writes the result of a unit. @throws BatchError */
export function writeResult(path: string, result: UnitResult): void {
  try {
    makeFolder(dirname(path));
    writeWhole(path, seal("result", result).text);
  } catch (error) {
    throw new BatchError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}

/** What is there of a batch's results. */
export interface Gathered {
  /** In the order of the units; those that are missing or refused are left out. */
  readonly results: readonly UnitResult[];
  readonly missing: readonly number[];
  /** Results that cannot be used, and why. */
  readonly refused: readonly { readonly unit: number; readonly why: string }[];
}

export function gather(folder: string, { units }: Batch): Gathered {
  const results: UnitResult[] = [];
  const missing: number[] = [];
  const refused: { unit: number; why: string }[] = [];
  for (const [number, digest] of units.entries())
    try {
      const result = readResult(resultFile(unitFile(folder, number)), digest);
      if (result === null) missing.push(number);
      else results.push(result);
    } catch (error) {
      if (!(error instanceof BatchError)) throw error;
      refused.push({ unit: number, why: error.message });
    }
  return { results, missing, refused };
}
