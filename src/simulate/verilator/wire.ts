// The messages between us and the simulation process; sim/pipe.h and sim/run.h are the other side.
import { resolve } from "node:path";
import type { Bench, Field } from "../bench.ts";
import { type Case, type CaseResult, type Taken, untilOf, waitsOf } from "../case.ts";
import { columnOf, integerOf, isWide, type Values, wordsOf } from "../column.ts";
import { thresholdOf } from "../stalls.ts";

/** Grows with every change of what a message holds. */
export const WIRE_VERSION = 3;

export const KIND = { hello: 0, run: 1, result: 2, alive: 3 } as const;

const START = { "power-up": 0, reset: 1, continue: 2 } as const;
const STATUS = ["done", "timeout", "assertion"] as const;
const NONE = 0xffff_ffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function putColumn(field: Field, values: Values, beats: number, into: Uint32Array): void {
  if (!isWide(field)) {
    if (typeof values[0] === "bigint") for (let i = 0; i < beats; i += 1) into[i] = Number(values[i]);
    else into.set(values as ArrayLike<number>);
    return;
  }
  for (let i = 0; i < beats; i += 1) {
    const value = BigInt.asUintN(64, BigInt(values[i]));
    into[2 * i] = Number(value & 0xffff_ffffn);
    into[2 * i + 1] = Number(value >> 32n);
  }
}

/** The message that asks for a case; the case fits the bench. */
export function encodeCase(bench: Bench, c: Case): Uint8Array<ArrayBuffer> {
  const until = untilOf(c);
  const { inputs = [], sinks } = bench;
  // Of a sink that is waited for twice, the later beat counts.
  const needed = sinks.map(({ name }) =>
    Math.max(0, ...(until ?? []).filter((u) => u.sink === name).map((u) => u.beats)),
  );
  // The process works in the folder of its build.
  const file = encoder.encode(c.trace && resolve(c.trace.file));
  const head = [
    START[c.start ?? "reset"],
    c.stateSeed ?? 0,
    c.assertions === false ? 0 : 1,
    c.maxCycles,
    c.idleCycles ?? 0,
    until === null ? 0 : 1,
    c.stalls?.seed ?? 0,
    thresholdOf(c.stalls?.source ?? 0),
    thresholdOf(c.stalls?.sink ?? 0),
    c.trace?.from ?? 0,
    Math.min(c.trace?.to ?? NONE, NONE),
    file.length,
  ];
  const fileWords = Math.ceil(file.length / 4);
  const streams = [...bench.sources, ...bench.sinks].map((s) => s.name);
  const waits = waitsOf(c);
  const payload = bench.sources.map((s) => {
    const { beats = 0, columns = [] } = c.sources[s.name] ?? {};
    const own = waits.filter((w) => w.source === s.name).sort((a, b) => a.beat - b.beat);
    return { waits: own, beats, columns, fields: s.fields };
  });
  const size = payload.reduce(
    (sum, { waits: own, beats, fields }) =>
      sum + 2 + 3 * own.length + fields.reduce((words, f) => words + beats * wordsOf(f), 0),
    2 + head.length + fileWords + needed.length,
  );
  const levels = inputs.map((field) => ({ field, values: c.inputs?.[field.port] ?? [] }));
  const levelWords = levels.reduce((sum, { field, values }) => sum + 1 + values.length * wordsOf(field), 0);

  const words = new Uint32Array(size + levelWords);
  words.set([(words.length - 1) * 4, KIND.run, ...head]);
  let at = 2 + head.length;
  new Uint8Array(words.buffer).set(file, at * 4);
  at += fileWords;
  for (const { waits: own, beats, columns, fields } of payload) {
    words[at++] = own.length;
    for (const w of own) for (const word of [w.beat, streams.indexOf(w.stream), w.beats]) words[at++] = word;
    words[at++] = beats;
    fields.forEach((field, i) => {
      const length = beats * wordsOf(field);
      if (beats > 0) putColumn(field, columns[i], beats, words.subarray(at, at + length));
      at += length;
    });
  }
  words.set(needed, at);
  at += needed.length;
  for (const { field, values } of levels) {
    words[at++] = values.length;
    const length = values.length * wordsOf(field);
    if (length > 0) putColumn(field, values, values.length, words.subarray(at, at + length));
    at += length;
  }
  return new Uint8Array(words.buffer);
}

