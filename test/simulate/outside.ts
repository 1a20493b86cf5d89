// Runs the simulation layer in processes of their own, which tests may kill.
import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";

const root = resolve(import.meta.dirname, "../..");

/** The compiled project in a folder of its own, with an empty cache and an empty folder for temporary files. */
export class Outside {
  readonly folder = mkdtempSync(join(tmpdir(), "outside-"));
  readonly cache = join(this.folder, "cache");
  readonly temporary = join(this.folder, "temporary");
  readonly env = { ...process.env, DMP_CACHE: this.cache, TMPDIR: this.temporary };

  async prepare(): Promise<void> {
    mkdirSync(this.temporary);
    for (const name of ["sim", "node_modules", "package.json"]) {
      symlinkSync(join(root, name), join(this.folder, name));
    }
    const out = ["--outDir", join(this.folder, "dist"), "--declaration", "false"];
    // Type errors are another check's business.
    await execa("npx", ["tsc", "-p", "tsconfig.build.json", ...out], { cwd: root, reject: false });
  }

  /** Starts a script that can import `simulate`; what it prints is collected in `output`. */
  start(script: string): { child: ChildProcess; output: () => string; ended: Promise<void> } {
    const file = join(this.folder, "dist", `script${Math.random()}.js`);
    writeFileSync(file, `import * as simulate from "./src/simulate/index.js";\n${script}`);
    const child = spawn(process.execPath, [file], { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        text += data;
      });
    }
    const ended = new Promise<void>((done) => child.once("close", () => done()));
    return { child, output: () => text, ended };
  }

  /** Runs a script to its end and returns what it prints. */
  async run(script: string): Promise<string> {
    const { output, ended } = this.start(script);
    await ended;
    return output();
  }

  /** Numbers of the running processes whose command line mentions our folder. */
  leftRunning(): string[] {
    const others = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
    return others.filter((pid) => commandOf(pid).includes(this.folder));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Command line of a process; empty where there is none, or only what its parent has not yet taken notice of. */
export function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, what: string, limitMs = 60_000): Promise<void> {
  const begin = Date.now();
  while (!condition()) {
    if (Date.now() - begin > limitMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
