// The built-in engine: the same clock loop as sim/run.h over the built-in simulator.
import { writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Design } from "../hdl/ir.ts";
import { type Accessor, type Simulator, simulate } from "../hdl/simulator/index.ts";
import { type Bench, checkBench, type Field, insideOf } from "./bench.ts";
import { Level, Recorder, Sink, Source } from "./builtin-streams.ts";
import { type Beats, type Case, type CaseResult, checkCase, RESET_CYCLES, untilOf, waitsOf } from "./case.ts";
import { BenchError, EngineError } from "./errors.ts";
import type { Engine } from "./running.ts";
import { isPatient, stallGenerator, thresholdOf } from "./stalls.ts";
import { checkTrace } from "./trace.ts";

const NO_BEATS: Beats = { beats: 0, columns: [] };

/** One case on a simulator that is ready for it. */
class Run {
  private readonly bench: Bench;
  private readonly given: Case;
  private readonly simulator: Simulator;
  private readonly sources: Source[];
  private readonly sinks: Sink[];
  private readonly monitors: { valid: Accessor; recorder: Recorder }[];
  private readonly levels: Level[];
  private readonly outputs: Recorder;
  /** Beats that each stream had passed before this cycle. */
  private readonly passed: Record<string, number> = {};
  private cycle = 0;
  private printed = "";

  constructor(bench: Bench, given: Case, simulator: Simulator) {
    this.bench = bench;
    this.given = given;
    this.simulator = simulator;
    const { seed, source, sink } = given.stalls ?? { seed: 0, source: 0, sink: 0 };
    const waits = waitsOf(given);
    const draw = (stream: number, probability: number) =>
      stallGenerator(seed, stream, thresholdOf(probability));
    this.sources = bench.sources.map((stream, i) => {
      const own = waits.filter((w) => w.source === stream.name);
      return new Source(simulator, stream, given.sources[stream.name] ?? NO_BEATS, own, draw(i, source));
    });
    this.sinks = bench.sinks.map((stream, i) => {
      const at = bench.sources.length + i;
      return new Sink(simulator, stream, draw(at, sink), isPatient(seed, at, thresholdOf(sink)));
    });
    this.levels = (bench.inputs ?? []).map((f) => new Level(simulator, f, given.inputs?.[f.port] ?? []));
    this.outputs = new Recorder(simulator, bench.outputs ?? []);
    this.monitors = bench.monitors.map((m) => ({
      valid: simulator.port(m.valid),
      recorder: new Recorder(simulator, m.fields),
    }));
  }

  /** No stream moves while the reset is held. */
  reset(): void {
    for (const { valid, fields } of this.bench.sources) {
      this.simulator.poke(valid, 0);
      for (const { port } of fields) this.simulator.poke(port, 0);
    }
    for (const { port } of this.bench.inputs ?? []) this.simulator.poke(port, 0);
    for (const sink of this.sinks) sink.reset();
    this.simulator.reset(RESET_CYCLES);
  }

  clock(): CaseResult["status"] {
    const { maxCycles, idleCycles = 0, assertions: asserted = true } = this.given;
    const until = untilOf(this.given);
    const watched = (until ?? []).map(({ sink, beats }) => {
      const at = this.bench.sinks.findIndex((s) => s.name === sink);
      return { beats, cycles: this.sinks[at].recorder.cycles };
    });
    const reached = () => watched.every(({ beats, cycles }) => cycles.length >= beats);
    const failures = this.simulator.failures.length;
    let waiting = until !== null && !reached();
    let last = until === null || waiting ? maxCycles : idleCycles;
    for (; this.cycle < last; this.cycle += 1) {
      const broken = this.advance();
      if (broken !== null) {
        this.printed = `${broken.name}: a beat that was offered did not stay until it was taken\n`;
        return "assertion";
      }
      if (asserted && this.simulator.failures.length > failures) {
        this.cycle += 1;
        return "assertion";
      }
      if (waiting && reached()) {
        waiting = false;
        last = this.cycle + 1 + idleCycles;
      }
    }
    return waiting ? "timeout" : "done";
  }

