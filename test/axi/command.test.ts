// dmp generate --wrapper: the files that lie beside the others.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, it } from "vitest";
import { hardware } from "../../src/core/index.ts";
import { loadNetwork } from "../../src/quantize/index.ts";
import { readVerilog } from "../../src/verify/verilog.ts";
import { json, run } from "../cli/dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-axi-command-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const first = "examples/first";

it("puts a wrapper around it where one is asked for, whose files lie beside the others", async () => {
  const folder = join(root, "axi");
  const { value } = await json("generate", first, "--out", folder, "--wrapper", "axi", "--no-test-bench");
  expect(value.wrapper).toBe("dmp_sweeps_axi");
  for (const end of [
    ".v",
    ".f",
    ".h",
    ".md",
    ".tcl",
    "_map.py",
    "_driver.c",
    "_driver.h",
    "_driver.py",
    "_platform.py",
  ])
    expect(existsSync(join(folder, `dmp_sweeps_axi${end}`)), end).toBe(true);
  for (const name of readFileSync(join(folder, "dmp_sweeps_axi.f"), "utf8").trim().split("\n"))
    expect(existsSync(join(folder, name)), name).toBe(true);
  const other = await run("generate", first, "--out", folder, "--wrapper", "wishbone");
  expect(other.status).toBe(2);
  expect(other.err).toContain("axi");
});

it("names the folder of the images where one is given, so that tools may run anywhere", async () => {
  const folder = join(root, "images");
  await json("generate", first, "--out", folder, "--image-path", folder, "--no-test-bench");
  const { exitCode, all } = await execa(
    "sh",
    ["-c", `iverilog -g2005 -o ${folder}/sim ${folder}/*.v && ${folder}/sim`],
    { cwd: tmpdir(), reject: false, all: true },
  );
  expect(all).toBe("");
  expect(exitCode).toBe(0);
  // What verifies the folder reads its own images.
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const choice = hardware(JSON.parse(read("hardware.json")));
  const { files } = await readVerilog(folder, loadNetwork(read("network.json")), choice);
  expect(files.flatMap(({ text }) => text.match(/readmemh\(".*?"/g) ?? [])).toContain(
    'readmemh("dmp_sweeps_core0_neurons_bias.hex"',
  );
  expect(files.filter(({ text }) => text.includes(folder))).toEqual([]);
  const refused = await run("generate", first, "--out", folder, "--image-path", 'a"b', "--no-test-bench");
  expect(refused.status).toBe(2);
  expect(refused.err).toContain("without quotes");
});
