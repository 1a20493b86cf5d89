// The core file in FuseSoC: its target `sim` passes, and fails with a status where the hardware is wrong.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa, execaSync } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { vectorCases } from "../../golden/cases.ts";
import { hardware, plan } from "../../src/core/index.ts";
import { generate } from "../../src/generate/index.ts";

const fusesoc = process.env.DMP_FUSESOC ?? "fusesoc";
const isThere =
  needs.find((need) => need.name === "iverilog")!.found() &&
  !execaSync(fusesoc, ["--version"], { reject: false }).failed;

const folder = mkdtempSync(join(tmpdir(), "dmp-fusesoc-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { network } = vectorCases.find((c) => c.name === "subtract")!;
const { top, files } = generate(plan(network, hardware({ lanes: { spike: 2, memory: 2, update: 1 } })));

/** Runs the target `sim` on the files, one of them changed. */
async function simulate(name: string, change: (text: string) => string) {
  const root = join(folder, name);
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path === `${top}_core0_neurons.v` ? change(`${data}`) : data);
  }
  const args = [
    "--cores-root",
    root,
    "run",
    "--build-root",
    join(folder, `${name}-build`),
    "--target",
    "sim",
  ];
  return execa(fusesoc, [...args, `::${top}:0`], { cwd: folder, reject: false, all: true });
}

describe.skipIf(!isThere)("FuseSoC (DMP_FUSESOC names it where it is not in the path)", () => {
  it("runs the test bench of a generated folder, which passes", async () => {
    const { exitCode, all } = await simulate("right", (text) => text);
    expect(all).toMatch(/^PASS: \d+ sequences/m);
    expect(exitCode).toBe(0);
  }, 120_000);

  it("ends with a status where the hardware is wrong", async () => {
    const { exitCode, all } = await simulate("wrong", (text) => {
      const changed = text.replace(/fires_0 = \((\w+) >= /, "fires_0 = ($1 > ");
      expect(changed).not.toBe(text);
      return changed;
    });
    expect(all).toMatch(/^FAIL: /m);
    expect(exitCode).not.toBe(0);
  }, 120_000);
});
