// Verification: directed and random cases of many shapes against the golden model.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Random, random } from "../base/random.ts";
import type { VerifyCase } from "./case.ts";
import type { Depth, Difference } from "./compare.ts";
import { LEAST_CASES, verifyShape } from "./one-shape.ts";
import type { VerifyOptions } from "./options.ts";
import { resultOf, type ShapeResult, type VerifyResult } from "./result.ts";
import { openRunner } from "./runner.ts";
import { randomShape, type Shape } from "./shape.ts";

/** Runs directed and random cases of every shape and compares every bit. @throws whatever keeps a shape from being built or run */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const begin = performance.now();
  const { engine, seed, seeds = 1 } = options;
  const shapes = drawnShapes(options);
  const jobs = options.jobs ?? (engine === "verilator" ? availableParallelism() : 1);
  const progress = progressOf(shapes.length, options);
  const results: ShapeResult[] = new Array(shapes.length);
  const queue = shapes.entries();

  const work = async (): Promise<void> => {
    for (const [i, { shape, seed: of, from, keep }] of queue) {
      if (options.signal?.aborted === true) return;
      const left = Math.max(1, Math.floor(jobs / shapes.length));
      const own = keep === undefined ? options : { ...options, keep };
      results[i] = { ...(await verifyShape(shape, from, own, left, progress.cases)), seed: of };
      progress.shape();
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(jobs, shapes.length) }, work));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  const finished = results.filter((r) => r !== undefined);
  const seconds = (performance.now() - begin) / 1000;
  return resultOf({ engine, seed, seeds, seconds }, finished);
}

/** A shape to verify, what its cases are drawn from, and where its failures are kept. */
interface DrawnShape {
  readonly shape: Shape;
  readonly seed: number;
  readonly from: Random;
  readonly keep: string | undefined;
}

/** The shapes of all seeds, or the part of them that is asked for. */
function drawnShapes(options: VerifyOptions): DrawnShape[] {
  const { seed: first, seeds = 1, part, keep } = options;
  const all = Array.from({ length: seeds }, (_, i) => first + i).flatMap((seed) => {
    const root = random(seed);
    // Shapes of several seeds have the same names.
    const own = keep === undefined || seeds === 1 ? keep : join(keep, `seed-${seed}`);
    return shapesOf({ ...options, seed }).map((shape, i) => ({
      ...{ shape, seed, keep: own },
      from: root.split(i).split(1),
    }));
  });
  return part === undefined ? all : all.slice(part.from, part.to);
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
