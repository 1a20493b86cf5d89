// Batches: units that are done anywhere and put together come to what the command says on one machine; what is missing,
// damaged or of something else is named, and only that is done again.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
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
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-batch-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const main = [resolve("node_modules/.bin/jiti"), resolve("src/cli/main.ts")] as const;
const unitFile = (batch: string, number: number) => join(batch, "units", `${number}.json`);
const resultFile = (batch: string, number: number) => join(batch, "results", `${number}.json`);

/** Changes what a file says in one place. */
function edit(path: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path, "utf8");
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path}: there is no ${from}`);
  writeFileSync(path, after);
}

async function doAll(batch: string): Promise<void> {
  for (const name of readdirSync(join(batch, "units"))) {
    const { status, err } = await run("unit", join(batch, "units", name));
    if (status !== 0) throw new Error(err);
  }
}

describe("an exploration", () => {
  const network = join(root, "network");
  const space = join(root, "space.json");
  const batch = join(root, "batch");
  const write = () => run("explore", space, "--batch", "slurm", "--units", "3", "--out", batch, "--json");

  beforeAll(async () => {
    cpSync("examples/first", network, { recursive: true });
    const hardware = { lanes: { spike: [1, 4, 8], memory: [1, 4], update: 1 } };
    const objectives = ["cyclesPerStep", "blockRam", "accuracy"];
    writeFileSync(
      space,
      JSON.stringify({ networks: ["network"], bits: [4, 8], devices: ["up5k"], hardware, objectives }),
    );
    const { status, out, err } = await write();
    expect(err).not.toContain("error");
    expect([status, JSON.parse(out)]).toEqual([0, { batch, kind: "explore", units: 3, script: "job.sh" }]);
  });

  it("says what is missing, and how to get it", async () => {
    const { status, value } = await json("collect", batch);
    expect(status).toBe(1);
    const again = `cd ${batch} && sbatch --array=0-2 job.sh`;
    expect(value).toEqual({ kind: "explore", units: 3, done: 0, missing: [0, 1, 2], refused: [], again });
  });

  it("is taken up again where a unit was killed in the middle", async () => {
    const child = spawn(main[0], [main[1], "unit", unitFile(batch, 1)], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = new Promise((done) => child.once("close", (_status, signal) => done(signal)));
    // It says so when it has begun its work.
    child.stderr.once("data", () => child.kill("SIGKILL"));
    expect(await ended).toBe("SIGKILL");
    expect(readdirSync(join(batch, "results"))).toEqual([]);
    await doAll(batch);
    expect((await json("unit", unitFile(batch, 1))).value.before).toBe(true);
  });

  it("comes to the same bytes as on one machine, wherever its folder lies, without the network", async () => {
    const one = join(root, "one");
    const { value: expected } = await json("explore", space, "--out", one);
    const elsewhere = join(root, "elsewhere");
    cpSync(batch, elsewhere, { recursive: true });
    rmSync(resultFile(elsewhere, 2));
    const away = `${network}-away`;
    cpSync(network, away, { recursive: true });
    rmSync(network, { recursive: true });
    try {
      await doAll(elsewhere);
      const two = join(root, "two");
      const { status, value } = await json("explore", "collect", elsewhere, "--out", two);
      expect([status, { ...value, seconds: 0 }]).toEqual([0, { ...expected, seconds: 0 }]);
      const names = readdirSync(one);
      expect(names).toEqual(readdirSync(two));
      for (const name of names)
        expect(readFileSync(join(two, name), "utf8"), name).toBe(readFileSync(join(one, name), "utf8"));
    } finally {
      cpSync(away, network, { recursive: true });
    }
  });

  it("names results that are damaged, of another version, of another unit, and does only those again", async () => {
    const whole = readFileSync(resultFile(batch, 0), "utf8");
    const kept = readFileSync(resultFile(batch, 2), "utf8");
    const refusal = async () => (await json("collect", batch)).value.refused;
    writeFileSync(resultFile(batch, 0), whole.slice(0, whole.length / 2));
    edit(resultFile(batch, 1), /"version":"[^"]*"/, '"version":"0.0.9"');
    expect(await refusal()).toEqual([
      { unit: 0, why: expect.stringMatching(/results\/0\.json: not JSON: .*cut short/) },
      {
        unit: 1,
        why: expect.stringMatching(/results\/1\.json: made by version 0\.0\.9 of dmp-rtl; this is \d/),
      },
    ]);
    writeFileSync(resultFile(batch, 0), kept);
    edit(resultFile(batch, 1), '"version":"0.0.9"', `"version":${/"version":("[^"]*")/.exec(whole)![1]}`);
    edit(resultFile(batch, 1), /"cyclesPerStep":\{"mean":\d/, '"cyclesPerStep":{"mean":1');
    expect(await refusal()).toEqual([
      { unit: 0, why: expect.stringContaining("results/0.json: of a unit with another content") },
      { unit: 1, why: expect.stringContaining("results/1.json: damaged, or changed by hand") },
    ]);
    const { value } = await json("collect", batch);
    expect(value.again).toMatch(/--array=0-1 job\.sh$/);
    await doAll(batch);
    expect(readFileSync(resultFile(batch, 2), "utf8")).toBe(kept);
    expect((await json("collect", batch)).status).toBe(0);
  });

  it("keeps the results of units that a second writing leaves as they were, and no others", async () => {
    await write();
    expect((await json("collect", batch)).status).toBe(0);
    // A network that has changed: its units are others.
    edit(join(network, "network.js"), /threshold: [\d.]+/, "threshold: 1.25");
    await write();
    const { status, value } = await json("collect", batch);
    expect(status).toBe(1);
    expect(value.refused).toHaveLength(3);
    expect(value.refused).toContainEqual({
      unit: 1,
      why: expect.stringContaining("of a unit with another content"),
    });
    await doAll(batch);
    expect((await json("collect", batch)).status).toBe(0);
  });

  it("refuses a unit that was edited, or that is none", async () => {
    const path = join(root, "units", "0.json");
    cpSync(unitFile(batch, 0), path);
    edit(path, '"kind":"explore"', '"kind":"explores"');
    expect((await run("unit", path)).err).toContain("0.json: damaged, or changed by hand");
    expect((await run("unit", resultFile(batch, 0))).err).toContain(
      'expected a file of the format "dmp-rtl unit 1"',
    );
    expect(await run("unit", join(root, "none.json"))).toMatchObject({ status: 2 });
    expect((await run("unit", unitFile(batch, 0), "--out", root)).err).toBe(
      `error: ${root}: cannot be written: is a folder, not a file\n`,
    );
    expect(existsSync(join(root, "results"))).toBe(false);
  });

  it("has a script that does one unit, for other schedulers and by hand", async () => {
    rmSync(resultFile(batch, 2));
    // A machine without dmp, and without npx.
    const lacking = join(root, "bin");
    mkdirSync(lacking);
    symlinkSync("/usr/bin/dirname", join(lacking, "dirname"));
    const env = { DMP: main.join(" "), SLURM_ARRAY_TASK_ID: undefined };
    const { stdout } = await execa("sh", [join(batch, "job.sh"), "2"], { env });
    expect(stdout).toMatch(/^Unit 2 of 3 \(explore\): done, /);
    const lost = await execa("/bin/sh", [join(batch, "job.sh"), "2"], {
      env: { PATH: lacking },
      extendEnv: false,
      reject: false,
    });
    expect([lost.exitCode, lost.stderr]).toEqual([
      127,
      expect.stringMatching(/^dmp is not on the PATH, .*set DMP/),
    ]);
    const submitted = { ...env, SLURM_SUBMIT_DIR: root, SLURM_ARRAY_TASK_ID: "2" };
    const elsewhere = await execa("sh", [join(batch, "job.sh")], { env: submitted, reject: false });
    expect(elsewhere.exitCode).toBe(2);
    expect(elsewhere.stderr).toContain("units/2.json: no such file; submit in the folder of the batch");
  });
});

