// What the files of a build are: a list with hashes, by which a damaged build is known.
import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

const name = "manifest.json";

/** By file name: the hash of its contents, and whether it may be run. */
type Manifest = Record<string, { readonly sha256: string; readonly run: boolean }>;

async function describe(path: string): Promise<Manifest[string]> {
  const [contents, { mode }] = await Promise.all([readFile(path), stat(path)]);
  return { sha256: createHash("sha256").update(contents).digest("hex"), run: (mode & 0o100) !== 0 };
}

/** Lists what is in a folder now. */
export async function writeManifest(folder: string): Promise<void> {
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(names.map(async (file) => [file, await describe(join(folder, file))]));
  await writeFile(join(folder, name), `${JSON.stringify(Object.fromEntries(files), null, 1)}\n`);
}

/** Whether every file is as the folder's list says. False without a list, or without the folder. */
export async function isAsListed(folder: string): Promise<boolean> {
  try {
    const listed = Object.entries(JSON.parse(await readFile(join(folder, name), "utf8")) as Manifest);
    const same = listed.map(async ([file, { sha256, run }]) => {
      const found = await describe(join(folder, file));
      return found.sha256 === sha256 && found.run === run;
    });
    return (await Promise.all(same)).every(Boolean);
  } catch {
    return false;
  }
}
