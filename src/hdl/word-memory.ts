// Memories whose words are records or vectors: their leaves lie in equal lanes.
import { here } from "./errors.ts";
import { constantOf } from "./formulas.ts";
import type { MemoryOptions, MemoryValue } from "./memory.ts";
import { packing } from "./packing.ts";
import { fit, type Operand, type Signal, toSignal } from "./signal.ts";
import type { Shape } from "./types.ts";
import { buildValue, flattenValue, type GivenOf, leavesOf, type ValueOf } from "./values.ts";

/** As of a memory of lanes, with the shape of a word in place of lanes and their type. */
export interface WordMemoryOptions<S extends Shape = Shape>
  extends Omit<MemoryOptions, "lanes" | "type" | "initial"> {
  /** What a word is. */
  readonly word: S;
  /** Words in order; default: unknown at start. */
  readonly initial?: readonly GivenOf<S>[];
}

/** One write of a word. */
export interface WordWrite<S extends Shape> {
  readonly address: Operand;
  readonly data: GivenOf<S>;
  readonly enable: Operand;
}

/** A declared memory of words: add ports to it. */
export interface WordMemory<S extends Shape = Shape> {
  /** A synchronous read port: the word appears one clock after the address, and holds while `enable` is 0. */
  read(port: string, o: { readonly address: Operand; readonly enable?: Operand }): ValueOf<S, Signal>;
  /** A write port: at a clock edge where `enable` is 1 the word takes `data`. */
  write(port: string, o: WordWrite<S>): void;
  /** The only port of a single-port memory: writes where `enable` is 1, otherwise reads where `read` is. */
  access(port: string, o: WordWrite<S> & { readonly read?: Operand }): ValueOf<S, Signal>;
}

/** Declares it as a memory of lanes, which `declare` does. */
export function wordMemory<S extends Shape>(
  name: string,
  { word, initial, ...options }: WordMemoryOptions<S>,
  declare: (options: MemoryOptions) => MemoryValue,
): WordMemory<S> {
  const leaves = leavesOf(name, word);
  const { lanes, type, pack, unpack } = packing(leaves);
  const lanesGiven = (data: unknown): Signal[] => {
    const place = here();
    const given = flattenValue(name, word, data, place) as Operand[];
    return pack(given.map((v, i) => fit(toSignal(v), leaves[i]!.type, { what: leaves[i]!.name, place })));
  };
  const memory = declare({
    ...options,
    lanes,
    type,
    ...(initial === undefined
      ? {}
      : { initial: initial.map((w) => lanesGiven(w).map((s) => constantOf(s)!)) }),
  });
  const wordOf = (read: readonly Signal[]) => {
    const parts = unpack(read);
    return buildValue(name, word, () => parts.shift()!);
  };
  return {
    read: (port, o) => wordOf(memory.read(port, o)),
    write: (port, { data, ...o }) => memory.write(port, { ...o, data: lanesGiven(data) }),
    access: (port, { data, ...o }) => wordOf(memory.access(port, { ...o, data: lanesGiven(data) })),
  };
}
