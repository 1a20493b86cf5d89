// Results on disk by the content that they were made from, and the version that made them: an interrupted exploration
// goes on where it was.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../base/make-folder.ts";
import { packageVersion } from "../base/package-version.ts";
import { writeWhole } from "../base/whole-file.ts";

export interface Store {
  /** What was kept for this content; null where there is nothing, or nothing that can be read. */
  get(content: string): unknown;
  set(content: string, result: unknown): void;
}

/** A folder with a file for each result. It is made with the first; what cannot be written is not kept. */
export function openStore(folder: string): Store {
  const pathOf = (content: string) =>
    join(
      folder,
      `${createHash("sha256").update(packageVersion()).update(content).digest("hex").slice(0, 40)}.json`,
    );
  return {
    get(content) {
      try {
        return (JSON.parse(readFileSync(pathOf(content), "utf8")) as { result: unknown }).result;
      } catch {
        return null;
      }
    },
    set(content, result) {
      try {
        makeFolder(folder);
        writeWhole(pathOf(content), JSON.stringify({ result }));
      } catch {
        // It is made again where it is asked for again.
      }
    },
  };
}
