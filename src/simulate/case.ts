// One simulation case and its result, as plain data: the same for every engine, to the cycle.
import type { Bench, Field, StreamInterface } from "./bench.ts";
import { type Column, firstMisfit, type Values } from "./column.ts";
import { BenchError } from "./errors.ts";

/** Clock cycles that the reset is held before a case: one must do. They are not counted in its cycles. */
export const RESET_CYCLES = 1;

/** Beats for a source: one column of values a field, in the order of the stream's fields. */
export interface Beats {
  readonly beats: number;
  readonly columns: readonly Values[];
}

/** Random pauses of the streams. Each stream has its own sequence, made from the seed. */
export interface Stalls {
  readonly seed: number;
  /** Probability (0 to below 1) that a source offers nothing new in a cycle. */
  readonly source: number;
  /** Probability (0 to below 1) that a sink is not ready in a cycle. */
  readonly sink: number;
}

/** A waveform of the case: FST from Verilator, VCD from the built-in engine, and from Verilator where it was opened so. */
export interface TraceRequest {
  readonly file: string;
  /** First and last cycle to record, counted from the beginning of the reset (the built-in engine records all). */
  readonly from?: number;
  readonly to?: number;
}

/** The source `source` offers its beat number `beat`, and all later ones, once stream `stream` has passed `beats` beats. */
export interface Wait {
  readonly source: string;
  readonly beat: number;
  /** A source or a sink. */
  readonly stream: string;
  readonly beats: number;
}

/** So many beats of a sink. */
export interface Until {
  readonly sink: string;
  readonly beats: number;
}

export interface Case {
  /** Beats by name of the source; a source that is not named stays idle. */
  readonly sources: Readonly<Record<string, Beats>>;
  /** Values of plain inputs by port, one for every cycle from the first on; the last stays. Not named: 0. */
  readonly inputs?: Readonly<Record<string, Values>>;
  /** These sources are driven one after another, the others from the beginning. Default: all from the beginning. */
  readonly order?: readonly string[];
  /** What beats have to wait for, beside `order`. */
  readonly waits?: readonly Wait[];
  /** The case is done when the sink (or each of several) has taken so many beats. Default: it is done after `maxCycles`. */
  readonly until?: Until | readonly Until[];
  /** Cycles to go on after `until`. Default 0. */
  readonly idleCycles?: number;
  /** Cycles after which a case that is not done is a timeout. */
  readonly maxCycles: number;
  /**
   * What the case begins with: a new model (`power-up`), a reset (the default), or just where the last case ended
   * (`continue`). The first case of an engine begins with a power-up in any case.
   */
  readonly start?: "power-up" | "reset" | "continue";
  /** At a power-up: 0 (the default) clears registers and memories; another number fills them with noise. */
  readonly stateSeed?: number;
  readonly stalls?: Stalls;
  /** The design's assertions are checked, where the engine was opened to check them. Default true; without it is faster. */
  readonly assertions?: boolean;
  /** Needs an engine opened with `trace: true`. */
  readonly trace?: TraceRequest;
}

/** Beats as they were taken, with the cycle of each (0: the first cycle after reset). */
export interface Taken {
  readonly cycles: Uint32Array;
  readonly columns: readonly Column[];
}

export interface CaseResult {
  /** `assertion`: an assertion of the design failed, or it called $stop, $fatal or $finish; see `printed`. */
  readonly status: "done" | "timeout" | "assertion";
  /** Cycles that the case took, reset not counted. */
  readonly cycles: number;
  /** Per source, the cycle in which each beat was accepted. */
  readonly sources: Readonly<Record<string, Uint32Array>>;
  readonly sinks: Readonly<Record<string, Taken>>;
  readonly monitors: Readonly<Record<string, Taken>>;
  /** Per plain output of the bench, its value in every cycle. */
  readonly outputs: Readonly<Record<string, Column>>;
  /** Flags by port, after the last clock edge; a bigint where wider than 32 bits. */
  readonly flags: Readonly<Record<string, number | bigint>>;
  /** What the design printed, at most the last 64 kB: text of $display or of the failed assertion. */
  readonly printed: string;
}

