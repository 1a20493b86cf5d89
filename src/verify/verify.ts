// Verification: random cases of many shapes against the golden model; the first failure is shrunk and kept.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { random } from "../base/random.ts";
import type { CacheOptions, EngineName } from "../simulate/index.ts";
import { type CaseLimits, randomCase, type VerifyCase } from "./case.ts";
import { type Depth, type Difference, describe } from "./compare.ts";
import { keepFailure } from "./keep.ts";
import { openRunner, type Runner, type RunnerOptions } from "./runner.ts";
import { randomShape, type Shape } from "./shape.ts";
import { shrink } from "./shrink.ts";
import type { ForeignVerilog } from "./verilog.ts";

export interface VerifyProgress {
  readonly shapes: number;
  readonly shapesDone: number;
  readonly cases: number;
  readonly casesDone: number;
  readonly mismatches: number;
}

export interface VerifyOptions {
  readonly engine: EngineName;
  /** Of everything random; the same seed gives the same shapes, cases and stalls. */
  readonly seed: number;
  /** The shapes, or how many random ones. */
  readonly shapes: readonly Shape[] | number;
  /** Cases of each shape. */
  readonly cases: number;
  readonly limits?: CaseLimits;
  /** Verilog instead of the generated one (Verilator, one shape). */
  readonly verilog?: ForeignVerilog;
  /** Folder for the first failure of each shape. Default: failures are shrunk, but not written. */
  readonly keep?: string;
  readonly cache?: CacheOptions;
  /** Shapes at work at once. Default: the number of cores with Verilator, else 1. */
  readonly jobs?: number;
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Stops after the cases at work. */
  readonly signal?: AbortSignal;
}

/** The first failing case of a shape. */
export interface Failure {
  readonly shape: string;
  /** Number of the case within its shape. */
  readonly case: number;
  readonly seed: number;
  /** As drawn. */
  readonly original: Difference;
  /** After shrinking. */
  readonly difference: Difference;
  readonly description: string;
  readonly shrunk: VerifyCase;
  /** Where everything about it lies; null without `keep`. */
  readonly folder: string | null;
}

/** What the cases of one shape came to. */
export interface ShapeResult {
  readonly name: string;
  readonly depth: Depth;
  readonly cases: number;
  readonly steps: number;
  /** Clock cycles of all cases. */
  readonly cycles: number;
  /** Cases with a difference. */
  readonly mismatches: number;
  readonly seconds: number;
  readonly first: Failure | null;
}

export interface VerifyResult {
  readonly engine: EngineName;
  readonly seed: number;
  readonly shapes: number;
  readonly cases: number;
  readonly steps: number;
  readonly cycles: number;
  readonly mismatches: number;
  /** What was compared: "classes" where the Verilog has no probes. */
  readonly depth: Depth;
  readonly first: Failure | null;
  readonly seconds: number;
  readonly results: readonly ShapeResult[];
}

/** Cases that are run, compared and counted together. */
const BATCH = 25;

/** Runs random cases of every shape and compares every bit. @throws whatever keeps a shape from being built or run */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const begin = performance.now();
  const root = random(options.seed);
  const shapes = shapesOf(options);
  const total = { shapes: shapes.length, cases: shapes.length * options.cases };
  const done = { shapesDone: 0, casesDone: 0, mismatches: 0 };
  const report = () => options.onProgress?.({ ...total, ...done });
  const results: ShapeResult[] = new Array(shapes.length);
  const queue = shapes.entries();
  const stopped = () => options.signal?.aborted === true;

  const work = async (): Promise<void> => {
    for (const [i, shape] of queue) {
      if (stopped()) return;
      const draw = (n: number) => randomCase(shape, root.split(i).split(1).split(n), options.limits);
      results[i] = await verifyShape(shape, draw, options, (cases, mismatches) => {
        done.casesDone += cases;
        done.mismatches += mismatches;
        report();
      });
      done.shapesDone += 1;
      report();
    }
  };
  const jobs = options.jobs ?? (options.engine === "verilator" ? availableParallelism() : 1);
  const workers = await Promise.allSettled(Array.from({ length: Math.min(jobs, shapes.length) }, work));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;

  const finished = results.filter((r) => r !== undefined);
  const sum = (of: (r: ShapeResult) => number) => finished.reduce((all, r) => all + of(r), 0);
  return {
    engine: options.engine,
    seed: options.seed,
    shapes: finished.length,
    cases: sum((r) => r.cases),
    steps: sum((r) => r.steps),
    cycles: sum((r) => r.cycles),
    mismatches: sum((r) => r.mismatches),
    depth: finished.some((r) => r.depth === "classes") ? "classes" : "every value",
    first: finished.find((r) => r.first !== null)?.first ?? null,
    seconds: (performance.now() - begin) / 1000,
    results: finished,
  };
}

