// Memories: words of lanes, with declared ports, declared behaviour on collision, and a declared style.

import type { Builder } from "./builder.ts";
import { oneBit } from "./condition.ts";
import type { DraftMemory } from "./draft.ts";
import { here, type Place } from "./errors.ts";
import { constantOf } from "./formulas.ts";
import type { MemoryStyle, Type } from "./ir.ts";
import { isOnePort } from "./one-port.ts";
import { clamp, contains, range, rangeOf, showRange } from "./range.ts";
import { drop } from "./scope.ts";
import { constant, fit, held, named, type Operand, only, type Signal, toSignal } from "./signal.ts";
import { bit } from "./types.ts";

/** What a memory is. */
export interface MemoryOptions {
  /** Number of words. */
  readonly depth: number;
  /** Lanes of a word; default 1. */
  readonly lanes?: number;
  /** Type of each lane. */
  readonly type: Type;
  /** What synthesis shall make of it. `spram` has one port, declared with `access`; `macro` one, or a read and a write port. */
  readonly style: MemoryStyle;
  /** What a read gives of the word that is written at the same clock edge; `never`: asserted not to happen. */
  readonly readDuringWrite: "old" | "undefined" | "never";
  /** Words in order, each its lanes; default: unknown at start. Not for `spram` and `macro`. */
  readonly initial?: readonly (readonly (number | bigint)[])[];
}

/** Checks the options and makes the item; ports are added later. */
function draftMemory(name: string, o: MemoryOptions, place: Place, builder: Builder): DraftMemory {
  const fail = (text: string) => builder.error("memory", `Memory ${name}: ${text}`, place);
  const lanes = o.lanes ?? 1;
  if (!Number.isInteger(o.depth) || o.depth < 1)
    throw fail(`depth ${o.depth} must be a whole number from 1.`);
  if (!Number.isInteger(lanes) || lanes < 0) throw fail(`lanes ${lanes} must be a whole number from 0.`);
  if ((o.style === "spram" || o.style === "macro") && o.initial !== undefined)
    throw fail(`style ${o.style} has no initial contents; leave initial out and load it at run time.`);
  if (o.style === "macro" && o.readDuringWrite === "old")
    throw fail(
      "style macro promises nothing of a word that is read and written at once; choose undefined or never.",
    );
  if (o.initial !== undefined) {
    if (o.initial.length !== o.depth)
      throw fail(`initial has ${o.initial.length} words, and the depth is ${o.depth}.`);
    const bounds = rangeOf(o.type);
    // Millions of values: numbers are compared with numbers.
    const ends = [bounds.lo, bounds.hi].map((end) => (BigInt.asIntN(53, end) === end ? Number(end) : end));
    const [lo, hi] = ends as [number | bigint, number | bigint];
    const isHeld = (v: number | bigint) =>
      v >= lo && v <= hi && (typeof v === "bigint" || Number.isSafeInteger(v));
    o.initial.forEach((word, at) => {
      if (word.length !== lanes)
        throw fail(`initial word ${at} has ${word.length} lanes, and ${lanes} are needed.`);
      const wrong = word.find((v) => !isHeld(v));
      if (wrong === undefined) return;
      if (typeof wrong === "number" && !Number.isSafeInteger(wrong))
        throw fail(
          `initial word ${at} has the value ${wrong}, which is no exact integer. Write a whole number, or a bigint beyond 2^53.`,
        );
      throw fail(`initial word ${at} has the value ${wrong}, outside ${showRange(bounds)}.`);
    });
  }
  return {
    kind: "memory",
    name,
    depth: o.depth,
    lanes,
    type: o.type,
    style: o.style,
    readDuringWrite: o.readDuringWrite,
    initial: o.initial?.map((word) => word.map(String)) ?? null,
    reads: [],
    readInVain: false,
    writes: [],
  };
}

/** One write of a word. */
export interface WriteOptions {
  readonly address: Operand;
  /** One value a lane. */
  readonly data: readonly Operand[];
  readonly enable: Operand;
  /** One bit a lane: which lanes are written; default all. */
  readonly laneEnables?: readonly Operand[];
}

/** A declared memory: add ports to it. */
export class MemoryValue {
  private readonly builder: Builder;
  private readonly draft: DraftMemory;

  constructor(builder: Builder, draft: DraftMemory) {
    this.builder = builder;
    this.draft = draft;
  }

  /** An address that fits, or that the port's enable, without which it does nothing, lets fit. */
  private address(operand: Operand, port: string, place: Place, enable: Signal | null): Signal {
    const s = toSignal(operand);
    const bounds = range(0n, BigInt(this.draft.depth - 1));
    if (contains(bounds, s.range) || this.builder.isDead) return s;
    // The only port of a memory has one address for both.
    const known = this.builder.facts.where(enable === null ? [] : [enable]).range(s);
    if (contains(bounds, known) && !isOnePort(this.draft)) return held(s, bounds);
    throw this.builder.error(
      "bounds",
      `Index out of bounds: address ${s} of ${this.draft.name}.${port} is ${showRange(s.range)}, and the memory ` +
        `has words ${showRange(bounds)}. Narrow the address's type or deepen the memory.`,
      place,
    );
  }