/** What a case waits for, sink by sink; null: for no sink. */
export const untilOf = ({ until }: Case): readonly Until[] | null =>
  until === undefined ? null : "sink" in until ? [until] : until;

const LARGEST = 0xffff_fffe;

const count = (value: number, name: string) => {
  if (Number.isInteger(value) && value >= 0 && value <= LARGEST) return;
  throw new BenchError(`${name} of a case is ${value}; allowed: whole numbers from 0 to ${LARGEST}`);
};

function checkBeats(stream: StreamInterface, { beats, columns }: Beats): void {
  count(beats, `the number of beats for source ${stream.name}`);
  if (columns.length !== stream.fields.length) {
    throw new BenchError(
      `source ${stream.name} has ${stream.fields.length} fields, but the case gives ${columns.length} columns`,
    );
  }
  stream.fields.forEach((field, i) => {
    const column = columns[i];
    if (column.length !== beats) {
      throw new BenchError(
        `column ${field.port} of source ${stream.name} has ${column.length} values, not ${beats}`,
      );
    }
    checkFit(field, column, (at) => `beat ${at} of source ${stream.name}`);
  });
}

function checkFit(field: Field, values: Values, place: (at: number) => string): void {
  const at = firstMisfit(field, values);
  if (at < 0) return;
  const kind = `${field.signed ? "signed" : "unsigned"} ${field.width}-bit port`;
  throw new BenchError(`${place(at)}: ${values[at]} does not fit the ${kind} ${field.port}`);
}

function checkInputs({ top, inputs = [] }: Bench, given: NonNullable<Case["inputs"]>): void {
  for (const [port, values] of Object.entries(given)) {
    const field = inputs.find((f) => f.port === port);
    if (field !== undefined) checkFit(field, values, (at) => `cycle ${at} of input ${port}`);
    else {
      const names = inputs.map((f) => f.port).join(", ") || "none";
      throw new BenchError(`${top} has no plain input ${port}; it has: ${names}`);
    }
  }
}

/** All waits of a case, `order` among them: each source of it waits for all beats of the one before. */
export const waitsOf = ({ order = [], waits = [], sources }: Case): readonly Wait[] => [
  ...order.slice(1).map((source, i) => {
    const before = order[i];
    return { source, beat: 0, stream: before, beats: sources[before]?.beats ?? 0 };
  }),
  ...waits,
];

/** @throws BenchError where the case does not fit the bench */
export function checkCase(bench: Bench, c: Case): void {
  const { sources, order, waits, stalls, ...rest } = c;
  const known = (name: string, streams: readonly StreamInterface[], what: string) => {
    if (streams.some((s) => s.name === name)) return;
    const names = streams.map((s) => s.name).join(", ") || "none";
    throw new BenchError(`${bench.top} has no ${what} ${name}; it has: ${names}`);
  };
  for (const name of [...Object.keys(sources), ...(order ?? [])]) known(name, bench.sources, "source");
  for (const stream of bench.sources) {
    const beats = sources[stream.name];
    if (beats !== undefined) checkBeats(stream, beats);
  }
  checkInputs(bench, c.inputs ?? {});
  for (const { source, beat, stream, beats } of waits ?? []) {
    known(source, bench.sources, "source");
    known(stream, [...bench.sources, ...bench.sinks], "stream");
    count(beat, `the beat of a wait of source ${source}`);
    count(beats, `the beats that a wait of source ${source} is for`);
  }
  count(rest.maxCycles, "maxCycles");
  count(rest.idleCycles ?? 0, "idleCycles");
  count(rest.stateSeed ?? 0, "stateSeed");
  for (const { sink, beats } of untilOf(c) ?? []) {
    known(sink, bench.sinks, "sink");
    count(beats, "until.beats");
  }
  if (stalls === undefined) return;
  count(stalls.seed, "stalls.seed");
  for (const side of ["source", "sink"] as const) {
    if (stalls[side] >= 0 && stalls[side] < 1) continue;
    throw new BenchError(`stalls.${side} of a case is ${stalls[side]}; allowed: 0 to below 1`);
  }
}
