// Finished builds on disk by the hash of everything they were made from. An entry is there whole or not at all.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { BuildError } from "./errors.ts";
import { cleanAtExit } from "./processes.ts";

export interface CacheOptions {
  /** Default: the environment variable DMP_CACHE, else `dmp-rtl` in XDG_CACHE_HOME or in ~/.cache. */
  readonly directory?: string;
  /** Entries not used for longest go when all together are larger. Default: DMP_CACHE_MB megabytes, else 2 GB. */
  readonly limitBytes?: number;
  /** Entries used within this time stay in any case, for those who are just using them. Default: 10 minutes. */
  readonly graceMs?: number;
}

/** Unfinished entries of processes that are gone are removed after this time. */
const STALE_MS = 3_600_000;

const hidden = (name: string) => name.startsWith(".");

export class BuildCache {
  readonly directory: string;
  private readonly limitBytes: number;
  private readonly graceMs: number;

  constructor(options: CacheOptions = {}) {
    const env = process.env;
    const home = env.XDG_CACHE_HOME || join(homedir(), ".cache");
    this.directory = resolve(options.directory ?? join(env.DMP_CACHE || join(home, "dmp-rtl"), "builds"));
    this.limitBytes = options.limitBytes ?? (Number(env.DMP_CACHE_MB) || 2048) * 2 ** 20;
    this.graceMs = options.graceMs ?? 600_000;
  }

  /** Directory of an entry, or null. Counts as a use. */
  async find(key: string): Promise<string | null> {
    const path = join(this.directory, key);
    try {
      await this.touch(key);
      return path;
    } catch {
      return null;
    }
  }

  /** Marks an entry as just used. @throws where it is not there */
  async touch(key: string): Promise<void> {
    const now = new Date();
    await utimes(join(this.directory, key), now, now);
  }

  /**
   * Makes an entry: `fill` writes into an empty directory, which then gets its name in one step. Where another
   * process was faster, its entry (made from the same things) stays.
   */
  async publish(key: string, fill: (directory: string) => Promise<void>): Promise<string> {
    const path = join(this.directory, key);
    const unfinished = join(this.directory, `.${key}.${process.pid}.${randomBytes(6).toString("hex")}`);
    await mkdir(unfinished, { recursive: true }).catch((error: Error) => {
      const advice = "the environment variable DMP_CACHE names another folder";
      throw new BuildError(`the build cache cannot be written: ${error.message}; ${advice}`, "");
    });
    const keep = cleanAtExit(() => rmSync(unfinished, { recursive: true, force: true }));
    try {
      await fill(unfinished);
      await rename(unfinished, path).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true });
      keep();
    }
    await this.prune();
    return path;
  }

  /** Removes what was not used for longest, until the rest is within the limit. */
  async prune(): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    const found = await Promise.all(names.map((name) => this.measure(name)));
    const now = Date.now();
    const entries = found.filter((e) => e !== null).sort((a, b) => b.used - a.used);
    let total = 0;
    for (const { name, used, bytes } of entries) {
      const age = now - used;
      if (!hidden(name)) total += bytes;
      const goes = hidden(name) ? age > STALE_MS : total > this.limitBytes && age > this.graceMs;
      if (goes) await this.remove(name);
    }
  }

  private async measure(name: string) {
    const path = join(this.directory, name);
    try {
      const { mtimeMs } = await stat(path);
      const files = await readdir(path);
      const sizes = await Promise.all(files.map(async (file) => (await stat(join(path, file))).size));
      return { name, used: mtimeMs, bytes: sizes.reduce((sum, size) => sum + size, 0) };
    } catch {
      // Another process has just removed it.
      return null;
    }
  }

  /** Takes the name away first, so that nobody finds half an entry. */
  private async remove(name: string): Promise<void> {
    const gone = join(this.directory, `.gone.${process.pid}.${randomBytes(6).toString("hex")}`);
    await rename(join(this.directory, name), gone).catch(() => undefined);
    await rm(gone, { recursive: true, force: true });
  }
}
