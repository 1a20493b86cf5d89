// The workflow in the documentation does what it says: its commands run in a project that `dmp new` has made.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { run } from "../cli/dmp.ts";

it("the verify commands of docs/examples/verify.yml pass in a new project and write their reports", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dmp-ci-"));
  try {
    const project = join(folder, "project");
    expect((await run("new", project)).status).toBe(0);
    const workflow = await readFile(new URL("../../docs/examples/verify.yml", import.meta.url), "utf8");
    const commands = [...workflow.matchAll(/npx dmp (verify .*)/g)].map((m) => m[1]!);
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      // Fewer cases, and paths within the project: nothing else changes.
      const words = command
        .replace(/\$\{\{ github\.run_number \}\}/, "17")
        .replace(/--cases \d+/, "--cases 5")
        .replaceAll(/(?<= )out\//g, `${project}/out/`)
        .replace(" . ", ` ${project} `)
        .split(" ");
      const said = await run(...words, "--engine", "builtin");
      expect(said.err).toBe("");
      expect(said.status).toBe(0);
      const report = words[words.indexOf("--junit") + 1]!;
      expect(await readFile(report, "utf8")).toContain('failures="0"');
    }
    expect(existsSync(join(project, "out/verify"))).toBe(false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
