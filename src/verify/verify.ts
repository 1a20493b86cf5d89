// Verification: directed and random cases of many shapes against the golden model.
import { availableParallelism } from "node:os";
import { random } from "../base/random.ts";
import type { VerifyCase } from "./case.ts";
import type { Depth, Difference } from "./compare.ts";
import { addCoverage, noCoverage } from "./coverage.ts";
import { addDrawn, noneDrawn } from "./drawn.ts";
import { LEAST_CASES, verifyShape } from "./one-shape.ts";
import type { VerifyOptions } from "./options.ts";
import type { ShapeResult, VerifyResult } from "./result.ts";
import { openRunner } from "./runner.ts";
import { randomShape, type Shape } from "./shape.ts";

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
    claims:
      options.proved === undefined
        ? null
        : { total: sum((r) => r.claims?.total ?? 0), proved: sum((r) => r.claims?.proved ?? 0) },
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
