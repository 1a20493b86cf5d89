// dmp demo writes no task into a model's folder, nor two into one: refused before any work.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-demo-"));
const before = process.cwd();
afterEach(() => process.chdir(before));
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(() => {
  for (const folder of ["models/first", "other/first", "results/first/net"])
    cpSync("examples/first", join(root, folder), { recursive: true });
  mkdirSync(join(root, "models/first/sub"));
  symlinkSync("models", join(root, "link"));
});

/** Everything that lies there. */
const all = () => readdirSync(root, { recursive: true, encoding: "utf8" }).sort();

it.each([
  [
    "the model's own folder",
    "",
    ["models/first", "--out", "models"],
    /^error: --out models: results would be written to models\/first, which is the model's own folder; give another --out$/m,
  ],
  ["the same by a link", "", ["models/first", "--out", "link"], /is the model's own folder/],
  ["the same by another name", "", ["other/../models/first/", "--out", "./models"], /the model's own folder/],
  ["a folder in the model's", "models/first", ["."], /to out\/first, which lies in the model folder \.;/],
  ["the folder above", "models/first/sub", [".."], /to out\/first, which lies in the model folder \.\.;/],
  [
    "a folder with a model's in it",
    "",
    ["models/first", "results/first/net", "--out", "results"],
    /to results\/first, which holds the model folder results\/first\/net;/,
  ],
  [
    "the folder of a model that is not asked for",
    "",
    ["other/first", "--out", "models"],
    /to models\/first, which holds weights or recordings: a model folder;/,
  ],
  [
    "one folder for two models",
    "",
    ["models/first", "other/first", "--out", "out"],
    /^error: models\/first and other\/first: both would be written to out\/first; run them one by one, each with/m,
  ],
])("refuses %s", async (_what, folder, argv, message) => {
  process.chdir(join(root, folder));
  const files = all();
  const said = await run("demo", ...argv, "--engine", "builtin", "--to", "1");
  expect(said.err).toMatch(message);
  expect(said).toMatchObject({ status: 2, out: "" });
  expect(all()).toEqual(files);
});
