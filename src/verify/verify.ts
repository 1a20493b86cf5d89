// Verification: random cases of many shapes against the golden model; the first failure is shrunk and kept.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Random, random } from "../base/random.ts";
import { stages } from "../core/index.ts";
import type { CacheOptions, EngineName } from "../simulate/index.ts";
import type { VerifyCase } from "./case.ts";
import { type Depth, type Difference, describe } from "./compare.ts";
import { addCoverage, type Coverage, coverageOf, noCoverage } from "./coverage.ts";
import { directedCases } from "./directed.ts";
import { type CaseLimits, randomCase } from "./draw.ts";
import { addDrawn, type Drawn, drawnOf, noneDrawn } from "./drawn.ts";
import { keepFailure } from "./keep.ts";
import { openRunner, openRunners, type Runner, type RunnerOptions } from "./runner.ts";
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
  /**
   * Random cases of each shape, beside the directed ones. Default: as many as take the time that its build took, and
   * 200 at least.
   */
  readonly cases?: number;
  readonly limits?: Pick<CaseLimits, "steps">;
  /** Directed cases come first: ends of sums, full lengths, trains. Default: true. */
  readonly directed?: boolean;
  /** "classes": only classes, flags and cycles are compared. Default: every value. */
  readonly depth?: Depth;
  /** Cycles are compared too. Default: true. */
  readonly cycles?: boolean;
  /** Verilog instead of the generated one (Verilator, one shape). */
  readonly verilog?: ForeignVerilog;
  /** Failures are made small. Default: true. */
  readonly shrink?: boolean;
  /** Folder for the first failure of each shape. Default: failures are shrunk, but not written. */
  readonly keep?: string;
  readonly cache?: CacheOptions;
  /** Simulations at work at once. Default: the number of cores with Verilator, else 1. */
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
  /** After shrinking; the same where nothing is shrunk. */
  readonly difference: Difference;
  readonly description: string;
  readonly shrunk: VerifyCase;
  /** Where everything about it lies; null without `keep`, and where it could not be written. */
  readonly folder: string | null;
  /** Why it could not be written; null where it could, or was not asked for. */
  readonly unkept: string | null;
}

/** What the cases of one shape came to. */
export interface ShapeResult {
  readonly name: string;
  readonly depth: Depth;
  /** Random cases; directed ones beside them. */
  readonly cases: number;
  readonly directed: number;
  readonly steps: number;
  /** Clock cycles of all cases. */
  readonly cycles: number;
  /** Cases with a difference. */
  readonly mismatches: number;
  readonly seconds: number;
  readonly first: Failure | null;
  readonly drawn: Drawn;
  readonly coverage: Coverage;
}

export interface VerifyResult {
  readonly engine: EngineName;
  readonly seed: number;
  readonly shapes: number;
  /** Random cases; directed ones beside them. */
  readonly cases: number;
  readonly directed: number;
  readonly steps: number;
  readonly cycles: number;
  readonly mismatches: number;
  /** What was compared: "classes" where the Verilog has no probes. */
  readonly depth: Depth;
  readonly first: Failure | null;
  readonly seconds: number;
  /** What was drawn, all shapes together. */
  readonly drawn: Drawn;
  /** What the cases reached, all shapes together. */
  readonly coverage: Coverage;
  readonly results: readonly ShapeResult[];
}

/** Cases that are run, compared and counted together. */
const BATCH = 25;

/** Part of a shape's seed that the directed cases are drawn from: beyond the numbers of random ones. */
const DIRECTED = 2 ** 31 - 1;

/** Seconds within which a default run of cases does not end, and cases it has at least. */
const LEAST_CASES = 200;

/** Runs directed and random cases of every shape and compares every bit. @throws whatever keeps a shape from being built or run */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const begin = performance.now();
  const root = random(options.seed);
  const shapes = shapesOf(options);
  const jobs = options.jobs ?? (options.engine === "verilator" ? availableParallelism() : 1);
  const progress = progressOf(shapes.length, options);
  const results: ShapeResult[] = new Array(shapes.length);
  const queue = shapes.entries();

  const work = async (): Promise<void> => {
    for (const [i, shape] of queue) {
      if (options.signal?.aborted === true) return;
      const left = Math.max(1, Math.floor(jobs / shapes.length));
      results[i] = await verifyShape(shape, root.split(i).split(1), options, left, progress.cases);
      progress.shape();
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(jobs, shapes.length) }, work));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;

  const finished = results.filter((r) => r !== undefined);
  const sum = (of: (r: ShapeResult) => number) => finished.reduce((all, r) => all + of(r), 0);
  return {
    engine: options.engine,
    seed: options.seed,
    shapes: finished.length,
    cases: sum((r) => r.cases),
    directed: sum((r) => r.directed),
    steps: sum((r) => r.steps),
    cycles: sum((r) => r.cycles),
    mismatches: sum((r) => r.mismatches),
    depth: finished.some((r) => r.depth === "classes") ? "classes" : "every value",
    first: finished.find((r) => r.first !== null)?.first ?? null,
    seconds: (performance.now() - begin) / 1000,
    drawn: finished.map((r) => r.drawn).reduce(addDrawn, noneDrawn),
    coverage: finished.map((r) => r.coverage).reduce(addCoverage, noCoverage),
    results: finished,
  };
}

