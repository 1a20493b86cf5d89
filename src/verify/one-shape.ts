// The cases of one shape, directed and random ones, on several simulations at once; the first that fails is shrunk and kept.

import { join } from "node:path";
import type { Random } from "../base/random.ts";
import { reasonOf } from "../base/system-error.ts";
import { stages } from "../core/index.ts";
import type { EngineName } from "../simulate/index.ts";
import { type Failing, runCampaign } from "./campaign.ts";
import type { VerifyCase } from "./case.ts";
import { type Difference, describe } from "./compare.ts";
import { coverageOf } from "./coverage.ts";
import { directedCases } from "./directed.ts";
import { type CaseLimits, randomCase } from "./draw.ts";
import { drawnOf } from "./drawn.ts";
import { keepFailure } from "./keep.ts";
import { runnerOptions, type VerifyOptions } from "./options.ts";
import type { Failure, ShapeResult } from "./result.ts";
import { openRunners, type Runner } from "./runner.ts";
import type { Shape } from "./shape.ts";
import { shrink } from "./shrink.ts";

/** Part of a shape's seed that the directed cases are drawn from: beyond the numbers of random ones. */
const DIRECTED = 2 ** 31 - 1;

/** Cases of a shape at least, where their number is left open. */
export const LEAST_CASES = 200;

/** Cases of one shape, on `processes` simulations at once. */
export async function verifyShape(
  shape: Shape,
  root: Random,
  options: VerifyOptions,
  processes: number,
  count: (cases: number, mismatches: number) => void,
): Promise<Omit<ShapeResult, "seed">> {
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
    const left = (n: number) => {
      if (wanted !== null) return Math.max(0, wanted - n);
      const built = (performance.now() - begin) / 1000 >= 2 * first.buildSeconds;
      return n >= LEAST_CASES && built ? 0 : Number.POSITIVE_INFINITY;
    };
    const sums = { cases: 0, steps: 0, cycles: 0, mismatches: 0 };
    const failing = await runCampaign(runners, {
      caseAt,
      left,
      signal: options.signal,
      async run(runner, batch) {
        const outcomes = await runner.run(batch, undefined, (c, expected) => {
          reached.add(expected);
          drawn.add(c, expected);
          if (directed.includes(c)) reached.addEnds(c, expected);
        });
        for (const [i, { steps, cycles, timed }] of outcomes.entries()) {
          sums.steps += steps;
          sums.cycles += cycles;
          if (timed) drawn.timed(batch[i]!);
        }
        return outcomes.map((o) => o.difference);
      },
      onBatch(cases, wrong) {
        sums.cases += cases;
        sums.mismatches += wrong;
        count(cases, wrong);
      },
    });
    return {
      name: shape.name,
      depth: first.depth,
      claims: first.claims,
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
  failing: Failing<VerifyCase, Difference>,
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
      unkept = `${target}: ${reasonOf(error)}`;
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
