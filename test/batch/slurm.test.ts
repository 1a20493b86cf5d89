// A batch on a real Slurm of one node: a task is killed in its work, another is cancelled, the script is submitted again.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { json } from "../cli/dmp.ts";
import { type Cluster, openCluster, until } from "./slurm-cluster.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-slurm-batch-"));
const batch = join(root, "batch");
/** Its daemons take jobs of others only as root. */
const asRoot = process.getuid?.() === 0;
let cluster: Cluster;
beforeAll(async () => {
  if (asRoot) cluster = await openCluster();
});
afterAll(async () => {
  await cluster?.close();
  rmSync(root, { recursive: true, force: true });
});

const logOf = (unit: number): string => {
  try {
    return readFileSync(join(batch, "logs", `${unit}.txt`), "utf8");
  } catch {
    return "";
  }
};
const results = () => readdirSync(join(batch, "results")).sort();
const slurm = async (program: string, ...argv: string[]) =>
  (await execa(program, argv, { cwd: batch, env: { ...cluster.env, DMP: dmp } })).stdout;
const dmp = [resolve("node_modules/.bin/jiti"), resolve("src/cli/main.ts")].join(" ");

/** Submits, and gives the number of the job. */
const submit = async (...argv: string[]) => (await slurm("sbatch", "--parsable", ...argv, "job.sh")).trim();
const tasksOf = async (job: string) =>
  (await slurm("squeue", "--noheader", "--array", "--format=%i %T"))
    .split("\n")
    .filter((l) => l.startsWith(`${job}_`));
const ended = (job: string) =>
  until(
    async () => (await tasksOf(job)).length === 0,
    () => [0, 1, 2].map(logOf).join(""),
  );

/** The process that works at a unit. */
const processOf = (unit: number): number | undefined =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return words.includes(`units/${unit}.json`) && !words[0]!.endsWith("sh");
      } catch {
        return false;
      }
    });

it.runIf(asRoot)("loses nothing and does nothing twice where tasks are killed", async () => {
  const argv = ["verify", "random", "--engine", "builtin", "--shapes", "3", "--cases", "0", "--seed", "1"];
  const { value } = await json(...argv, "--batch", "slurm", "--sbatch", "--time=10", "--out", batch);
  expect(value).toMatchObject({ units: 3, script: "job.sh" });

  const job = await submit();
  // Two at a time: 0 and 1 are at work first. They are held, so that neither ends before its end comes.
  for (const unit of [0, 1]) {
    await until(
      () => logOf(unit).includes("unit: cases"),
      () => logOf(unit),
    );
    process.kill(processOf(unit)!, "SIGSTOP");
  }
  process.kill(processOf(0)!, "SIGKILL");
  await slurm("scancel", `${job}_1`);
  await ended(job);
  expect(results()).toEqual(["2.json"]);
  const collected = await json("collect", batch);
  expect(collected.status).toBe(1);
  expect(collected.value).toMatchObject({ done: 1, missing: [0, 1], refused: [] });
  expect(collected.value.again).toContain("sbatch --array=0-1 job.sh");

  const written = () => statSync(join(batch, "results", "2.json")).mtimeMs;
  const before = written();
  await ended(await submit());
  expect(written()).toBe(before);
  for (const unit of [0, 1, 2]) expect(logOf(unit).match(/: done, /g), `unit ${unit}`).toHaveLength(1);
  expect(logOf(2)).toContain("was done before");
  const { status, value: whole } = await json("collect", batch);
  expect(status).toBe(0);
  expect(whole).toMatchObject({ seed: 1, shapes: 3, mismatches: 0 });
});
