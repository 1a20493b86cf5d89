// Turns a flat design into JavaScript functions over typed arrays.
import { local, stored, type Table, writeChunk } from "./chunk.ts";
import { writeEdge } from "./edge.ts";
import type { FlatDesign, Net } from "./flat.ts";
import type { RandomSource } from "./random.ts";
import { BIG, INT, toKind, type Value } from "./representation.ts";
import { type Step, schedule } from "./schedule.ts";

type Store = Int32Array | Float64Array | bigint[];

/** The storage of a design and the functions that advance it. */
export interface Program {
  /** The values of nets of each kind, by slot. */
  readonly stores: readonly [Int32Array, Float64Array, bigint[]];
  /** The contents of the memories, word after word, each its lanes. */
  readonly memories: readonly Store[];
  /** Numbers of the assertions that do not hold, as of the last evaluation. */
  readonly failed: number[];
  /** Computes everything from inputs and registers. */
  evaluate(): void;
  /** One clock edge, after an evaluation. */
  commit(): void;
  /**
   * `n` times an evaluation and a clock edge, with only the registers stored at the end; null for a large design,
   * which gains nothing by it. Where assertions fail, `report` is called before the edge with the number of edges done.
   */
  readonly run: ((n: number, report: (done: number) => void) => void) | null;
}

export interface CompileOptions {
  readonly random: RandomSource;
  /** Whether a read of a word being written gives noise where the memory leaves it undefined. */
  readonly noise: boolean;
}

/** Operators in one generated function: few enough to be optimized soon. */
const CHUNK = 150;
/** Operators up to which a loop of many cycles is one function, with the registers in local variables. */
const SMALL = 1000;

/** Gives every net that has storage its slot and its local variable. */
function layOut(design: FlatDesign): readonly [number, number, number] {
  const sizes: [number, number, number] = [0, 0, 0];
  for (const net of design.nets) {
    if (net.alias !== null) continue;
    const { kind } = net.representation;
    net.slot = sizes[kind]++;
    net.variable = `${"idb"[kind]}${net.slot}`;
  }
  return sizes;
}

/** Consecutive steps of about `CHUNK` operators. */
function chunksOf(steps: readonly Step[]): Step[][] {
  const chunks: Step[][] = [];
  let size = CHUNK;
  for (const step of steps) {
    if (size >= CHUNK) {
      chunks.push([]);
      size = 0;
    }
    chunks[chunks.length - 1].push(step);
    size += step.size;
  }
  return chunks;
}

/** The functions `evaluate` and `commit`. The parentheses let the engine compile a function at once, not twice. */
function writeFunctions(design: FlatDesign, steps: readonly Step[], table: Table, noise: boolean): string {
  const chunks = chunksOf(steps).map((part) => {
    const { text, foreign } = writeChunk(part, table, true);
    const loads = foreign.map((net) => `const ${local(net)} = ${stored(net)};`);
    return `(() => {\n${loads.join("\n")}\n${text}\n})`;
  });
  return [
    ...chunks.map((text, k) => `const e${k} = ${text};`),
    `const evaluate = () => { failed.length = 0; ${chunks.map((_, k) => `e${k}();`).join(" ")} };`,
    `const commit = (function () {\n${writeEdge(design, noise, stored)}\n});`,
    "return { evaluate, commit };",
  ].join("\n");
}

/** The function `run` of a small design. */
function writeLoop(design: FlatDesign, steps: readonly Step[], table: Table, noise: boolean): string {
  const given = design.nets.filter((net) => net.alias === null && net.role !== "computed");
  const loads = given.map((net) => `let ${local(net)} = ${stored(net)};`).join("\n");
  const save = (net: Net) => `${stored(net)} = ${local(net)};`;
  const saves = given.filter((net) => net.role === "state").map(save);
  return [
    "return (n, report) => {",
    loads,
    "for (let k = 0; k < n; k++) {",
    "failed.length = 0;",
    writeChunk(steps, table, false).text,
    `if (failed.length !== 0) {\n${saves.join("\n")}\nreport(k);\n}`,
    writeEdge(design, noise, local),
    "}",
    ...saves,
    "};",
  ].join("\n");
}

/** Compiles a flat design. @throws SimulationError for a combinational loop */
export function compile(design: FlatDesign, { random, noise }: CompileOptions): Program {
  const sizes = layOut(design);
  const steps = schedule(design);
  const stores: Program["stores"] = [
    new Int32Array(sizes[0]),
    new Float64Array(sizes[1]),
    Array<bigint>(sizes[BIG]).fill(0n),
  ];
  const memories = design.memories.map(({ item, representation: { kind } }): Store => {
    const size = item.depth * item.lanes;
    return kind === BIG ? Array<bigint>(size).fill(0n) : new (kind === INT ? Int32Array : Float64Array)(size);
  });
  const failed: number[] = [];
  const tables: Value[][] = [];
  const table: Table = (values, kind) => {
    tables.push(values.map((v) => toKind(v, kind)));
    return `T[${tables.length - 1}]`;
  };
  const ranges = design.memories.map((m) => m.representation);
  const build = (source: string): unknown => {
    const head = [
      '"use strict";',
      "const { floor, imul } = Math;",
      "const [I, D, B] = stores;",
      ...memories.map((_, m) => `const M${m} = memories[${m}], R${m} = ranges[${m}];`),
    ].join("\n");
    const make = new Function("stores", "memories", "failed", "T", "ranges", "random", `${head}\n${source}`);
    return make(stores, memories, failed, tables, ranges, random);
  };
  const { evaluate, commit } = build(writeFunctions(design, steps, table, noise)) as Pick<
    Program,
    "evaluate" | "commit"
  >;
  const small = steps.reduce((sum, { size }) => sum + size, 0) <= SMALL;
  let loop: NonNullable<Program["run"]> | null = null;
  const run: Program["run"] = (n, report) => {
    loop ??= build(writeLoop(design, steps, table, noise)) as NonNullable<Program["run"]>;
    loop(n, report);
  };
  return { stores, memories, failed, evaluate, commit, run: small ? run : null };
}