describe("other work", () => {
  it("recordings through a network", async () => {
    const batch = join(root, "run");
    const argv = ["run", "examples/first", "examples/first/recordings.json", "--engine", "golden"];
    const { value } = await json(...argv, "--batch", "slurm", "--units", "2", "--out", batch);
    expect(value).toEqual({ batch, kind: "run", units: 2, script: "job.sh" });
    await doAll(batch);
    const [one, collected] = [await json(...argv), await json("collect", batch)];
    expect(collected.status).toBe(0);
    expect({ ...collected.value, seconds: 0 }).toEqual({ ...one.value, seconds: 0 });
    expect((await run("collect", batch, "--out", join(root, "x"))).err).toContain(
      '--out: not for a batch of the kind "run"',
    );
  });

  it("a verification of random networks, and its report", async () => {
    const batch = join(root, "verify");
    // Small ones.
    const argv = [
      "verify",
      "random",
      "--engine",
      "builtin",
      "--shapes",
      "1",
      "--seed",
      "10",
      "--seeds",
      "2",
      "--cases",
      "1",
    ];
    await json(...argv, "--batch", "slurm", "--out", batch);
    await doAll(batch);
    const junit = join(root, "junit.xml");
    const { status, value } = await json("collect", batch, "--junit", junit);
    expect(status).toBe(0);
    // That it is what one run gives: test/batch/verify-work.test.ts.
    expect(value).toMatchObject({
      engine: "builtin",
      seed: 10,
      seeds: 2,
      shapes: 2,
      cases: 2,
      mismatches: 0,
    });
    expect(readFileSync(junit, "utf8")).toContain('name="random_0, seed 11"');
  });
});

describe("wrong usage", () => {
  it.each([
    [["explore", "s.json", "--units", "3"], "--units: it is for --batch slurm"],
    [["explore", "s.json", "--batch", "slurm"], "--batch: say where the batch goes: --out FOLDER"],
    [["explore", "s.json", "--batch", "pbs", "--out", "x"], "Allowed choices are slurm"],
    [["explore", "s.json", "--batch", "slurm", "--out", "src"], "src: holds files, and is no batch"],
    [
      ["explore", "s.json", "--batch", "slurm", "--out", join(root, "x"), "--sbatch", "rm -rf"],
      "--sbatch: expected options on one line",
    ],
    [
      ["explore", "s.json", "--batch", "slurm", "--out", join(root, "x"), "--sbatch", "-a 3"],
      "--sbatch -a: the script has its own",
    ],
    [["run", "examples/first", "--batch", "slurm", "--out", "x", "--logits"], "--logits: not in a batch"],
    [["run", "examples/first", "--out", "x"], "--out: it is for --batch slurm"],
    [
      ["verify", "--engine", "builtin", "--batch", "slurm", "--out", join(root, "x")],
      "say how many cases: --cases N",
    ],
    [
      ["verify", "--engine", "builtin", "--seed", "4294967295", "--seeds", "2"],
      "--seeds: the last seed would be 4294967296; allowed: up to 4294967295",
    ],
    [["collect", "src"], "src: holds no batch.json: it is no batch"],
  ])("%j is refused", async (argv, message) => {
    const { status, err } = await run(...argv);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