/** The text that `words` begin with: its bytes, then they themselves. */
export const textOf = (words: Uint32Array<ArrayBuffer>): string =>
  words[0] === 0 ? "" : decoder.decode(new Uint8Array(words.buffer, words.byteOffset + 4, words[0]));

export interface DecodedResult {
  readonly result: CaseResult;
  /** Time that the case took between reading and writing the messages. */
  readonly nanoseconds: number;
}

/** The result in a message, whose `words` begin after the kind. The result's columns are views of them. */
export function decodeResult(bench: Bench, words: Uint32Array<ArrayBuffer>): DecodedResult {
  let at = 4;
  const block = (length: number) => {
    at += length;
    return words.subarray(at - length, at);
  };
  const taken = (fields: readonly Field[]): Taken => {
    const beats = block(1)[0];
    return {
      cycles: block(beats),
      columns: fields.map((f) => columnOf(f, block(beats * wordsOf(f)))),
    };
  };
  const named = <T>(streams: readonly { name: string }[], values: T[]) =>
    Object.fromEntries(streams.map((s, i) => [s.name, values[i]]));

  const sources = bench.sources.map(() => block(block(1)[0]));
  const sinks = bench.sinks.map((s) => taken(s.fields));
  const monitors = bench.monitors.map((m) => taken(m.fields));
  const outputs = (bench.outputs ?? []).map((f) => [f.port, columnOf(f, block(words[3] * wordsOf(f)))]);
  const flags = bench.flags.map((f) => {
    const [low, high] = block(2);
    return [f.port, integerOf(f, low, high)] as const;
  });
  const printed = textOf(words.subarray(at));
  return {
    nanoseconds: words[0] + words[1] * 2 ** 32,
    result: {
      status: STATUS[words[2]],
      cycles: words[3],
      sources: named(bench.sources, sources),
      sinks: named(bench.sinks, sinks),
      monitors: named(bench.monitors, monitors),
      outputs: Object.fromEntries(outputs),
      flags: Object.fromEntries(flags),
      printed,
    },
  };
}

/** Cuts the bytes that arrive into messages. */
export class MessageReader {
  private chunks: Buffer[] = [];
  private held = 0;
  private readonly deliver: (kind: number, words: Uint32Array<ArrayBuffer>) => void;

  /** `deliver` gets the kind of each message and the words after it, in memory of their own. */
  constructor(deliver: (kind: number, words: Uint32Array<ArrayBuffer>) => void) {
    this.deliver = deliver;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.held += chunk.length;
    let needed = this.needed();
    if (this.held < needed) return;
    const all = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    let from = 0;
    while (all.length - from >= 4) {
      needed = 4 + all.readUInt32LE(from);
      if (all.length - from < needed) break;
      const words = new Uint32Array((needed - 8) / 4);
      new Uint8Array(words.buffer).set(all.subarray(from + 8, from + needed));
      this.deliver(all.readUInt32LE(from + 4), words);
      from += needed;
    }
    this.chunks = from < all.length ? [all.subarray(from)] : [];
    this.held = all.length - from;
  }

  /** Bytes that the first message takes, as far as they are known. */
  private needed(): number {
    const [first] = this.chunks;
    if (first.length >= 4) return 4 + first.readUInt32LE(0);
    this.chunks = [Buffer.concat(this.chunks)];
    return this.held < 4 ? 4 : 4 + this.chunks[0].readUInt32LE(0);
  }
}
