// Ctrl-C: exit status 130, no child left, nothing half-written, nothing on standard error but progress.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, expect, it } from "vitest";

const root = mkdtempSync(join(tmpdir(), "dmp-signals-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const main = join("src", "cli", "main.ts");

/** Names in the folder for temporary files. */
const temporary = () => readdirSync(root).filter((name) => !["out", "cache", "keep"].includes(name));

/** The command lines of all processes: of Linux itself, where `ps` may not be installed. */
async function commandLines(): Promise<string[]> {
  if (!existsSync("/proc/self/cmdline")) return (await execa("ps", ["-eo", "args="])).stdout.split("\n");
  const of = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      // It has ended in the meantime.
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(of);
}

interface Interrupted {
  readonly argv: string[];
  /** Whether the work that shall be interrupted has begun. */
  readonly begun: (stdout: string) => boolean;
}

const cases: Record<string, Interrupted> = {
  "a Verilator build": {
    argv: ["verify", "--shapes", "2", "--cases", "10", "--engine", "verilator", "--keep", join(root, "keep")],
    begun: () => temporary().some((name) => name.startsWith("dmp-rtl-")),
  },
  "a built-in simulation": {
    argv: ["demo", "--engine", "builtin", "--out", join(root, "out")],
    begun: (stdout) => /^ {2}run /m.test(stdout),
  },
};

it.each(Object.entries(cases))("ends %s at once", async (_what, { argv, begun }) => {
  const child = execa("node_modules/.bin/jiti", [main, ...argv], {
    reject: false,
    env: { TMPDIR: root, XDG_CACHE_HOME: join(root, "cache") },
  });
  let stdout = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  while (!begun(stdout)) {
    expect(child.exitCode).toBeNull();
    await setTimeout(50);
  }
  const begin = performance.now();
  child.kill("SIGINT");
  const { exitCode, stderr } = await child;
  expect(exitCode).toBe(130);
  expect(performance.now() - begin).toBeLessThan(5000);
  expect(stderr).not.toMatch(/error|^\s+at /m);
  expect((await commandLines()).filter((line) => line.includes(root))).toEqual([]);
  expect(temporary()).toEqual([]);
  const written = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.startsWith("out"),
  );
  for (const name of written) expect(name).not.toMatch(/\.tmp$|\/\.[^d]/);
});
