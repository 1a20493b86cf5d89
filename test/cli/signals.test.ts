// Ctrl-C: exit status 130, no child left, nothing half-written, nothing on standard error but progress.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
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
  for (const name of written) expect(name).not.toMatch(/\.tmp$|\/\.(?!dmp-generated)/);
});

it("leaves nothing of a kept failure or a trace that was interrupted", async () => {
  const place = join(root, "kept");
  const script = join(root, "interrupted.ts");
  const from = (path: string) => JSON.stringify(resolve("src", path));
  const example = JSON.stringify(resolve("examples/first"));
  writeFileSync(
    script,
    `import { readdirSync } from "node:fs";
import { loadInputs } from ${from("cli/inputs.ts")};
import { recordingsFor } from ${from("cli/recordings.ts")};
import { hardware } from ${from("core/index.ts")};
import { trace } from ${from("inference/index.ts")};
import { keepFolder } from ${from("verify/kept-folder.ts")};
const io = { out() {}, err() {}, terminal: null, env: {} };
const inputs = await loadInputs(${example}, {}, { pool: 1 }, io);
const { recordings } = await recordingsFor(inputs.file, [${JSON.stringify(resolve("examples/first/recordings.json"))}], { pool: 1 }, io);
const choice = hardware({ lanes: { spike: 4, memory: 2, update: 1 } });
const place = process.argv[2];
void keepFolder(place + "/failure", "builtin", null, () => new Promise(() => {}));
void trace("builtin", inputs.integer, choice, recordings[0], place + "/wave.vcd");
setInterval(() => {
  const names = readdirSync(place);
  const begun = [".failure-", ".dmp-trace-"].every((start) => names.some((name) => name.startsWith(start)));
  // As the command does when it is interrupted.
  if (begun) process.exit(130);
}, 1);
`,
  );
  mkdirSync(place);
  const { exitCode, stderr } = await execa("node_modules/.bin/jiti", [script, place], {
    reject: false,
  });
  expect(stderr).toBe("");
  expect(exitCode).toBe(130);
  expect(readdirSync(place).filter((name) => name.startsWith("."))).toEqual([]);
});
