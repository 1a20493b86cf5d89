// Runs cases of one shape on an engine and compares them with the golden model, which computes while the engine simulates.
import { hardware, type NetworkPlan, parametersOf, plan } from "../core/index.ts";
import type { IntegerNetwork } from "../network/integer.ts";
import {
  type CacheOptions,
  type Case,
  type CaseResult,
  type Engine,
  EngineError,
  type EngineName,
  openEngine,
} from "../simulate/index.ts";
import { type NetworkBench, networkBench } from "../simulate/network.ts";
import { type ClaimCount, type ProvedClaim, withoutProved } from "../simulate/proved.ts";
import { insideMonitors } from "../simulate/sight.ts";
import { stepsOf, type VerifyCase } from "./case.ts";
import { compare, compareCut, type Depth, type Difference } from "./compare.ts";
import { VerifyError } from "./errors.ts";
import { type Expected, expectation, goldenModels } from "./expect.ts";
import type { Shape } from "./shape.ts";
import { stimulus } from "./stimulus.ts";
import { compareCycles, isTimed } from "./timing.ts";
import type { ForeignVerilog } from "./verilog.ts";

export interface RunnerOptions {
  readonly engine: EngineName;
  /** Instead of the generated circuit (Verilator only). */
  readonly verilog?: ForeignVerilog;
  /** Instead of the plan's own elaborated circuit (a mutated one, say). */
  readonly design?: NetworkBench["design"];
  /** What is compared. Default: every value: of the probes, or of what lies behind them where there are none. */
  readonly depth?: Depth;
  /** Cycles are compared with the timeline, where no stream pauses. Default: true. */
  readonly cycles?: boolean;
  /** Claims that are proved of the generated circuit: they are not checked (Verilator only). */
  readonly proved?: readonly ProvedClaim[];
  /** Cases may be run with a waveform. */
  readonly trace?: boolean;
  readonly cache?: CacheOptions;
}

/** What one case came to. */
export interface Outcome {
  readonly difference: Difference | null;
  readonly steps: number;
  readonly cycles: number;
  /** The cycles were compared. */
  readonly timed: boolean;
}

/** A circuit that is ready to run cases. */
export interface Runner {
  readonly plan: NetworkPlan;
  readonly bench: NetworkBench;
  readonly depth: Depth;
  /** The claims of the circuit, where some may be left out; else null. */
  readonly claims: ClaimCount | null;
  /** Seconds that the build took; near 0 from the cache. */
  readonly buildSeconds: number;
  /** Beats that loading the parameters takes, and the memories it loads; 0 where they are baked. */
  readonly loading: { readonly beats: number; readonly memories: number };
  /** `keep` gets what each case must come to. */
  run(
    cases: readonly VerifyCase[],
    waveform?: { file: string; from?: number; to?: number },
    keep?: (c: VerifyCase, expected: Expected) => void,
  ): Promise<Outcome[]>;
  close(): Promise<void>;
}

/** The benches of a shape, elaborated once: with probes and without. */
const benches = new WeakMap<Shape, Map<boolean, NetworkBench>>();

function benchWith(shape: Shape, probe: boolean): NetworkBench {
  const known = benches.get(shape) ?? new Map<boolean, NetworkBench>();
  const found = known.get(probe) ?? networkBench(plan(shape.network, hardware({ ...shape.hardware, probe })));
  benches.set(shape, known.set(probe, found));
  return found;
}

/** The hardware that is simulated, and what the bench looks at in it. */
function benchOf(shape: Shape, { verilog, depth, engine }: RunnerOptions): NetworkBench {
  const withProbe = (probe: boolean) => benchWith(shape, probe);
  const probe = verilog?.probe ?? shape.hardware.probe;
  if (probe) return withProbe(true);
  const bare = withProbe(false);
  if (depth === "classes") return bare;
  const probed = withProbe(true);
  // The built-in engine sees ports only.
  if (engine === "builtin") return probed;
  return {
    ...bare,
    bench: { ...bare.bench, monitors: insideMonitors(probed.design, bare.design, probed.bench) },
  };
}

/** Opens several engines over one build, for as many processes. */
export async function openRunners(shape: Shape, options: RunnerOptions, count: number): Promise<Runner[]> {
  const first = await openRunner(shape, options);
  const more = await Promise.all(
    Array.from({ length: count - 1 }, () => openRunner(shape, options, first.bench)),
  );
  return [first, ...more];
}

