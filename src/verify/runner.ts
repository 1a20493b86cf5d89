// Runs cases of one shape on an engine and compares them with the golden model.
import { createGolden, type Golden } from "../../golden/index.ts";
import { hardware, type NetworkPlan, plan } from "../core/index.ts";
import type { IntegerNetwork } from "../network/integer.ts";
import {
  type CacheOptions,
  type Case,
  type CaseResult,
  type Engine,
  type EngineName,
  openEngine,
} from "../simulate/index.ts";
import { eventBeats, type NetworkBench, networkBench, paramsBeats } from "../simulate/network.ts";
import { stepsOf, type VerifyCase } from "./case.ts";
import { compare, type Depth, type Difference } from "./compare.ts";
import type { Shape } from "./shape.ts";
import type { ForeignVerilog } from "./verilog.ts";

export interface RunnerOptions {
  readonly engine: EngineName;
  /** Instead of the generated circuit (Verilator only). */
  readonly verilog?: ForeignVerilog;
  /** Instead of the plan's own elaborated circuit (a mutated one, say). */
  readonly design?: NetworkBench["design"];
  /** Cases may be run with a waveform. */
  readonly trace?: boolean;
  readonly cache?: CacheOptions;
}

/** What one case came to. */
export interface Outcome {
  readonly difference: Difference | null;
  readonly steps: number;
  readonly cycles: number;
}

/** A circuit that is ready to run cases. */
export interface Runner {
  readonly plan: NetworkPlan;
  readonly bench: NetworkBench;
  readonly depth: Depth;
  run(
    cases: readonly VerifyCase[],
    waveform?: { file: string; from?: number; to?: number },
  ): Promise<Outcome[]>;
  close(): Promise<void>;
}

/** A generous count of the cycles a case can take: what exceeds it hangs. */
function cycleLimit(p: NetworkPlan, c: VerifyCase, beats: number): number {
  const events = c.sequences.reduce((sum, s) => sum + s.addresses.length, 0);
  const perEvent = Math.max(...p.cores.map((core) => 2 + Math.max(...core.layers.map((l) => l.spikeGroups))));
  const perStep = p.cores.reduce((sum, core) => sum + stepCycles(core), 3 * p.readout.classes + 20);
  const spikes = p.network.layers.reduce((sum, l) => sum + l.neurons, 0) * (2 + p.readout.groups + perEvent);
  const slow = c.stalls === null ? 1 : 1 / ((1 - c.stalls.source) * (1 - c.stalls.sink));
  return Math.ceil((beats * 2 + events * perEvent + stepsOf(c) * (perStep + spikes)) * slow * 2) + 1000;
}

/** More than the cycles of one step's dense pass of a core, all its layers, with everything in a row. */
const stepCycles = (core: NetworkPlan["cores"][number]): number =>
  core.layers.reduce(
    (sum, l) =>
      sum + (l.denseGroups + l.updateGroups + 2) * (l.dim + 2 + core.wordsPerGroup) + core.lanes.update + 40,
    0,
  );

/**
 * Opens a runner for a shape. Cases must have the shape's hardware and, where its parameters are baked, its network;
 * where they are loaded, a network that differs in weights and biases only.
 */
export async function openRunner(shape: Shape, options: RunnerOptions): Promise<Runner> {
  const { verilog } = options;
  const choice =
    verilog === undefined ? shape.hardware : hardware({ ...shape.hardware, probe: verilog.probe });
  const p = plan(shape.network, choice);
  const own = networkBench(p);
  const bench = { ...own, design: options.design ?? own.design };
  const engine: Engine = await openEngine(options.engine, {
    bench: bench.bench,
    design: bench.design,
    ...(verilog === undefined
      ? {}
      : { files: verilog.files, images: verilog.images, plusargs: verilog.plusargs ?? [] }),
    trace: options.trace ?? false,
    ...(options.cache === undefined ? {} : { cache: options.cache }),
  });
  const depth: Depth = choice.probe ? "every value" : "classes";
  const loaded = choice.parameters === "loaded";
  const golden = goldenOf();
  // The last sequence's class may leave before its last slow states are written.
  const idleCycles = p.cores.reduce((sum, core) => sum + stepCycles(core), 0);

  const simulation = (c: VerifyCase, trace?: Case["trace"]): Case => {
    const events = eventBeats(c.sequences);
    const params = loaded
      ? { params: paramsBeats(c.network === shape.network ? p : plan(c.network, choice)) }
      : {};
    return {
      sources: { ...params, events },
      ...(loaded ? { order: ["params", "events"] } : {}),
      until: { sink: "classes", beats: c.sequences.length },
      idleCycles,
      maxCycles: cycleLimit(p, c, events.beats + (params.params?.beats ?? 0)),
      ...(c.stateSeed === 0 ? {} : { start: "power-up" as const, stateSeed: c.stateSeed }),
      ...(c.stalls === null ? {} : { stalls: c.stalls }),
      ...(trace === undefined ? {} : { trace }),
    };
  };
  const judge = (c: VerifyCase, result: CaseResult): Outcome => {
    const model = golden(c.network);
    const records = c.sequences.map((s) => model.record(s));
    return {
      difference: compare(p, bench.bench, result, records, depth),
      steps: stepsOf(c),
      cycles: result.cycles,
    };
  };
  return {
    plan: p,
    bench,
    depth,
    async run(cases, waveform) {
      const results = await engine.run(cases.map((c) => simulation(c, waveform)));
      return cases.map((c, i) => judge(c, results[i]!));
    },
    close: () => engine.close(),
  };
}

/** Golden models by network: cases in a row often share one. */
function goldenOf(): (network: IntegerNetwork) => Golden {
  let last: Golden | null = null;
  return (network) => {
    if (last?.network !== network) last = createGolden(network);
    return last;
  };
}
