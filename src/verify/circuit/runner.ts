// Runs cases of any circuit on an engine and compares them with its model.
import {
  type Case,
  type CaseResult,
  type EngineName,
  type EngineOptions,
  openEngine,
  type TraceRequest,
} from "../../simulate/index.ts";
import type { CircuitCase, Response, Stimulus } from "./case.ts";
import { type CircuitDifference, checkResponse, compareCircuit, compareCut } from "./compare.ts";
import { columnsOf } from "./streams.ts";

export interface CircuitRunner {
  /** What each case came to, and the cycles it took. */
  run(
    cases: readonly CircuitCase[],
    trace?: TraceRequest,
  ): Promise<readonly { readonly difference: CircuitDifference | null; readonly cycles: number }[]>;
  close(): Promise<void>;
}

export interface CircuitRunnerOptions {
  readonly engine: EngineName;
  readonly circuit: EngineOptions;
  readonly model: (given: Stimulus) => Response;
  /** Cycles that a beat, in or out, takes at most without a pause. */
  readonly cyclesPerBeat: number;
  /** Cycles to go on after the last beat that is expected: what comes then is one too many. */
  readonly settle: number;
}

/** The simulation of a case: one, or two where the first is cut off. */
function casesOf(
  c: CircuitCase,
  expected: Response,
  options: CircuitRunnerOptions,
  trace?: TraceRequest,
): Case[] {
  const {
    circuit: { bench },
    cyclesPerBeat,
    settle,
  } = options;
  const { streams, inputs } = c.stimulus;
  const sources = Object.fromEntries(bench.sources.map((s) => [s.name, columnsOf(s, streams[s.name] ?? [])]));
  const until = bench.sinks.flatMap(({ name }) => {
    const beats = expected.streams?.[name];
    return beats === undefined ? [] : [{ sink: name, beats: beats.length }];
  });
  const levels = [...Object.values(inputs), ...Object.values(expected.outputs ?? {})];
  const longest = levels.reduce((most, values) => Math.max(most, values.length), 0);
  const beats = [...Object.values(sources), ...until].reduce((sum, s) => sum + s.beats, 0);
  const slow = c.stalls === null ? 1 : 1 / ((1 - c.stalls.source) * (1 - c.stalls.sink));
  const limit = Math.ceil((beats + 1) * cyclesPerBeat * slow);
  const given = {
    sources,
    inputs: inputs as Case["inputs"] & object,
    ...(c.stalls === null ? {} : { stalls: c.stalls }),
  };
  const start = c.stateSeed === 0 ? {} : { start: "power-up" as const, stateSeed: c.stateSeed };
  const whole: Case = {
    ...given,
    // A circuit whose sinks nobody speaks of still gets all that is sent.
    ...(until.length === 0
      ? { maxCycles: (beats === 0 ? 0 : limit) + longest + settle }
      : { until, maxCycles: limit + longest }),
    idleCycles: Math.max(settle, longest),
    ...(trace === undefined ? {} : { trace }),
  };
  if (c.cutAfter === null) return [{ ...whole, ...start }];
  return [
    { ...given, ...start, maxCycles: c.cutAfter },
    { ...whole, start: "reset" },
  ];
}

/** Opens an engine for the circuit. @throws what `openEngine` throws, and VerifyError where model and circuit do not fit */
export async function openCircuitRunner(options: CircuitRunnerOptions): Promise<CircuitRunner> {
  const { bench } = options.circuit;
  const engine = await openEngine(options.engine, options.circuit);
  return {
    async run(cases, trace) {
      const expected = cases.map(({ stimulus }) => {
        const response = options.model(stimulus);
        checkResponse(bench, response);
        return response;
      });
      const parts = cases.map((c, i) => casesOf(c, expected[i]!, options, trace));
      const results: CaseResult[] = await engine.run(parts.flat());
      let at = 0;
      return cases.map((_, i) => {
        const own = results.slice(at, at + parts[i]!.length);
        at += own.length;
        const result = own.at(-1)!;
        const [cut] = own.slice(0, -1);
        const wrong =
          (cut === undefined ? null : compareCut(cut)) ?? compareCircuit(bench, result, expected[i]!);
        return { difference: wrong, cycles: result.cycles };
      });
    },
    close: () => engine.close(),
  };
}
