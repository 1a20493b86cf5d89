// The Verilator engine: a cached build, and one process that runs the cases.
import { type Bench, checkBench } from "../bench.ts";
import { type Case, checkCase } from "../case.ts";
import type { Engine } from "../running.ts";
import { checkTrace } from "../trace.ts";
import { type BuildInput, type BuildOptions, buildModel } from "./build.ts";
import { SimulationProcess } from "./child.ts";

export interface VerilatorOptions extends BuildOptions {
  /** A process without a sign of life for so long is killed. Default 60 s. */
  readonly hangSeconds?: number;
  /** Words such as "+depth=3" that the Verilog asks for with $test$plusargs and $value$plusargs. */
  readonly plusargs?: readonly string[];
}

/** A build in use is marked so now and then, or another process might take it for old. */
const TOUCH_MS = 30_000;

function checkAll(bench: Bench, cases: readonly Case[], trace: BuildInput["trace"]): void {
  for (const c of cases) {
    checkCase(bench, c);
    checkTrace(c, trace !== false);
  }
}

/** Builds (or finds) the model and starts its process. */
export async function openVerilator(input: BuildInput, options: VerilatorOptions): Promise<Engine> {
  const { bench } = input;
  checkBench(bench);
  const build = await buildModel(input, options);
  const child = new SimulationProcess(bench, build, options);
  await child.started().catch(async (error: Error) => {
    await child.close();
    throw error;
  });
  let tail: Promise<unknown> = Promise.resolve();
  let touched = Date.now();
  return {
    name: "verilator",
    bench,
    build,
    get pid() {
      return child.pid;
    },
    get clockSeconds() {
      return child.clockSeconds;
    },
    run(cases) {
      const results = tail.then(async () => {
        checkAll(bench, cases, input.trace);
        if (Date.now() - touched > TOUCH_MS) {
          touched = Date.now();
          await build.cache.touch(build.key).catch(() => undefined);
        }
        return child.run(cases);
      });
      tail = results.catch(() => undefined);
      return results;
    },
    close: () => child.close(),
  };
}