/** Counts what is done and tells it. */
function progressOf(shapes: number, { cases, onProgress }: VerifyOptions) {
  const done = { shapesDone: 0, casesDone: 0, mismatches: 0 };
  const report = () =>
    onProgress?.({ shapes, cases: Math.max(done.casesDone, shapes * (cases ?? LEAST_CASES)), ...done });
  return {
    cases(count: number, mismatches: number) {
      done.casesDone += count;
      done.mismatches += mismatches;
      report();
    },
    shape() {
      done.shapesDone += 1;
      report();
    },
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

const runnerOptions = ({ engine, verilog, cache, depth, cycles }: VerifyOptions): RunnerOptions => ({
  engine,
  ...(verilog === undefined ? {} : { verilog }),
  ...(cache === undefined ? {} : { cache }),
  ...(depth === undefined ? {} : { depth }),
  ...(cycles === undefined ? {} : { cycles }),
});

/** A case that failed, and its number: directed ones count first. */
interface Failing {
  readonly n: number;
  readonly case: VerifyCase;
  readonly difference: Difference;
}

/** Cases of one shape, on `processes` simulations at once. */
async function verifyShape(
  shape: Shape,
  root: Random,
  options: VerifyOptions,
  processes: number,
  count: (cases: number, mismatches: number) => void,
): Promise<ShapeResult> {
  const begin = performance.now();
  const runners = await openRunners(shape, runnerOptions(options), processes).catch((error: Error) => {
    error.message = `shape ${shape.name}: ${error.message}`;
    throw error;
  });
  const [first] = runners as [Runner, ...Runner[]];
  try {
    const reached = coverageOf(first.plan);
    const drawn = drawnOf(first.plan);
    const directed =
      options.directed === false ? [] : directedCases(shape, root.split(DIRECTED), options.limits);
    const limits = { ...options.limits, ...lengthsOf(first, options.engine) };
    const caseAt = (n: number) => directed[n] ?? randomCase(shape, root.split(n - directed.length), limits);
    const wanted = options.cases === undefined ? null : options.cases + directed.length;
    const enough = (n: number) =>
      wanted === null
        ? n >= LEAST_CASES && (performance.now() - begin) / 1000 >= 2 * first.buildSeconds
        : n >= wanted;

    const sums = { cases: 0, steps: 0, cycles: 0, mismatches: 0 };
    let failing: Failing | null = null;
    let next = 0;
    const work = async (runner: Runner): Promise<void> => {
      while (!enough(next) && options.signal?.aborted !== true) {
        const from = next;
        const most = Math.min(BATCH, wanted === null ? BATCH : wanted - from);
        const batch = Array.from({ length: most }, (_, i) => caseAt(from + i));
        next += most;
        const outcomes = await runner.run(batch, undefined, (c, expected) => {
          reached.add(expected);
          drawn.add(c, expected);
          if (directed.includes(c)) reached.addEnds(c, expected);
        });
        let wrong = 0;
        for (const [i, { difference, steps, cycles, timed }] of outcomes.entries()) {
          sums.steps += steps;
          sums.cycles += cycles;
          if (timed) drawn.timed(batch[i]!);
          if (difference === null) continue;
          wrong += 1;
          if (failing === null || from + i < failing.n)
            failing = { n: from + i, case: batch[i]!, difference };
        }
        sums.cases += batch.length;
        sums.mismatches += wrong;
        count(batch.length, wrong);
      }
    };
    await Promise.all(runners.map(work));
    return {
      name: shape.name,
      depth: first.depth,
      ...sums,
      cases: Math.max(0, sums.cases - directed.length),
      directed: Math.min(sums.cases, directed.length),
      first: failing === null ? null : await explain(first, shape, failing, options),
      seconds: (performance.now() - begin) / 1000,
      drawn: drawn.result(),
      coverage: reached.result(),
    };
  } finally {
    await Promise.all(runners.map((r) => r.close()));
  }
}

/** Steps that a case has at least in Verilator: fewer take less time than to get the case there and back. */
const LEAST_STEPS = 40;

/** How long cases are at least: where loading takes long, as many steps as take much longer. */
function lengthsOf({ plan: p, loading }: Runner, engine: EngineName): CaseLimits {
  const least = engine === "verilator" ? LEAST_STEPS : 0;
  if (loading.memories === 0) return { least };
  const quiet = { inputs: 1, spikes: p.network.layers.map(() => []) };
  const perStep = Math.max(...stages(p, quiet).map((s) => s.cycles));
  const pays = Math.min(400, Math.ceil((least > 0 ? 4 : 1) * (loading.beats / perStep)));
  return { memories: loading.memories, least: Math.max(least, pays) };
}

/** Shrinks a failing case and, where asked for, keeps it. */
async function explain(
  runner: Runner,
  shape: Shape,
  failing: Failing,
  options: VerifyOptions,
): Promise<Failure> {
  const check = async (c: VerifyCase) => (await runner.run([c]))[0]!.difference;
  const shrunk =
    options.shrink === false
      ? failing
      : await shrink(failing, check, { weights: shape.hardware.parameters === "loaded" });
  let folder: string | null = null;
  let unkept: string | null = null;
  if (options.keep !== undefined) {
    const target = join(options.keep, `${shape.name}-case-${failing.n}`);
    try {
      folder = await keepFailure(target, { original: failing, shrunk }, runnerOptions(options));
    } catch (error) {
      // The difference was found all the same: a full disk must not hide it.
      unkept = `${target}: ${(error as Error).message}`;
    }
  }
  return {
    shape: shape.name,
    case: failing.n,
    seed: failing.case.seed,
    original: failing.difference,
    difference: shrunk.difference,
    description: describe(shrunk.difference),
    shrunk: shrunk.case,
    folder,
    unkept,
  };
}

/** Runs one stored case again. `difference` null: it passes. */
export async function replay(
  c: VerifyCase,
  options: Pick<VerifyOptions, "engine" | "verilog" | "cache" | "depth" | "cycles">,
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
