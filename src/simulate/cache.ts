// Finished builds on disk by the hash of everything they were made from. An entry is there whole or not at all, and one
// that was damaged since counts as not there.

import { randomBytes } from "node:crypto";
import { readdir, rename, rm, rmdir, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { makeFolder } from "../base/make-folder.ts";
import { reasonOf } from "../base/system-error.ts";
import { BuildError } from "./errors.ts";
import { isAsListed, writeManifest } from "./manifest.ts";
import { removeAtExit } from "./processes.ts";
import { diskFull, ownTemporaryFolder } from "./temporary.ts";

export interface CacheOptions {
  /** Default: the environment variable DMP_CACHE, else `dmp-rtl` in XDG_CACHE_HOME or in ~/.cache. */
  readonly directory?: string;
  /** Entries not used for longest go when all together are larger. Default: DMP_CACHE_MB megabytes, else 2 GB. */
  readonly limitBytes?: number;
  /** Entries used within this time stay in any case, for those who are just using them. Default: 10 minutes. */
  readonly graceMs?: number;
  /** Is told where the folder cannot be used, and another one is. Default: a line on standard error. */
  readonly onNote?: (text: string) => void;
}

/** Unfinished entries of processes that are gone are removed after this time. */
const STALE_MS = 3_600_000;

/** The advice of every error and note about the folder. */
const advice = "the environment variable DMP_CACHE names another folder";

/** Notes are made once a process. */
const noted = new Set<string>();

function noteOnce(text: string): void {
  if (!noted.has(text)) process.stderr.write(`note: ${text}\n`);
  noted.add(text);
}

const hidden = (name: string) => name.startsWith(".");

export class BuildCache {
  readonly directory: string;
  private readonly limitBytes: number;
  private readonly graceMs: number;
  private readonly options: CacheOptions;

  constructor(options: CacheOptions = {}) {
    this.options = options;
    const env = process.env;
    this.directory = resolve(options.directory ?? join(cacheFolder(env), "builds"));
    this.limitBytes = options.limitBytes ?? (Number(env.DMP_CACHE_MB) || 2048) * 2 ** 20;
    this.graceMs = options.graceMs ?? 600_000;
  }

  /** Directory of an entry, or null. Counts as a use. An entry that is not as it was published is removed. */
  async find(key: string): Promise<string | null> {
    const path = join(this.directory, key);
    if (!(await stat(path).catch(() => null))) return null;
    if (await isAsListed(path)) {
      // Where it may be read but not written, it is used all the same.
      await this.touch(key).catch(() => undefined);
      return path;
    }
    await this.remove(key, isAsListed);
    return null;
  }

  /** This cache, or one in a temporary folder where this one's folder cannot be written. @throws BuildError: disk full */
  async writable(): Promise<BuildCache> {
    const probe = this.unfinished("probe");
    try {
      makeFolder(probe);
      await rmdir(probe);
      return this;
    } catch (error) {
      if (diskFull(error)) throw this.full(error as Error);
      const directory = join(await ownTemporaryFolder(), "builds");
      const note = this.options.onNote ?? noteOnce;
      note(`the build cache cannot be written (${reasonOf(error)}); builds go to ${directory}; ${advice}`);
      return new BuildCache({ ...this.options, directory });
    }
  }

  private unfinished(key: string): string {
    return join(this.directory, `.${key}.${process.pid}.${randomBytes(6).toString("hex")}`);
  }

  private full(error: Error): BuildError {
    const places = `builds are made in ${tmpdir()} and kept in ${this.directory}`;
    return new BuildError(`the disk is full: ${error.message}; ${places}; ${advice}`, "");
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
    const unfinished = this.unfinished(key);
    try {
      makeFolder(unfinished);
    } catch (error) {
      if (diskFull(error)) throw this.full(error as Error);
      throw new BuildError(`the build cache cannot be written: ${reasonOf(error)}; ${advice}`, "");
    }
    const keep = removeAtExit(unfinished);
    try {
      await fill(unfinished);
      await writeManifest(unfinished);
      await rename(unfinished, path).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
      });
    } catch (error) {
      throw diskFull(error) ? this.full(error as Error) : error;
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

  /**
   * Takes the name away first, so that nobody finds half an entry. What `spares` says is good comes back: another
   * process may have put a good entry in the place of the bad one.
   */
  private async remove(name: string, spares?: (path: string) => Promise<boolean>): Promise<void> {
    const gone = join(this.directory, `.gone.${process.pid}.${randomBytes(6).toString("hex")}`);
    await rename(join(this.directory, name), gone).catch(() => undefined);
    if (await spares?.(gone)) await rename(gone, join(this.directory, name)).catch(() => undefined);
    await rm(gone, { recursive: true, force: true });
  }
}
