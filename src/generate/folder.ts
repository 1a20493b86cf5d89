// A folder of generated files, written whole or not at all.

import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../base/errors.ts";
import { makeFolder } from "../base/make-folder.ts";

/** Contents by path within the folder, with "/" between the parts. */
export type Folder = Readonly<Record<string, string | Uint8Array>>;

/** A folder that cannot be written, or that holds something that is not ours to replace. */
export class FolderError extends InputError {
  override readonly name = "FolderError";
}

const marker = ".dmp-generated";

export interface WriteOptions {
  /** What the folder holds: a folder that was written with the same word is replaced. Default: nothing is replaced. */
  readonly kind?: string;
}

/** Whether the folder is missing, empty, or one that was written before with the same `kind`. */
function replaceable(path: string, kind: string | undefined): boolean {
  if (!existsSync(path)) return true;
  const names = readdirSync(path);
  return names.length === 0 || (kind !== undefined && names.includes(`${marker}-${kind}`));
}

/**
 * Writes the files beside the folder and puts them in its place at once; what an earlier run left there is replaced.
 * @throws FolderError where the folder holds other files, or cannot be written
 */
export function writeFolder(path: string, files: Folder, { kind }: WriteOptions = {}): void {
  const target = resolve(path);
  let temporary = "";
  const clean = () => {
    if (temporary !== "") rmSync(temporary, { recursive: true, force: true });
  };
  process.on("exit", clean);
  try {
    if (!replaceable(target, kind))
      throw new FolderError(`${path}: holds files that were not generated; give an empty or a new folder`);
    makeFolder(dirname(target));
    temporary = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
    const fresh = join(temporary, "new");
    for (const [name, contents] of Object.entries(
      kind === undefined ? files : { ...files, [`${marker}-${kind}`]: "" },
    )) {
      makeFolder(dirname(join(fresh, name)));
      writeFileSync(join(fresh, name), contents);
    }
    if (existsSync(target)) renameSync(target, join(temporary, "old"));
    renameSync(fresh, target);
  } catch (error) {
    if (error instanceof FolderError) throw error;
    throw new FolderError(`${path}: cannot be written: ${(error as Error).message}`);
  } finally {
    process.removeListener("exit", clean);
    clean();
  }
}
