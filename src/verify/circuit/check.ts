// Any circuit against a model of it: random streams and plain ports, pauses, resets; the first failure is shrunk and kept.

import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Random, random } from "../../base/random.ts";
import { reasonOf } from "../../base/system-error.ts";
import type { Design } from "../../hdl/index.ts";
import type { TextFile } from "../../simulate/index.ts";
import { type Bench, benchOf, type CacheOptions, type EngineName } from "../../simulate/index.ts";
import { type Failing, runCampaign } from "../campaign.ts";
import { VerifyError } from "../errors.ts";
import { keepFolder, waveformOf } from "../kept-folder.ts";
import { viewOfBench } from "../view.ts";
import { type CircuitCase, type Response, type Stimulus, saveCircuitCase } from "./case.ts";
import { type CircuitDifference, describeDifference } from "./compare.ts";
import { anyStimulus, randomCircuitCase } from "./draw.ts";
import { type CircuitRunner, openCircuitRunner } from "./runner.ts";
import { shrinkCircuitCase } from "./shrink.ts";

export interface CheckOptions<S extends Stimulus = Stimulus> {
  /** The circuit, elaborated. */
  readonly design: Design;
  /** How an engine sees it. Default: as its ports' names say, ports of no stream in every cycle. */
  readonly bench?: Bench;
  /** What must come out. It sees what goes in only: neither pauses nor cycles. */
  readonly model: (given: S) => Response;
  /** Draws what goes in. Default: anything that the types of the ports allow. What it leaves out is nothing. */
  readonly arbitrary?: (random: Random) => Partial<S>;
  /** What may go in while a failing case is made small. Default: anything. */
  readonly allowed?: (given: S) => boolean;
  /** Of everything random. Default 1. */
  readonly seed?: number;
  /** How many random cases (default 200), or given ones. */
  readonly cases?: number | readonly CircuitCase[];
  /** Default: the built-in one. */
  readonly engine?: EngineName;
  /** Streams pause, registers hold noise, resets cut off. Default: true. */
  readonly disturb?: boolean;
  /** Cycles that a beat, in or out, takes at most without a pause. Default 100. */
  readonly cyclesPerBeat?: number;
  /** Cycles to go on after the last beat: what comes then is one too many. Default 20. */
  readonly settle?: number;
  /** Verilog to simulate instead of the design's own (Verilator): files and the images they read. */
  readonly verilog?: { readonly files: readonly TextFile[]; readonly images?: readonly TextFile[] };
  /** Folder for the first failure. Default: it is shrunk, but not written. */
  readonly keep?: string;
  readonly cache?: CacheOptions;
  /** Simulations at work at once. Default: the number of cores with Verilator, else 1. */
  readonly jobs?: number;
}

export interface CheckFailure {
  /** Number of the case. */
  readonly case: number;
  readonly seed: number;
  /** As drawn. */
  readonly original: CircuitDifference;
  /** After shrinking. */
  readonly difference: CircuitDifference;
  readonly description: string;
  readonly shrunk: CircuitCase;
  /** Where everything about it lies; null without `keep`, and where it could not be written. */
  readonly folder: string | null;
  /** Why it could not be written. */
  readonly unkept: string | null;
}

export interface CheckResult {
  readonly engine: EngineName;
  readonly seed: number;
  readonly cases: number;
  /** Clock cycles of all cases. */
  readonly cycles: number;
  /** Cases with a difference. */
  readonly mismatches: number;
  readonly first: CheckFailure | null;
  readonly seconds: number;
}

/**
 * Runs random cases of a circuit and compares all that comes out with what its model says.
 * @throws VerifyError where the model does not fit the circuit, and whatever keeps the circuit from being built or run
 */
