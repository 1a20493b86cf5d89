// Plants wrong imports in a small tree of its own and sees that each check finds them.

import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-layers-"));
  const files: Record<string, string> = {
    "src/hdl/signal.ts": "export const width = 1;\n",
    "src/core/lane.ts": 'import { width } from "../hdl/signal.ts";\nexport const lanes = width;\n',
    "src/network/integer.ts": "export type Width = number;\n",
    "src/network/description.ts": "export const layers = 1;\n",
    "golden/model.ts":
      'import type { Width } from "../src/network/integer.ts";\nexport const bits: Width = 1;\n',
  };
  await writeTree(files);
});
afterAll(() => rm(folder, { recursive: true }));

async function writeTree(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function cruise(): Promise<string[]> {
  const config = resolve(".dependency-cruiser.cjs");
  const command = ["src", "golden", "--config", config, "--output-type", "json"];
  const { stdout } = await execa(resolve("node_modules/.bin/depcruise"), command, {
    cwd: folder,
    reject: false,
  });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  return summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`);
}

test("imports down the layers pass", async () => {
  expect(await cruise()).toEqual([]);
});

test.each([
  [
    "src/hdl/up.ts",
    'import { lanes } from "../core/lane.ts";\nexport const x = lanes;\n',
    "layer-src/hdl",
    "src/core/lane.ts",
  ],
  [
    "src/hdl/type-only.ts",
    'import type { Width } from "../network/integer.ts";\nexport const x: Width = 1;\n',
    "layer-src/hdl",
    "src/network/integer.ts",
  ],
  [
    "src/core/from.ts",
    'export * from "../network/description.ts";\n',
    "layer-src/core",
    "src/network/description.ts",
  ],
  [
    "golden/sharing.ts",
    'const { width } = await import("../src/hdl/signal.ts");\nexport const x = width;\n',
    "layer-golden",
    "src/hdl/signal.ts",
  ],
])("an import against the layers is found: %s", async (path, text, rule, to) => {
  await writeTree({ [path]: text });
  const violations = await cruise();
  await rm(join(folder, path));
  expect(violations).toEqual([`${rule}: ${path} -> ${to}`]);
});

test("an import that only development brings is found", async () => {
  const dependencies = { execa: "*" };
  const devDependencies = { typescript: "*" };
  await writeTree({
    "package.json": JSON.stringify({ dependencies, devDependencies }),
    "node_modules/execa/index.js": "export const a = 1;\n",
    "node_modules/typescript/index.js": "export const a = 1;\n",
    "node_modules/left-over/index.js": "export const a = 1;\n",
    "src/hdl/good.ts": 'export * from "execa";\nexport * from "node:fs";\n',
    "src/hdl/development.ts": 'export const load = () => import("typescript");\n',
    "src/hdl/undeclared.ts": 'export * from "left-over";\nexport * from "nowhere";\n',
  });
  const violations = await cruise();
  const planted = [
    "package.json",
    "node_modules",
    ...["good", "development", "undeclared"].map((n) => `src/hdl/${n}.ts`),
  ];
  for (const name of planted) await rm(join(folder, name), { recursive: true });
  const rule = "installed-with-the-package";
  expect(violations.sort()).toEqual([
    `${rule}: src/hdl/development.ts -> node_modules/typescript/index.js`,
    `${rule}: src/hdl/undeclared.ts -> node_modules/left-over/index.js`,
    `${rule}: src/hdl/undeclared.ts -> nowhere`,
  ]);
});

test("an import circle is found in any folder, of types too", async () => {
  const folders = ["src/cli", "src/hdl", "src/simulate"];
  for (const at of folders)
    await writeTree({
      [`${at}/round.ts`]: 'import type { Two } from "./trip.ts";\nexport type One = Two | 1;\n',
      [`${at}/trip.ts`]: 'import type { One } from "./round.ts";\nexport type Two = One | 2;\n',
    });
  const violations = await cruise();
  for (const at of folders) for (const file of ["round.ts", "trip.ts"]) await rm(join(folder, at, file));
  for (const at of folders) expect(violations).toContain(`no-circle: ${at}/round.ts -> ${at}/trip.ts`);
});

test("an import cycle is found, of types too", async () => {
  await copyFile("biome.json", join(folder, "biome.json"));
  const pair = (type: string) => ({
    "src/hdl/one.ts":
      'import { two } from "./two.ts";\nexport const one = () => two;\nexport type One = typeof one;\n',
    "src/hdl/two.ts": `import ${type} from "./one.ts";\nexport const two = (x: One) => [x${type === "{ one, type One }" ? ", one" : ""}];\n`,
  });
  const lint = async (type: string) => {
    await writeTree(pair(type));
    const command = [
      "lint",
      "--only=suspicious/noImportCycles",
      "--reporter=github",
      "--vcs-enabled=false",
      "src",
    ];
    const { all } = await execa(resolve("node_modules/.bin/biome"), command, {
      cwd: folder,
      reject: false,
      all: true,
    });
    return all.match(/noImportCycles/g)?.length ?? 0;
  };
  expect(await lint("{ one, type One }")).toBeGreaterThan(0);
  expect(await lint("type { One }")).toBeGreaterThan(0);
});
