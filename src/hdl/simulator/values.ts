// The values of a running simulation: what it starts with, and every signal and word of memory by its path.
import type { Program } from "./compile.ts";
import { SimulationError } from "./errors.ts";
import { type FlatDesign, type Net, pathOf, type Scope, storage } from "./flat.ts";
import type { RandomSource } from "./random.ts";
import { BIG, INT, type Representation, restValue, toKind, type Value } from "./representation.ts";

/** One port or signal, looked up once: for loops that touch it every cycle. */
export interface Accessor {
  /** A number for up to 53 bits, else a bigint. */
  get(): Value;
  set(value: Value): void;
}

/** What a look at a value needs, and does. */
export interface Look {
  /** Computes what is asked for, where that is not done. */
  settle(): void;
  /** An input has another value now. */
  changed(): void;
}

export class Values {
  private readonly design: FlatDesign;
  private readonly program: Program;

  constructor(design: FlatDesign, program: Program) {
    this.design = design;
    this.program = program;
  }

  /** Inputs at rest; what is not given a value at the start is `unknown`. */
  start(unknown: RandomSource): void {
    const { stores, memories } = this.program;
    for (const net of this.design.nets) {
      if (net.alias !== null || net.role === "computed") continue;
      const rest = net.isClock ? 1 : restValue(net.representation);
      stores[net.representation.kind][net.slot] = net.role === "state" ? unknown(net.representation) : rest;
    }
    for (const { net, initial } of this.design.registers) {
      const { kind } = net.representation;
      if (initial !== null) stores[kind][net.slot] = toKind(initial, kind);
    }
    this.design.memories.forEach(({ item, representation }, m) => {
      const words = memories[m] as Value[];
      const { lanes, initial } = item;
      for (let at = 0; at < words.length; at += 1) {
        const given = initial?.[Math.floor(at / lanes)]?.[at % lanes];
        words[at] =
          given === undefined ? unknown(representation) : toKind(BigInt(given), representation.kind);
      }
    });
  }

  /** @throws SimulationError where there is no such signal */
  find(path: string): Net {
    const net = named(this.design.root, path);
    if (net !== undefined) return net;
    const { root } = this.design;
    const last = path.slice(path.lastIndexOf(".") + 1);
    const alike = this.design.nets.filter((n) => n.name === last);
    const known = (alike.length > 0 ? alike : root.own).slice(0, 20).map(pathOf).join(", ");
    throw new SimulationError(`${root.name} has no signal ${path}; known: ${known}`);
  }

  of(net: Net): Value {
    const { slot, representation } = storage(net);
    return (this.program.stores[representation.kind] as Value[])[slot];
  }

  /** The signal at a hierarchical path, for repeated use. */
  port(path: string, { settle, changed }: Look): Accessor {
    const net = this.find(path);
    const { slot, role } = storage(net);
    const values = this.program.stores[net.representation.kind] as Value[];
    const { name } = this.design.root;
    const get =
      role === "computed"
        ? () => {
            settle();
            return values[slot];
          }
        : () => values[slot];
    if (net.role !== "input") {
      const set = () => {
        throw new SimulationError(`${path} of ${name} is no input, so it cannot be set`);
      };
      return { get, set };
    }
    const { kind, lo, hi } = net.representation;
    const [low, high] = kind === INT ? [Number(lo), Number(hi)] : [1, 0];
    const set = (value: Value) => {
      // The common case first: comparing a number with a bigint is slow.
      const small = typeof value === "number" && value >= low && value <= high && value === (value | 0);
      const held = small ? value : checked(value, net.representation, `${path} of ${name}`);
      if (values[slot] === held) return;
      values[slot] = held;
      changed();
    };
    return { get, set };
  }

  private memory(path: string, address: number) {
    const index = this.design.memories.findIndex((m) => m.path === path);
    if (index < 0) {
      const known = this.design.memories.map((m) => m.path).join(", ") || "none";
      throw new SimulationError(`${this.design.root.name} has no memory ${path}; memories: ${known}`);
    }
    const { item, representation } = this.design.memories[index];
    if (!Number.isInteger(address) || address < 0 || address >= item.depth) {
      throw new SimulationError(`address ${address} of memory ${path} is outside 0 to ${item.depth - 1}`);
    }
    const words = this.program.memories[index] as Value[];
    return { words, from: address * item.lanes, lanes: item.lanes, representation };
  }

  /** The lanes of a word of a memory, lane 0 first. */
  peekMemory(path: string, address: number): Value[] {
    const { words, from, lanes } = this.memory(path, address);
    return Array.from({ length: lanes }, (_, lane) => words[from + lane]);
  }

  /** Overwrites a word of a memory, lane 0 first. */
  pokeMemory(path: string, address: number, value: readonly Value[]): void {
    const { words, from, lanes, representation } = this.memory(path, address);
    if (value.length !== lanes) {
      throw new SimulationError(`a word of memory ${path} has ${lanes} lanes, not ${value.length}`);
    }
    const held = value.map((v, lane) => checked(v, representation, `lane ${lane} of memory ${path}`));
    held.forEach((v, lane) => {
      words[from + lane] = v;
    });
  }
}

/** What a path of instance names and a last name leads to. */
function named(root: Scope, path: string): Net | undefined {
  const parts = path.split(".");
  const last = parts.pop()!;
  const scope = parts.reduce<Scope | undefined>((s, part) => s?.children.get(part), root);
  return scope?.names.get(last);
}

/** A given value as it is held. @throws SimulationError outside the range */
function checked(value: Value, { kind, lo, hi }: Representation, what: string): Value {
  if ((typeof value === "bigint" || Number.isInteger(value)) && value >= lo && value <= hi) {
    // Adding 0 turns -0 into 0.
    return kind === BIG ? BigInt(value) : Number(value) + 0;
  }
  throw new SimulationError(`${what} cannot be ${value}: its range is ${lo} to ${hi}`);
}