  /** One clock cycle; gives the sink, where there is one, whose beat did not stay: the case is over then. */
  private advance(): Sink | null {
    const passed = (stream: string) => this.passed[stream] ?? 0;
    // A patient sink sees what is offered after the edge, before anything comes in: as in sim/run.h.
    if (this.sinks.some((sink) => sink.patient)) this.simulator.settle();
    for (const sink of this.sinks) sink.drive();
    for (const source of this.sources) source.drive(passed);
    for (const level of this.levels) level.drive(this.cycle);
    this.simulator.settle();
    const broken = this.sinks.find((s) => !s.kept());
    if (broken !== undefined) return broken;
    for (const source of this.sources) source.sample(this.cycle);
    for (const sink of this.sinks) sink.sample(this.cycle);
    for (const { valid, recorder } of this.monitors) if (valid.get()) recorder.add(this.cycle);
    if (this.bench.outputs !== undefined) this.outputs.add(this.cycle);
    this.bench.sources.forEach(({ name }, i) => {
      this.passed[name] = this.sources[i].accepted.length;
    });
    this.bench.sinks.forEach(({ name }, i) => {
      this.passed[name] = this.sinks[i].recorder.cycles.length;
    });
    this.simulator.step();
    return null;
  }

  result(status: CaseResult["status"], printed: string): CaseResult {
    const named = <T, U>(streams: readonly { name: string }[], all: T[], value: (x: T) => U) =>
      Object.fromEntries(streams.map((s, i) => [s.name, value(all[i])]));
    const { sources, sinks, monitors, flags, outputs = [] } = this.bench;
    const seen = this.outputs.taken().columns;
    const flag = ({ port, width }: Field) => {
      const value = this.simulator.peek(port);
      return width > 32 ? BigInt(value) : value;
    };
    return {
      status,
      cycles: this.cycle,
      sources: named(sources, this.sources, (s) => Uint32Array.from(s.accepted)),
      sinks: named(sinks, this.sinks, (s) => s.recorder.taken()),
      monitors: named(monitors, this.monitors, (m) => m.recorder.taken()),
      outputs: Object.fromEntries(outputs.map((f, i) => [f.port, seen[i]])),
      flags: Object.fromEntries(flags.map((f) => [f.port, flag(f)])),
      printed: this.printed + printed,
    };
  }
}

export interface BuiltinOptions {
  readonly bench: Bench;
  readonly assertions: boolean;
  readonly trace: boolean;
}

/** Starts the built-in engine: no tools, no processes, ready at once. */
export function openBuiltin(design: Design, { bench, assertions, trace }: BuiltinOptions): Engine {
  checkBench(bench);
  if (insideOf(bench).length > 0)
    throw new BenchError("the built-in engine sees ports only: give it a design with probes");
  let simulator: Simulator | null = null;
  let closed = false;
  let clockSeconds = 0;

  function runCase(given: Case): CaseResult {
    const fresh = simulator === null || given.start === "power-up";
    const seed = given.stateSeed ?? 0;
    if (simulator === null || fresh) {
      simulator = simulate(design, { seed, randomState: seed !== 0, assertions: "collect" });
    }
    let waveform: string[] | null = given.trace === undefined ? null : [];
    if (waveform !== null) simulator.vcd({ write: (text) => waveform?.push(text) });
    const failures = simulator.failures.length;
    const run = new Run(bench, given, simulator);
    if (fresh || given.start !== "continue") run.reset();
    const status = run.clock();
    const failed = assertions && given.assertions !== false ? simulator.failures.slice(failures) : [];
    if (waveform !== null) writeFileSync(given.trace!.file, waveform.join(""));
    waveform = null;
    return run.result(status, failed.map((f) => `${f.path}: ${f.message}\n`).join(""));
  }

  return {
    name: "builtin",
    bench,
    get clockSeconds() {
      return clockSeconds;
    },
    async run(cases) {
      if (closed) throw new EngineError(`the engine for ${bench.top} is closed`);
      for (const c of cases) {
        checkCase(bench, c);
        checkTrace(c, trace);
      }
      const begin = performance.now();
      const results: CaseResult[] = [];
      for (const c of cases) {
        results.push(runCase(c));
        // Between cases a signal, such as Ctrl-C, gets its turn.
        await setImmediate();
      }
      clockSeconds += (performance.now() - begin) / 1000;
      return results;
    },
    async close() {
      closed = true;
    },
  };
}
