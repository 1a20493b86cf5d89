// Packs the package, installs it into an empty project, and uses it there as its users do.

import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa, type Options } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needs } from "../../.ci/tools.mjs";

let folder = "";
let project = "";
let packed: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-package-"));
  project = join(folder, "project");
  await packTo(folder);
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) as string;
  await execa("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, tarball)], {
    cwd: project,
  });
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Packs a copy: packing builds, and the build folder of the working tree may be in use. */
async function packTo(target: string): Promise<void> {
  const copy = join(folder, "copy");
  await mkdir(copy);
  const { files } = JSON.parse(await readFile("package.json", "utf8")) as { files: string[] };
  const wanted = [
    ...files,
    "src",
    "golden",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "README.md",
    "LICENSE",
  ];
  for (const name of await readdir(".")) {
    if (wanted.includes(name) && name !== "dist") await cp(name, join(copy, name), { recursive: true });
  }
  await symlink(resolve("node_modules"), join(copy, "node_modules"));
  const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", target], { cwd: copy });
  const [report] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as { files: { path: string }[] }[];
  packed = report.files.map((file) => file.path);
}

const inProject = (file: string, args: string[], options: Options = {}) =>
  execa(file, args, { cwd: project, reject: false, all: true, ...options });

test("the package holds what it runs from, and nothing else", () => {
  const tops = new Set(packed.map((path) => path.split("/")[0]));
  for (const needed of ["dist", "LICENSE", "package.json"]) expect(tops).toContain(needed);
  for (const path of packed)
    expect(path).not.toMatch(/^(src|test|golden|train|bench|node_modules)\/|\.tsbuildinfo$/);
});

test("every export can be imported", async () => {
  const script = `
    import { network, dmp, readout, parseText, readShd, quantize, hardware, openEngine } from "dmp-rtl";
    import { circuit, int } from "dmp-rtl/hdl";
    import { createGolden } from "dmp-rtl/golden";
    const kinds = [network, dmp, readout, parseText, readShd, quantize, hardware, openEngine, circuit, int, createGolden].map((x) => typeof x);
    console.log([...new Set(kinds)].join());`;
  await writeFile(join(project, "use.mjs"), script);
  expect(await inProject("node", ["use.mjs"])).toMatchObject({ stdout: "function", exitCode: 0 });
});

test("the worker and the tables that are read at run time are in the package", async () => {
  const shd = resolve("test/recordings/fixtures/half.h5");
  const script = `
    import { readShd } from "dmp-rtl";
    const { spikes } = await readShd(${JSON.stringify(shd)});
    console.log(spikes.length, spikes[2].units.join());`;
  await writeFile(join(project, "read.mjs"), script);
  expect(await inProject("node", ["read.mjs"])).toMatchObject({ stdout: "6 200,201", exitCode: 0 });
});

test("TypeScript finds the types", async () => {
  const script = `
    import { parseText, type Recording } from "dmp-rtl";
    import { int } from "dmp-rtl/hdl";
    const recordings: Recording[] = parseText("dmp-rtl recordings 1", "file");
    // @ts-expect-error: the bounds are numbers
    int("0", 1);
    export const count: number = recordings.length;`;
  await writeFile(join(project, "use.ts"), script);
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
  const roots = ["--typeRoots", resolve("node_modules/@types")];
  const { all, exitCode } = await inProject(resolve("node_modules/.bin/tsc"), [
    ...options,
    ...roots,
    "use.ts",
  ]);
  expect(exitCode === 0 ? "" : all).toBe("");
});

const verilator = needs.find((need) => need.name === "verilator");
test.skipIf(!verilator?.found())("npx verilator runs the Verilator that is in use", async () => {
  const { stdout, exitCode } = await inProject("npx", ["--no-install", "verilator", "--version"]);
  expect(stdout).toMatch(/^Verilator \d/);
  expect(exitCode).toBe(0);
  expect(await inProject("npx", ["--no-install", "verilator", "--lint-only", "none.v"])).toMatchObject({
    exitCode: 1,
  });
});

describe.skipIf(!existsSync("src/cli/main.ts"))("the command dmp", () => {
  test("npx dmp --help lists the commands", async () => {
    const { stdout, exitCode } = await inProject("npx", ["--no-install", "dmp", "--help"]);
    expect(exitCode).toBe(0);
    for (const command of ["setup", "doctor", "new", "quantize", "generate", "run", "verify"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
    }
  });

  test("npx dmp new makes a project", async () => {
    const { all, exitCode } = await inProject("npx", ["--no-install", "dmp", "new", "first"]);
    expect(exitCode, String(all)).toBe(0);
    const manifest = JSON.parse(await readFile(join(project, "first", "package.json"), "utf8"));
    // The project around it has the package from a file: the new one asks for the same file.
    const asked: string = manifest.devDependencies["dmp-rtl"];
    expect(asked).toMatch(/^file:.*\.tgz$/);
    expect(existsSync(asked.slice("file:".length))).toBe(true);
    // It lies below the project that has the package, which is as good as its own installation.
    const tested = await inProject("node", ["--test"], { cwd: join(project, "first") });
    expect(tested.exitCode, String(tested.all)).toBe(0);
  });

  test("a wrong command ends with status 2 and no stack trace", async () => {
    const { all, exitCode } = await inProject("npx", ["--no-install", "dmp", "no-such-command"]);
    expect(exitCode).toBe(2);
    expect(all).not.toMatch(/^\s+at /m);
  });
});
