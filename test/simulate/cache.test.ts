// The build cache: entries appear whole or not at all, whoever builds, dies or is pruned meanwhile.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
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

  it("takes the first of several that make the same entry", async () => {
    const caches = Array.from({ length: 8 }, () => new BuildCache({ directory }));
    const paths = await Promise.all(
      caches.map((cache, i) => cache.publish("a", (folder) => writeFile(join(folder, `by${i}`), ""))),
    );
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(paths[0])).toHaveLength(1);
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
