// The build cache: entries appear whole or not at all, whoever builds, dies or is pruned meanwhile.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BuildCache } from "../../src/simulate/cache.ts";
import { type BuildProgress, openEngine } from "../../src/simulate/index.ts";
import { trouble, words } from "./circuits.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cache-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const put = (cache: BuildCache, key: string, bytes: number) =>
  cache.publish(key, (folder) => writeFile(join(folder, "data"), "x".repeat(bytes)));

/** Makes an entry look unused for some seconds. */
function age(name: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(directory, name), then, then);
}

describe("the cache", () => {
  it("gives back what was published", async () => {
    const cache = new BuildCache({ directory });
    expect(await cache.find("a")).toBeNull();
    const path = await put(cache, "a", 3);
    expect(await cache.find("a")).toBe(path);
    expect(readFileSync(join(path, "data"), "utf8")).toBe("xxx");
  });

  it("keeps nothing of an entry whose making failed", async () => {
    const cache = new BuildCache({ directory });
    const failing = cache.publish("a", async (folder) => {
      await writeFile(join(folder, "half"), "");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(readdirSync(directory)).toEqual([]);
  });

  it("says so where it cannot write", async () => {
    writeFileSync(join(directory, "file"), "");
    const cache = new BuildCache({ directory: join(directory, "file") });
    await expect(put(cache, "a", 1)).rejects.toThrow(/the build cache cannot be written: .*DMP_CACHE/);
  });

  describe("does not find an entry that was damaged", () => {
    const damages: Record<string, (file: string) => void> = {
      "cut short": (file) => truncateSync(file, 2),
      emptied: (file) => truncateSync(file, 0),
      "altered in one letter": (file) => writeFileSync(file, "xxy"),
      "without its run bit": (file) => chmodSync(file, 0o644),
      gone: (file) => rmSync(file),
      "a folder now": (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      "without its list": (file) => rmSync(join(file, "..", "manifest.json")),
      "with a list that is no list": (file) => writeFileSync(join(file, "..", "manifest.json"), "{"),
    };
    it.each(Object.entries(damages))("%s", async (_what, damage) => {
      const cache = new BuildCache({ directory });
      const fill = (folder: string) => writeFile(join(folder, "data"), "xxx", { mode: 0o755 });
      const path = await cache.publish("a", fill);
      expect(await cache.find("a")).toBe(path);
      damage(join(path, "data"));
      expect(await cache.find("a")).toBeNull();
      expect(readdirSync(directory)).toEqual([]);
      await cache.publish("a", fill);
      expect(await cache.find("a")).toBe(path);
    });
  });

  it("goes to a temporary folder of its own where it cannot write, and says so", async () => {
    writeFileSync(join(directory, "file"), "");
    const notes: string[] = [];
    const asked = new BuildCache({
      directory: join(directory, "file", "builds"),
      onNote: (text) => notes.push(text),
    });
    const before = process.env.TMPDIR;
    process.env.TMPDIR = directory;
    try {
      const cache = await asked.writable();
      expect(cache.directory.startsWith(join(directory, "dmp-rtl-cache-"))).toBe(true);
      expect(statSync(join(cache.directory, "..")).mode & 0o777).toBe(0o700);
      expect(notes).toEqual([
        expect.stringMatching(/cannot be written \(.*\); builds go to .*; .*DMP_CACHE/),
      ]);
      await put(cache, "a", 3);
      // The next one finds what this one has made, unless others could have written it.
      expect(await (await asked.writable()).find("a")).not.toBeNull();
      chmodSync(join(cache.directory, ".."), 0o777);
      expect((await asked.writable()).directory).not.toBe(cache.directory);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });

  it("says so where the disk is full", async () => {
    const cache = new BuildCache({ directory });
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const failing = cache.publish("a", () => Promise.reject(full));
    await expect(failing).rejects.toThrow(/^the disk is full: ENOSPC.*; builds are made in .*DMP_CACHE/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("takes the first of several that make the same entry", async () => {
    const caches = Array.from({ length: 8 }, () => new BuildCache({ directory }));
    const paths = await Promise.all(
      caches.map((cache, i) => cache.publish("a", (folder) => writeFile(join(folder, `by${i}`), ""))),
    );
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(paths[0]).sort()).toEqual([expect.stringMatching(/^by\d$/), "manifest.json"]);
    expect(readdirSync(directory)).toEqual(["a"]);
  });

  it("removes what was not used for longest when it grows too large", async () => {
    const cache = new BuildCache({ directory, limitBytes: 250, graceMs: 5000 });
    for (const [name, seconds] of [
      ["old", 300],
      ["older", 400],
      ["oldest", 500],
    ] as const) {
      await put(cache, name, 100);
      age(name, seconds);
    }
    // A use keeps the oldest alive.
    expect(await cache.find("oldest")).not.toBeNull();
    await put(cache, "new", 100);
    expect(readdirSync(directory).sort()).toEqual(["new", "oldest"]);
  });

  it("keeps what is in use even if it is too large, and sweeps up after processes that died", async () => {
    const cache = new BuildCache({ directory, limitBytes: 10 });
    await put(cache, "a", 100);
    for (const [name, seconds] of [
      [".dead.1.x", 7200],
      [".busy.2.y", 60],
    ] as const) {
      await put(new BuildCache({ directory }), name, 1);
      age(name, seconds);
    }
    await put(cache, "b", 100);
    expect(readdirSync(directory).sort()).toEqual([".busy.2.y", "a", "b"]);
  });
});

describe("builds", () => {
  /** Opens an engine with a cache of its own; says whether it was found there, and which stages it took. */
  async function open(options = {}) {
    const stages: string[] = [];
    const onProgress = ({ stage }: BuildProgress) => stages.push(stage);
    const engine = await openEngine("verilator", {
      ...trouble,
      cache: { directory },
      onProgress,
      ...options,
    });
    const [{ sinks }] = await engine.run([words(0)]);
    await engine.close();
    return { stages, word: sinks.out.columns[0][0], ...engine.build! };
  }

  it("are made once, and again when anything that matters changes", async () => {
    const first = await open();
    expect(first).toMatchObject({ cached: false, stages: ["waiting", "translating", "compiling", "ready"] });
    expect(await open()).toMatchObject({ cached: true, stages: ["ready"], key: first.key });
    const images = [{ name: "table.hex", text: "b0 b1 b2 b3\n" }];
    expect(await open({ images })).toMatchObject({ cached: false, word: 0xb0 });
    const [{ name, text }] = trouble.files;
    const files = [{ name, text: text.replace("table_[in_word[1:0]]", "8'd77") }];
    expect(await open({ files })).toMatchObject({ cached: false, word: 77 });
    expect(await open()).toMatchObject({ cached: true, word: 0xa0 });
    expect(readdirSync(directory)).toHaveLength(3);
  });

  it("are made again where the program or an image in the cache was damaged", async () => {
    const images = [{ name: "table.hex", text: "b0 b1 b2 b3\n" }];
    const { directory: entry } = await open({ images });
    for (const damage of [
      () => truncateSync(join(entry, "simulation"), 1000),
      () => chmodSync(join(entry, "simulation"), 0o644),
      () => writeFileSync(join(entry, "table.hex"), "c0 c1 c2 c3\n"),
    ]) {
      damage();
      expect(await open({ images })).toMatchObject({ cached: false, word: 0xb0 });
    }
    expect(await open({ images })).toMatchObject({ cached: true, word: 0xb0 });
  });

  it("of the same thing at the same time are one build", async () => {
    const all = await Promise.all([open(), open(), open()]);
    expect(all.map((b) => b.word)).toEqual([0xa0, 0xa0, 0xa0]);
    expect(all.filter((b) => b.stages.includes("compiling"))).toHaveLength(1);
    expect(readdirSync(directory)).toEqual([all[0].key]);
  });

  it("that fail leave nothing behind", async () => {
    await expect(open({ files: [{ name: "trouble.v", text: "module trouble" }] })).rejects.toThrow("failed");
    expect(existsSync(directory) && readdirSync(directory)).toEqual([]);
    writeFileSync(join(directory, "still-writable"), "");
  });
});
