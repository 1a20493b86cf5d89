// The files of the project as a clone has them, without asking git: a machine may have none.
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What .gitignore leaves out, by name, and git's own folder. */
const others = new Set(["node_modules", "dist", "out", "coverage", "__pycache__", ".git"]);
const ignored = /^train\/(data|runs)(\/|$)|\.tgz$/;

/** Paths of all files below `folder`, from the root of the project; "" is the project itself. */
export function projectFiles(folder = ""): string[] {
  return readdirSync(folder === "" ? "." : folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (others.has(entry.name) || ignored.test(path)) return [];
    if (entry.isDirectory()) return projectFiles(path);
    return entry.isFile() ? [path] : [];
  });
}