export async function check<S extends Stimulus = Stimulus>(options: CheckOptions<S>): Promise<CheckResult> {
  const begin = performance.now();
  const { design, engine = "builtin", seed = 1, cases = 200, disturb = true, verilog, cache } = options;
  if (!Array.isArray(design?.circuits))
    throw new VerifyError("design: none is given; elaborate(circuit) makes one");
  const bench = options.bench ?? benchOf(design, { everyCycle: true });
  const jobs = options.jobs ?? (engine === "verilator" ? availableParallelism() : 1);
  const open = (trace: boolean): Promise<CircuitRunner> =>
    openCircuitRunner({
      engine,
      circuit: { bench, design, trace, ...verilog, ...(cache === undefined ? {} : { cache }) },
      model: options.model as (given: Stimulus) => Response,
      cyclesPerBeat: options.cyclesPerBeat ?? 100,
      settle: options.settle ?? 20,
    });
  const { arbitrary = anyStimulus(bench, design) } = options;
  const stimulus = (r: Random): Stimulus => ({ streams: {}, inputs: {}, ...arbitrary(r) });
  const root = random(seed);
  const drawn = (n: number): CircuitCase => {
    const c = randomCircuitCase(root.split(n), stimulus);
    return disturb ? c : { ...c, stalls: null, stateSeed: 0, cutAfter: null };
  };
  const caseAt = typeof cases === "number" ? drawn : (n: number) => cases[n]!;
  const wanted = typeof cases === "number" ? cases : cases.length;

  const first = await open(false);
  const runners = [first];
  try {
    while (runners.length < jobs) runners.push(await open(false));
    const sums = { cases: 0, cycles: 0, mismatches: 0 };
    const failing = await runCampaign<CircuitRunner, CircuitCase, CircuitDifference>(runners, {
      caseAt,
      left: (n) => Math.max(0, wanted - n),
      async run(runner, batch) {
        const outcomes = await runner.run(batch);
        for (const { cycles } of outcomes) sums.cycles += cycles;
        return outcomes.map((o) => o.difference);
      },
      onBatch(count, wrong) {
        sums.cases += count;
        sums.mismatches += wrong;
      },
    });
    const failure =
      failing && (await explain(failing, first, () => open(true), { ...options, bench, engine }));
    return { engine, seed, ...sums, first: failure, seconds: (performance.now() - begin) / 1000 };
  } finally {
    await Promise.all(runners.map((r) => r.close()));
  }
}

const sizeOf = ({ stimulus: { streams, inputs } }: CircuitCase): string =>
  [
    ...Object.entries(streams).map(([name, beats]) => `${beats.length} beats of ${name}`),
    ...Object.entries(inputs).map(([port, values]) => `${values.length} values of ${port}`),
  ].join(", ");

/** Shrinks a failing case and, where asked for, keeps it. */
async function explain<S extends Stimulus>(
  failing: Failing<CircuitCase, CircuitDifference>,
  runner: CircuitRunner,
  traced: () => Promise<CircuitRunner>,
  { allowed, keep, bench, engine, design }: CheckOptions<S> & { bench: Bench; engine: EngineName },
): Promise<CheckFailure> {
  const shrunk = await shrinkCircuitCase(failing, async (c) =>
    allowed?.(c.stimulus as S) === false ? null : (await runner.run([c]))[0]!.difference,
  );
  const description = describeDifference(shrunk.difference);
  const report = `# Counterexample

The circuit ${bench.top} and its model disagree.

- First difference: ${description}
- Before shrinking: ${describeDifference(failing.difference)}
- Engine: ${engine}
- Case ${failing.n}, seed of the case: ${failing.case.seed}
- Size: ${sizeOf(shrunk.case)}; as drawn: ${sizeOf(failing.case)}

| file | what it is |
|---|---|
| \`case.json\` | the smallest case that still fails: \`check({ ..., cases: [loadCircuitCase(text, file)] })\` |
| \`original.json\` | the case as it was drawn |
| \`${waveformOf(engine)}\` | waveform around the failure; \`wave.gtkw\` is a view of it for GTKWave |
`;
  let folder: string | null = null;
  let unkept: string | null = null;
  if (keep !== undefined) {
    const target = join(keep, `${bench.top}-case-${failing.n}`);
    try {
      folder = await keepFolder(target, engine, shrunk.difference.cycle, async (trace) => {
        const again = await traced();
        try {
          await again.run([shrunk.case], trace);
        } finally {
          await again.close();
        }
        return {
          files: [
            { name: "case.json", text: saveCircuitCase(shrunk.case) },
            { name: "original.json", text: saveCircuitCase(failing.case) },
            { name: "report.md", text: report },
          ],
          view: viewOfBench(bench, design),
        };
      });
    } catch (error) {
      // The difference was found all the same: a full disk must not hide it.
      unkept = `${target}: ${reasonOf(error)}`;
    }
  }
  return {
    case: failing.n,
    seed: failing.case.seed,
    original: failing.difference,
    difference: shrunk.difference,
    description,
    shrunk: shrunk.case,
    folder,
    unkept,
  };
}
