// Packs the package, installs it into an empty project, and uses it there as its users do.

import { existsSync } from "node:fs";
import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa, type Options } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { projectFiles } from "./files.ts";

let folder = "";
let project = "";
let checkout = "";
let packed: string[] = [];

const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-package-"));
  project = join(folder, "project");
  checkout = join(folder, "checkout");
  await copyCheckout();
  await pack();
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) as string;
  await execa("npm", ["install", "--omit=dev", ...quiet, join(folder, tarball)], { cwd: project });
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The files that a clone would have: packing builds, and the build folder of the working tree may be in use. */
async function copyCheckout(): Promise<void> {
  for (const name of projectFiles()) {
    await mkdir(dirname(join(checkout, name)), { recursive: true });
    await copyFile(name, join(checkout, name));
  }
}

async function pack(): Promise<void> {
  await symlink(resolve("node_modules"), join(checkout, "node_modules"));
  const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", folder], { cwd: checkout });
  const [report] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as { files: { path: string }[] }[];
  packed = report.files.map((file) => file.path);
  for (const name of ["node_modules", "dist"]) await rm(join(checkout, name), { recursive: true });
}

/** Bytes of a folder. */
async function size(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (f) => (await stat(join(f.parentPath, f.name))).size));
  return sizes.reduce((sum, one) => sum + one, 0);
}

const inProject = (file: string, args: string[], options: Options = {}) =>
  execa(file, args, { cwd: project, reject: false, all: true, ...options });

test("the package holds what it runs from, and nothing else", () => {
  const tops = new Set(packed.map((path) => path.split("/")[0]));
  for (const needed of ["dist", "LICENSE", "package.json"]) expect(tops).toContain(needed);
  for (const path of packed)
    expect(path).not.toMatch(/^(src|test|golden|train|bench|node_modules)\/|\.tsbuildinfo$|\.wav$/);
});

test("no folder of modules lies above the project, which could bring what the package does not", () => {
  for (let above = dirname(project); above !== dirname(above); above = dirname(above))
    expect(existsSync(join(above, "node_modules"))).toBe(false);
});

test("it takes at most 60 MB with all that it depends on", async () => {
  expect(await size(join(project, "node_modules"))).toBeLessThan(60e6);
});

describe("an old Node.js", () => {
  /** Starts a command as a Node.js of that version would. */
  const startedBy = (version: string, name: string) =>
    inProject("node", [
      "--eval",
      `Object.defineProperty(process.versions, "node", { value: "${version}" });
       require("./node_modules/dmp-rtl/bin/${name}.cjs");`,
      "--",
      name,
      "--version",
    ]);

  test.each(["18.20.4", "20.18.3", "4.9.1"])(
    "%s is told which is needed, and nothing else",
    async (version) => {
      for (const name of ["dmp", "verilator"]) {
        const { exitCode, stdout, stderr } = await startedBy(version, name);
        expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
        expect(stderr).toBe(`error: dmp-rtl needs Node.js 20.19 or newer; this is ${version}`);
      }
    },
  );

  test.each(["20.19.0", "22.1.0"])("%s does", async (version) => {
    expect((await startedBy(version, "dmp")).exitCode).toBe(0);
  });
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

describe("the command dmp", () => {
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

  test("quantize, run and generate take a network in TypeScript, with nothing set in the environment", async () => {
    const network = join(project, "typed");
    await cp(resolve("examples/first"), network, { recursive: true });
    await rm(join(network, "network.js"));
    const source = await readFile("examples/first/network.js", "utf8");
    await writeFile(
      join(network, "network.ts"),
      `import type { NetworkDescription } from "dmp-rtl";\n${source}`,
    );
    const env = { PATH: process.env.PATH as string, HOME: "/nonexistent" };
    const dmp = (...args: string[]) =>
      inProject("node", [join(project, "node_modules/.bin/dmp"), ...args], { env, extendEnv: false });
    const quantized = await dmp("quantize", "typed", "--json");
    expect(quantized.exitCode, String(quantized.all)).toBe(0);
    expect(JSON.parse(String(quantized.stdout))).toMatchObject({ name: "sweeps" });
    const ran = await dmp(
      "run",
      "typed",
      "typed/recordings.json",
      "--engine",
      "builtin",
      "--to",
      "5",
      "--json",
    );
    expect(JSON.parse(String(ran.stdout))).toMatchObject({ recordings: 5, mismatches: 0 });
    const made = await dmp("generate", "typed", "--out", "rtl", "--json");
    expect(made.exitCode, String(made.all)).toBe(0);
    expect(existsSync(join(project, "rtl/dmp_sweeps.v"))).toBe(true);
  });

  test.skipIf(!verilator?.found())("a state dict becomes verified Verilog by three commands", async () => {
    await cp(resolve("test/import/fixtures/snn_delay.pt"), join(project, "model.pt"));
    const dmp = async (...args: string[]) => {
      const { stdout, all, exitCode } = await inProject("npx", ["--no-install", "dmp", ...args, "--json"]);
      expect(exitCode, String(all)).toBe(0);
      return JSON.parse(String(stdout));
    };
    expect(await dmp("import", "model.pt", "--steps", "40", "--out", "net")).toMatchObject({
      source: "snnTorch state dict",
    });
    expect((await dmp("generate", "net", "--out", "net-rtl")).files).not.toEqual([]);
    const verified = await dmp("verify", "net", "--rtl", "net-rtl", "--cases", "4");
    expect(verified).toMatchObject({ engine: "verilator", mismatches: 0, first: null });
  });

  test("demo draws its picture", async () => {
    const args = ["dmp", "demo", "typed", "--engine", "builtin", "--to", "5", "--out", "shown"];
    const { all, exitCode } = await inProject("npx", ["--no-install", ...args]);
    expect(exitCode, String(all)).toBe(0);
    for (const name of ["activity.svg", "activity.png"])
      expect(existsSync(join(project, "shown/typed", name))).toBe(true);
  });

  test("a wrong command ends with status 2 and no stack trace", async () => {
    const { all, exitCode } = await inProject("npx", ["--no-install", "dmp", "no-such-command"]);
    expect(exitCode).toBe(2);
    expect(all).not.toMatch(/^\s+at /m);
  });
});

describe("a checkout", () => {
  test("works without development tools, from its sources", async () => {
    const options = { cwd: checkout, reject: false, all: true } as const;
    const installed = await execa("npm", ["ci", "--omit=dev", ...quiet], options);
    expect(installed.exitCode, installed.all).toBe(0);
    expect(existsSync(join(checkout, "dist"))).toBe(false);
    const command = [join("bin", "dmp.cjs"), "quantize", "examples/first", "--json"];
    const { stdout, exitCode } = await execa(process.execPath, command, options);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: "sweeps" });
  });

  test("keeps its commands executable, whatever is built", async () => {
    for (const file of ["bin/dmp.cjs", "bin/verilator.cjs"])
      expect((await stat(file)).mode & 0o111).toBe(0o111);
    const { bin } = JSON.parse(await readFile("package.json", "utf8"));
    expect(bin).toEqual({ dmp: "bin/dmp.cjs", verilator: "bin/verilator.cjs" });
  });
});
