// A starting project: a copy of the package's example, with this package's version as its dependency.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { parseJsonText } from "../../base/json.ts";
import { isFolder } from "../../base/paths.ts";
import { writeFolder } from "../../generate/index.ts";
import { UsageError } from "../errors.ts";
import { inFile } from "../files/module.ts";
import { packageRoot, version } from "../version.ts";

const template = join(packageRoot, "examples", "first");

/** Files of the example that a project begins with. */
const names = () =>
  readdirSync(template, { recursive: true, encoding: "utf8" })
    .filter((n) => statSync(join(template, n)).isFile())
    .sort();

const packageName = (folder: string) =>
  basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "") || "first";

/** A checkout is asked for by its place, an installed package as the project around it asks for it. */
function dependency(): string {
  const place = (path: string) => `file:${path.split(sep).join("/")}`;
  const modules = packageRoot.lastIndexOf(`${sep}node_modules${sep}`);
  if (modules < 0) return place(packageRoot);
  const around = packageRoot.slice(0, modules);
  const file = join(around, "package.json");
  if (!existsSync(file)) return `^${version}`;
  const { dependencies, devDependencies } = inFile(file, () =>
    parseJsonText(readFileSync(file, "utf8")),
  ) as Record<string, Record<string, string> | undefined>;
  const spec = { ...dependencies, ...devDependencies }["dmp-rtl"] ?? `^${version}`;
  return spec.startsWith("file:") ? place(resolve(around, spec.slice("file:".length))) : spec;
}

/** Package file of the new project. */
const manifest = (folder: string) =>
  `${JSON.stringify(
    {
      name: packageName(folder),
      private: true,
      type: "module",
      scripts: { test: "node --test", verify: "dmp verify .", generate: "dmp generate . --out rtl" },
      devDependencies: { "dmp-rtl": dependency() },
    },
    null,
    2,
  )}\n`;

/** Writes the project; gives the names of its files. @throws UsageError where the folder holds something */
export function writeProject(folder: string): string[] {
  if (existsSync(folder) && !isFolder(folder))
    throw new UsageError(`${folder}: is a file; give a new or an empty folder`);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UsageError(`${folder}: the folder is not empty; give a new or an empty one`);
  const files: Record<string, string | Uint8Array> = Object.fromEntries(
    names().map((name) => [name, readFileSync(join(template, name))]),
  );
  files["package.json"] = manifest(folder);
  files[".gitignore"] = "node_modules/\nrtl/\nout/\n";
  writeFolder(folder, files);
  return Object.keys(files);
}
