// The demo: tools, then every task, then one summary.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isFile, isFolder } from "../../base/paths.ts";
import { joinCounts } from "../../inference/index.ts";
import { type EngineName, setup } from "../../simulate/index.ts";
import { missingTools } from "../engine.ts";
import { UsageError } from "../errors.ts";
import { find } from "../files/module.ts";
import { recordingsBeside } from "../files/recordings.ts";
import type { Io } from "../io.ts";
import { seconds } from "../text.ts";
import { packageRoot } from "../version.ts";
import { type Stages, stages as stagesOn } from "./stages.ts";
import { targetsOf } from "./targets.ts";
import { type TaskResult, task } from "./task.ts";

export interface DemoOptions {
  readonly models: readonly string[];
  readonly engine?: EngineName;
  readonly out: string;
  readonly clock: number;
  readonly to?: number;
  readonly json?: boolean;
}

const shipped = ["spoken-digits", "spoken-pairs"];

/** The shipped model folders. */
const shippedModels = () =>
  shipped
    .map((name) => join(packageRoot, "models", name))
    .filter((folder) => existsSync(join(folder, "network.json")));

/** Verilator where it is there or can be installed; else the built-in simulator, with a notice. */
async function engineFor(asked: EngineName | undefined, stages: Stages): Promise<EngineName> {
  if (asked === "builtin") return asked;
  return stages.run("set-up", async () => {
    if ((await missingTools()).length === 0)
      return { value: "verilator", said: "Verilator and a C++ compiler are there" };
    try {
      const { commands } = await setup();
      return { value: "verilator", said: `installed: ${commands.join("; ")}` };
    } catch (error) {
      if (asked === "verilator") throw error;
      const why = (error as Error).message.split("\n").join("\n  ");
      return {
        value: "builtin",
        said: `NOTICE: Verilator can be neither found nor installed.\nThe built-in simulator runs instead: slower, the same bits.\n${why}`,
      };
    }
  });
}

const ratio = (tasks: readonly TaskResult[], of: "float" | "golden" | "rtl"): number | null => {
  const judged = tasks.flatMap(({ result }) =>
    result.results.flatMap((r) => (r.label === null || r[of] === null ? [] : [r[of] === r.label])),
  );
  return judged.length === 0 ? null : judged.filter(Boolean).length / judged.length;
};

/** Refuses what is no model folder, before any work. @throws UsageError */
function needModel(folder: string): void {
  if (!isFolder(folder))
    throw new UsageError(
      `${folder}: ${isFile(folder) ? "is a file" : "no such folder"}; the demo takes model folders`,
    );
  if (find(folder, "network") === null)
    throw new UsageError(`${folder}: the folder has no network.ts, network.js or network.json`);
  if (recordingsBeside(folder, "test") === null)
    throw new UsageError(`${folder}: no recordings to run; the demo needs test-100.h5, .json or .txt in it`);
}

/** Runs the demo. Its JSON: totals over all tasks, and what is known of each task. */
export async function demo(options: DemoOptions, io: Io) {
  const begin = performance.now();
  const stages = stagesOn(io, options.json ? io.err : io.out);
  const folders = options.models.length > 0 ? options.models : shippedModels();
  for (const folder of folders) needModel(folder);
  const targets = targetsOf(folders, options.out);
  const engine = await engineFor(options.engine, stages);
  const done: TaskResult[] = [];
  for (const [i, folder] of folders.entries()) {
    stages.say(`\n${folder.startsWith(packageRoot) ? folder.slice(packageRoot.length + 1) : folder}`);
    const { clock, to } = options;
    const asked = { folder, ...targets[i]!, engine, clock, ...(to === undefined ? {} : { to }) };
    done.push(await task(asked, stages, io));
  }
  const elapsed = (performance.now() - begin) / 1000;
  const sum = (of: (t: TaskResult) => number) => done.reduce((total, t) => total + of(t), 0);
  const mismatches = sum((t) => t.result.mismatches);
  const counts = joinCounts(done.flatMap((t) => t.result.cyclesPerStep ?? []));
  stages.say(
    `\n${mismatches === 0 ? "Every bit of the hardware is the golden model's." : `${mismatches} MISMATCHES: the hardware differs from the golden model.`}` +
      ` ${seconds(elapsed)} in all. Files: ${options.out}/`,
  );
  return {
    engine,
    recordings: sum((t) => t.result.results.length),
    mismatches,
    accuracy: { float: ratio(done, "float"), golden: ratio(done, "golden"), rtl: ratio(done, "rtl") },
    cyclesPerStep: counts && { mean: counts.mean, max: counts.max, bound: counts.bound },
    seconds: elapsed,
    clockMHz: options.clock,
    tasks: done.map(({ name, result, files, stepsPerSecond }) => ({
      name,
      recordings: result.results.length,
      mismatches: result.mismatches,
      values: result.values,
      accuracy: result.accuracy,
      cyclesPerStep: result.cyclesPerStep,
      stepsPerSecond,
      seconds: result.seconds,
      differences: result.differences,
      files,
    })),
  };
}
