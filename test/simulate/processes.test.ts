// What other processes see: builds that are killed half-way, builders that race, simulations that lose their parent.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trouble, words } from "./circuits.ts";
import { commandOf, Outside, until } from "./outside.ts";

const outside = new Outside();
const builds = join(outside.cache, "builds");
const inCache = () => (existsSync(builds) ? readdirSync(builds) : []);

beforeAll(() => outside.prepare());
afterAll(() => outside.remove());

/** A script that opens the engine, says so, runs a case and prints the result. `name` makes the design unique. */
const script = (name: string, then = "await engine.close();") => {
  const files = trouble.files.map((f) => ({ ...f, text: `// ${name}\n${f.text}` }));
  return `
    const engine = await simulate.openEngine("verilator", {
      ...${JSON.stringify({ ...trouble, files })},
      onProgress: ({ stage }) => console.log(stage),
    });
    console.log("open", engine.pid);
    const [{ status }] = await engine.run([${JSON.stringify(words(1, 2))}]);
    console.log(status);
    ${then}`;
};

const noTrace = () => until(() => outside.leftRunning().length === 0, `${outside.leftRunning()}`, 20_000);

describe("a build in another process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("ended by %s leaves nothing behind", async (signal) => {
    const { child, output, ended } = outside.start(script(signal));
    await until(() => output().includes("compiling"), "the compiler");
    await until(() => outside.leftRunning().length > 1, "the compiler's process");
    child.kill(signal);
    await ended;
    expect(child.signalCode).toBe(signal);
    await noTrace();
    expect(inCache()).toEqual([]);
    expect(readdirSync(outside.temporary)).toEqual([]);
  });

  it("killed half-way leaves no entry, and the next one builds", async () => {
    const { child, output, ended } = outside.start(script("killed"));
    await until(() => output().includes("compiling"), "the compiler");
    child.kill("SIGKILL");
    await ended;
    expect(inCache().filter((name) => !name.startsWith("."))).toEqual([]);
    const next = await outside.run(script("killed"));
    expect(next).toMatch(/compiling\nready\nopen \d+\ndone\n$/);
    await noTrace();
  });

  it("may race with others for the same entry", async () => {
    const before = inCache().filter((name) => !name.startsWith("."));
    const outputs = await Promise.all([1, 2, 3].map(() => outside.run(script("race"))));
    for (const text of outputs) expect(text).toMatch(/ready\nopen \d+\ndone\n$/);
    const after = inCache().filter((name) => !name.startsWith("."));
    expect(after).toHaveLength(before.length + 1);
  });
});

describe("a simulation whose parent ends", () => {
  const busy = "void engine.run([{ sources: {}, maxCycles: 4_000_000_000 }]);";
  const idle = "setInterval(() => undefined, 1000);";

  it.each([
    ["exits without closing it", "process.exit(3);"],
    ["throws", `${busy} setTimeout(() => { throw new Error("oh"); }, 100);`],
    ["is killed while it waits", `${idle} process.kill(process.pid, "SIGKILL");`],
    ["is terminated while it runs", `${busy} setTimeout(() => process.kill(process.pid, "SIGTERM"), 100);`],
    ["is killed while it runs", `${busy} setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);`],
  ])("ends too when the parent %s", async (_, then) => {
    const text = await outside.run(script("parent", then));
    const pid = /open (\d+)\ndone\n/.exec(text)?.[1];
    expect(pid).toBeDefined();
    await until(() => commandOf(pid!) === "", `process ${pid}`, 20_000);
  });
});
