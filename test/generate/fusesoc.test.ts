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
const choice = hardware({ lanes: { spike: 2, memory: 2, update: 1 } });
const { top, files } = generate(plan(network, choice), { wrapper: "axi" });

/** Runs a target on the files, one of them changed. */
async function runTarget(name: string, given: readonly string[], change = (text: string) => text) {
  const root = join(folder, name);
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path === `${top}_core0_neurons.v` ? change(`${data}`) : data);
  }
  const args = ["--cores-root", root, "run", "--build-root", join(folder, `${name}-build`)];
  const [options, more] = [
    given.filter((g) => g !== "--tool=verilator"),
    given.filter((g) => g === "--tool=verilator"),
  ];
  return execa(fusesoc, [...args, ...options, `::${top}:0`, ...more], {
    cwd: folder,
    reject: false,
    all: true,
  });
}

describe.skipIf(!isThere)("FuseSoC (DMP_FUSESOC names it where it is not in the path)", () => {
  it.each([[], ["--tool=verilator"]])(
    "runs the test bench of a generated folder, which passes %s",
    async (...tool) => {
      const { exitCode, all } = await runTarget(`right${tool}`, ["--target", "sim", ...tool]);
      expect(all).toMatch(/^PASS: \d+ sequences/m);
      expect(exitCode).toBe(0);
    },
    120_000,
  );

  it.each(["lint", "lint_wrapper", "icestorm"])(
    "runs the target %s",
    async (target) => {
      const { exitCode, all } = await runTarget(target, ["--target", target]);
      expect(exitCode, all).toBe(0);
    },
    120_000,
  );

  it.each(["trellis", "vivado", "quartus"])(
    "sets up the target %s, whose tool need not be there",
    async (target) => {
      const { exitCode, all } = await runTarget(target, ["--setup", "--target", target]);
      expect(exitCode, all).toBe(0);
    },
    120_000,
  );

  it("ends with a status where the hardware is wrong", async () => {
    const { exitCode, all } = await runTarget("wrong", ["--target", "sim"], (text) => {
      const changed = text.replace(/fires_0 = \((\w+) >= /, "fires_0 = ($1 > ");
      expect(changed).not.toBe(text);
      return changed;
    });
    expect(all).toMatch(/^FAIL: /m);
    expect(exitCode).not.toBe(0);
  }, 120_000);
});
