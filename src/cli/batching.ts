// --batch: the work of a command as units in a folder, with a job script, instead of doing it.
import { counted } from "../base/counted.ts";
import { checkSbatch, needBatchFolder, scriptFile, slurmScript, writeBatch } from "../batch/index.ts";
import type { Result } from "./command.ts";
import { UsageError } from "./errors.ts";
import { unwritable } from "./files/write.ts";
import { choice, type Given, integer, letter, text } from "./option.ts";
import { shellWord } from "./text.ts";

export const batchOptions = {
  batch: choice("scheduler", "write units of work and a job script into --out instead of doing the work", [
    "slurm",
  ]),
  units: integer("n", "with --batch: units at most; default: 32", 1, 100_000),
  atOnce: integer("n", "with --batch: units at work at once; default: as many as the cluster gives", 1),
  sbatch: text("options", 'with --batch: options for sbatch, such as "--time=1:00:00 --mem=2G"'),
};
type BatchOptions = Given<typeof batchOptions>;

/** --out of commands that write into a folder only for a batch. */
export const batchFolderOption = { out: letter("o", text("folder", "with --batch: the batch's folder")) };

/** The JSON that --batch prints in place of the command's own. */
export const batchNotes = "JSON with --batch: batch, kind, units, script.";

/** Where a batch goes. */
export interface BatchPlace extends Omit<BatchOptions, "batch"> {
  readonly folder: string;
}

const most = 32;

/** So many units are asked for. */
export const unitsOf = ({ units = most }: BatchPlace): number => units;

/** Where the batch goes that is asked for; null: none is. Said before the work of making it. @throws UsageError, BatchError, SbatchError */
export function batchOf(given: BatchOptions & { readonly out?: string | undefined }): BatchPlace | null {
  const { batch, out, units, atOnce, sbatch } = given;
  if (batch === undefined) {
    for (const name of ["units", "atOnce", "sbatch"] as const)
      if (given[name] !== undefined)
        throw new UsageError(`--${name === "atOnce" ? "at-once" : name}: it is for --batch slurm`);
    return null;
  }
  if (out === undefined) throw new UsageError("--batch: say where the batch goes: --out FOLDER");
  checkSbatch(sbatch ?? "");
  needBatchFolder(out);
  const why = unwritable(out);
  if (why !== null) throw new UsageError(`${out}: cannot be written: ${why}`);
  return {
    folder: out,
    ...(units === undefined ? {} : { units }),
    ...(atOnce === undefined ? {} : { atOnce }),
    ...(sbatch === undefined ? {} : { sbatch }),
  };
}

/** Writes the batch, and says what to do with it. `processors`: of each unit. */
export function batchResult(
  { folder, atOnce, sbatch }: BatchPlace,
  kind: string,
  head: object,
  works: readonly object[],
  processors: number,
): Result {
  const script = slurmScript({
    name: `dmp-${kind}`,
    units: works.length,
    atOnce: atOnce ?? null,
    processors,
    sbatch: sbatch ?? "",
  });
  writeBatch(folder, { kind, head, works, script });
  const where = shellWord(folder);
  return {
    json: { batch: folder, kind, units: works.length, script: scriptFile },
    text: `${folder}: ${counted(works.length, "unit")}.
Slurm:        cd ${where} && sbatch ${scriptFile}
Elsewhere:    dmp unit ${where}/units/0.json, and so on, in any order, on any machine
When done:    dmp collect ${where}
`,
  };
}