/** The shapes of a run: those given, or as many random ones as asked for. */
export function shapesOf({ shapes, seed }: Pick<VerifyOptions, "shapes" | "seed">): readonly Shape[] {
  if (typeof shapes !== "number") return shapes;
  const root = random(seed);
  return Array.from({ length: shapes }, (_, i) =>
    randomShape(root.split(i).split(0), { name: `random_${i}` }),
  );
}

const runnerOptions = ({ engine, verilog, cache }: VerifyOptions): RunnerOptions => ({
  engine,
  ...(verilog === undefined ? {} : { verilog }),
  ...(cache === undefined ? {} : { cache }),
});

async function verifyShape(
  shape: Shape,
  draw: (n: number) => VerifyCase,
  options: VerifyOptions,
  count: (cases: number, mismatches: number) => void,
): Promise<ShapeResult> {
  const begin = performance.now();
  const runner = await openRunner(shape, runnerOptions(options)).catch((error: Error) => {
    error.message = `shape ${shape.name}: ${error.message}`;
    throw error;
  });
  try {
    const sums = { cases: 0, steps: 0, cycles: 0, mismatches: 0 };
    let failing: { n: number; case: VerifyCase; difference: Difference } | null = null;
    while (sums.cases < options.cases && options.signal?.aborted !== true) {
      const batch = Array.from({ length: Math.min(BATCH, options.cases - sums.cases) }, (_, i) =>
        draw(sums.cases + i),
      );
      const outcomes = await runner.run(batch);
      let wrong = 0;
      for (const [i, { difference, steps, cycles }] of outcomes.entries()) {
        sums.steps += steps;
        sums.cycles += cycles;
        if (difference === null) continue;
        wrong += 1;
        failing ??= { n: sums.cases + i, case: batch[i]!, difference };
      }
      sums.cases += batch.length;
      sums.mismatches += wrong;
      count(batch.length, wrong);
    }
    const first = failing === null ? null : await explain(runner, shape, failing, options);
    return {
      name: shape.name,
      depth: runner.depth,
      ...sums,
      seconds: (performance.now() - begin) / 1000,
      first,
    };
  } finally {
    await runner.close();
  }
}

/** Shrinks a failing case and, where asked for, keeps it. */
async function explain(
  runner: Runner,
  shape: Shape,
  failing: { n: number; case: VerifyCase; difference: Difference },
  options: VerifyOptions,
): Promise<Failure> {
  const check = async (c: VerifyCase) => (await runner.run([c]))[0]!.difference;
  const shrunk = await shrink(failing, check, { weights: shape.hardware.parameters === "loaded" });
  const folder =
    options.keep === undefined
      ? null
      : await keepFailure(
          join(options.keep, `${shape.name}-case-${failing.n}`),
          { original: failing, shrunk },
          runnerOptions(options),
        );
  return {
    shape: shape.name,
    case: failing.n,
    seed: failing.case.seed,
    original: failing.difference,
    difference: shrunk.difference,
    description: describe(shrunk.difference),
    shrunk: shrunk.case,
    folder,
  };
}

/** Runs one stored case again. `difference` null: it passes. */
export async function replay(
  c: VerifyCase,
  options: Pick<VerifyOptions, "engine" | "verilog" | "cache">,
): Promise<{ difference: Difference | null; depth: Depth; steps: number; cycles: number }> {
  const runner = await openRunner(
    { name: c.network.name, network: c.network, hardware: c.hardware },
    options,
  );
  try {
    const [outcome] = await runner.run([c]);
    return { ...outcome!, depth: runner.depth };
  } finally {
    await runner.close();
  }
}
