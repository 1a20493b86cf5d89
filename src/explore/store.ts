// Results on disk by the content that they were made from: an interrupted exploration goes on where it was.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Store {
  /** What was kept for this content; null where there is nothing, or nothing that can be read. */
  get(content: string): unknown;
  set(content: string, result: unknown): void;
}

/** A folder with a file for each result. It is made with the first; what cannot be written is not kept. */
export function openStore(folder: string): Store {
  const pathOf = (content: string) =>
    join(folder, `${createHash("sha256").update(content).digest("hex").slice(0, 40)}.json`);
  return {
    get(content) {
      try {
        return (JSON.parse(readFileSync(pathOf(content), "utf8")) as { result: unknown }).result;
      } catch {
        return null;
      }
    },
    set(content, result) {
      const path = pathOf(content);
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(temporary, JSON.stringify({ result }));
        renameSync(temporary, path);
      } catch {
        if (existsSync(temporary)) rmSync(temporary, { force: true });
      }
    },
  };
}