/**
 * Opens a runner for a shape. Cases must have the shape's hardware and, where its parameters are baked, its network;
 * where they are loaded, a network that differs in weights and biases only.
 * @throws VerifyError where Verilog without probes lacks the signals that the bench looks at, or proofs are of something else
 */
export async function openRunner(
  shape: Shape,
  options: RunnerOptions,
  known?: NetworkBench,
): Promise<Runner> {
  const { verilog } = options;
  const own = known ?? benchOf(shape, options);
  const p = own.plan;
  const bench = { ...own, design: options.design ?? own.design };
  const begin = performance.now();
  const checked = unproved(shape, bench.design, options);
  const engine: Engine = await openEngine(options.engine, {
    bench: bench.bench,
    design: bench.design,
    ...(verilog === undefined
      ? {}
      : { files: verilog.files, images: verilog.images, plusargs: verilog.plusargs ?? [] }),
    ...(checked === null
      ? {}
      : { files: checked.files, images: checked.files.flatMap((f) => [...f.images]) }),
    trace: options.trace ?? false,
    ...(options.cache === undefined ? {} : { cache: options.cache }),
  }).catch((error: Error) => {
    if (!(error instanceof EngineError) || !error.message.includes("which the bench looks at")) throw error;
    throw new VerifyError(
      `${error.message}: without probes and without them only the classes can be compared; ask for that with --depth classes`,
    );
  });
  const buildSeconds = (performance.now() - begin) / 1000;
  const depth: Depth = bench.bench.monitors.length === 0 ? "classes" : "every value";
  const models = goldenModels();
  const parameters = p.hardware.parameters === "loaded" ? parametersOf(p).all : [];

  const plans = new WeakMap<IntegerNetwork, NetworkPlan>([[shape.network, p]]);
  /** A network that differs in weights only: the same sizes, types and schedule. */
  const planOf = (network: IntegerNetwork): NetworkPlan => {
    const found = plans.get(network) ?? reloaded(p, network);
    plans.set(network, found);
    return found;
  };

  const judge = (c: VerifyCase, results: readonly CaseResult[], expected: Expected): Outcome => {
    const { records, raised } = expected;
    const result = results.at(-1)!;
    const [cut] = results.slice(0, -1);
    const wrong =
      (cut === undefined ? null : compareCut(cut)) ??
      compare(p, bench.bench, result, records, { depth, raised });
    const timed = wrong === null && options.cycles !== false && isTimed(c, expected);
    return {
      difference: timed ? compareCycles(p, c, result, expected) : wrong,
      steps: stepsOf(c),
      cycles: result.cycles,
      timed,
    };
  };
  return {
    plan: p,
    bench,
    depth,
    claims: checked?.count ?? null,
    buildSeconds,
    loading: {
      beats: parameters.reduce((sum, m) => sum + 1 + m.depth * m.lanes, 0),
      memories: parameters.length,
    },
    async run(cases, waveform, keep) {
      const parts = cases.map((c) => stimulus(p, c, planOf, waveform as Case["trace"]));
      const running = engine.run(parts.flat());
      // If it fails while the golden model is at work, that is told below.
      running.catch(() => undefined);
      const expected = cases.map((c) => expectation(c, models));
      if (keep !== undefined) for (const [i, c] of cases.entries()) keep(c, expected[i]!);
      const results = await running;
      let at = 0;
      return cases.map((c, i) => {
        const own = results.slice(at, at + parts[i]!.length);
        at += own.length;
        return judge(c, own, expected[i]!);
      });
    },
    close: () => engine.close(),
  };
}

/** The Verilog without the claims that are proved, where any are. @throws VerifyError where no proof can be of what is simulated */
function unproved(
  shape: Shape,
  design: NetworkBench["design"],
  { engine, verilog, proved }: RunnerOptions,
): ReturnType<typeof withoutProved> | null {
  if (proved === undefined) return null;
  if (verilog !== undefined || engine === "builtin")
    throw new VerifyError(
      "proved claims are left out of the generated Verilog only, in Verilator: not of other Verilog, nor in the built-in engine",
    );
  return withoutProved(design, benchWith(shape, false).design, proved);
}

/** The plan with other weights of the same widths: everything but the layers' own numbers stays. */
function reloaded(p: NetworkPlan, network: IntegerNetwork): NetworkPlan {
  return {
    ...p,
    network,
    cores: p.cores.map((core) => ({
      ...core,
      layers: core.layers.map((l) => ({ ...l, layer: network.layers[l.index]! })),
    })),
  };
}