  /** A port that is never enabled, or of a memory that holds nothing, is none. The only port of a memory always is one. */
  private isIdle(enable: Signal | null): boolean {
    const { lanes, type } = this.draft;
    const never = enable !== null && constantOf(enable) === 0n && !isOnePort(this.draft);
    return never || lanes === 0 || only(type) !== undefined || this.builder.isDead;
  }

  /** A synchronous read port: the lanes of the word appear one clock after the address, and hold while `enable` is 0. */
  read(port: string, o: { readonly address: Operand; readonly enable?: Operand }): Signal[] {
    return this.addRead(port, o, here());
  }

  private addRead(
    port: string,
    o: { readonly address: Operand; readonly enable?: Operand },
    place: Place,
  ): Signal[] {
    const { name, lanes, type } = this.draft;
    const base = `${name}_${port}`;
    const names = lanes === 1 ? [base] : Array.from({ length: lanes }, (_, i) => `${base}_${i}`);
    // A word of several lanes is read into a register of its own, which the lanes are cut from.
    for (const n of new Set([base, ...names])) this.builder.declare(n, "read port", place);
    const enable = o.enable === undefined ? null : oneBit(o.enable);
    const address = this.address(o.address, port, place, enable);
    if (this.isIdle(enable)) {
      this.draft.readInVain = true;
      // Never loaded: it stays at what it starts with, which is unknown and may as well be this.
      drop(address, ...(enable === null ? [] : [enable]));
      return names.map(() => constant(clamp(0n, rangeOf(type)), type));
    }
    this.draft.reads.push({ name: port, address, enable, lanes: names });
    return names.map((n) => named(this.builder, n, type));
  }

  /**
   * A write port: at a clock edge where `enable` is 1 the lanes of the word take `data`. Two ports may not write a lane of
   * one word at the same edge: that is asserted.
   */
  write(port: string, o: WriteOptions): void {
    this.addWrite(port, o, here());
  }

  private addWrite(port: string, o: WriteOptions, place: Place): void {
    const { name, lanes, type } = this.draft;
    for (const [what, listed] of Object.entries({ data: o.data, laneEnables: o.laneEnables ?? [] }))
      if (!Array.isArray(listed))
        throw this.builder.error(
          "memory",
          `Memory ${name}: ${what} of write ${port} is no list; write one value a lane, ${what}: [value].`,
          place,
        );
    if (o.data.length !== lanes)
      throw this.builder.error(
        "memory",
        `Memory ${name}: write ${port} gives ${o.data.length} lanes, and the word has ${lanes}.`,
        place,
      );
    if (o.laneEnables !== undefined && o.laneEnables.length !== lanes)
      throw this.builder.error(
        "memory",
        `Memory ${name}: write ${port} has ${o.laneEnables.length} lane enables, and the word has ${lanes} lanes.`,
        place,
      );
    const enable = fit(oneBit(o.enable), bit, { what: "write enable", place });
    const known = (v: Signal) => this.builder.facts.where([enable]).range(v);
    const write = {
      name: port,
      address: this.address(o.address, port, place, enable),
      enable,
      laneEnables: o.laneEnables?.map((e) => fit(oneBit(e), bit, { what: "lane enable", place })) ?? null,
      data: o.data.map((d, i) =>
        fit(toSignal(d), type, { what: `lane ${i} of ${name}`, place, circuit: this.builder.circuit, known }),
      ),
    };
    if (this.isIdle(write.enable)) {
      drop(write.address, write.enable, ...(write.laneEnables ?? []), ...write.data);
      return;
    }
    this.draft.writes.push(write);
  }

  /**
   * The only port of a single-port memory (`spram`, or `macro`): writes where `write.enable` is 1, otherwise reads where
   * `enable` is 1. The read data hold during a write.
   */
  access(port: string, o: WriteOptions & { readonly read?: Operand }): Signal[] {
    const place = here();
    if (this.draft.style === "macro") this.draft.onePort = true;
    const address = this.builder.signal(
      `${this.draft.name}_${port}_address`,
      toSignal(o.address),
      null,
      place,
    );
    this.addWrite(port, { ...o, address }, place);
    return this.addRead(port, { address, enable: o.read ?? constant(1, bit) }, place);
  }
}

/** Declares a memory. One that holds nothing is none. */
export function declareMemory(
  builder: Builder,
  name: string,
  options: MemoryOptions,
  place: Place,
): MemoryValue {
  builder.declare(name, "memory", place);
  const draft = draftMemory(name, options, place, builder);
  const isEmpty = draft.lanes === 0 || only(draft.type) !== undefined;
  if (isEmpty) builder.dropNote();
  return new MemoryValue(builder, isEmpty ? draft : builder.add(draft, place));
}
