// Turns a scheduled design into JavaScript functions over typed arrays.
import type { Statement } from "../ir.ts";
import { type Code, ExpressionWriter } from "./expression.ts";
import { type FlatDesign, type Net, resolve, storage, type Unit } from "./flatten.ts";
import type { RandomSource } from "./random.ts";
import { BIG, INT, type Kind, literal, toKind, type Value } from "./representation.ts";
import { assignsAny, results, type Step, schedule } from "./schedule.ts";

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
   * `n` times an evaluation and a clock edge, without storing what no register needs;
   * where assertions fail, `report` is called before the edge with the number of edges done.
   */
  run(n: number, report: (done: number) => void): void;
}

export interface CompileOptions {
  readonly random: RandomSource;
  /** Whether a read of a word being written gives noise where the memory leaves it undefined. */
  readonly noise: boolean;
}

/** Operators in one generated function: few enough for the engine's optimizing compiler. */
const CHUNK = 600;
const NAMES = ["I", "D", "B"] as const;

const at = (net: Net): string => {
  const { slot, representation } = storage(net);
  return `${NAMES[representation.kind]}[${slot}]`;
};

/** Gives every net its slot: registers first, then their next values in the same order, then the rest. */
function layOut(design: FlatDesign): readonly [number, number, number] {
  const sizes: [number, number, number] = [0, 0, 0];
  const place = (net: Net) => {
    if (net.alias === null && net.slot < 0) net.slot = sizes[net.representation.kind]++;
  };
  for (const { net } of design.registers) place(net);
  for (const { next } of design.registers) place(next);
  for (const net of design.nets.values()) place(net);
  for (const net of design.hidden) place(net);
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

type Table = (values: readonly bigint[], kind: Kind) => string;

/** The source of one function that computes the steps; `keep` says which results are stored. */
function writeChunk(steps: readonly Step[], keep: (net: Net) => boolean, table: Table): string {
  const local = new Set<Net>();
  const loaded = new Set<Net>();
  const loads: string[] = [];
  let unit: Unit;
  const name = (net: Net) => `${"idb"[net.representation.kind]}${net.slot}`;
  const read = (net: Net): Code => {
    if (!local.has(net) && !loaded.has(net)) {
      loaded.add(net);
      loads.push(`const ${name(net)} = ${at(net)};`);
    }
    return { text: name(net), kind: net.representation.kind };
  };
  const writer = new ExpressionWriter((ref) => read(storage(resolve(unit.scope, ref))), table);

  const nested = (write: () => void): string => {
    const outer = writer.lines;
    writer.lines = [];
    write();
    const text = writer.lines.join("\n");
    writer.lines = outer;
    return text;
  };

  const branches = (s: Statement & { kind: "if" }, from: number, slice: ReadonlySet<string> | null): void => {
    if (from === s.branches.length) {
      statements(s.otherwise ?? [], slice);
      return;
    }
    const { when, body } = s.branches[from];
    const condition = writer.condition(when);
    const yes = nested(() => statements(body, slice));
    const no = nested(() => branches(s, from + 1, slice));
    writer.lines.push(`if (${condition}) {\n${yes}\n}${no === "" ? "" : ` else {\n${no}\n}`}`);
  };

  const statements = (body: readonly Statement[], slice: ReadonlySet<string> | null): void => {
    for (const s of body) {
      if (slice !== null && !assignsAny([s], slice)) continue;
      if (s.kind === "assign") {
        const net = targets.get(s.target)!;
        writer.lines.push(`${name(net)} = ${writer.valueAs(s.value, net.representation.kind)};`);
      } else if (s.kind === "if") branches(s, 0, slice);
      else {
        const on = writer.value(s.on);
        const cases = s.cases.map(({ values, body }) => {
          const labels = values.map((v) => `case ${literal(BigInt(v), on.kind)}:`).join(" ");
          return `${labels} {\n${nested(() => statements(body, slice))}\nbreak; }`;
        });
        if (s.otherwise !== null) {
          const { otherwise } = s;
          cases.push(`default: {\n${nested(() => statements(otherwise, slice))}\n}`);
        }
        writer.lines.push(`switch (${on.text}) {\n${cases.join("\n")}\n}`);
      }
    }
  };

  let targets = new Map<string, Net>();
  for (const step of steps) {
    unit = step.unit;
    if (unit.kind === "assert") {
      writer.lines.push(`if (!${writer.condition(unit.condition)}) failed.push(${unit.index});`);
      continue;
    }
    if (unit.kind === "value") {
      const net = storage(unit.net);
      const text = writer.valueAs(unit.value, net.representation.kind);
      writer.lines.push(`const ${name(net)} = ${text};`);
    } else {
      targets = new Map(unit.targets.map((t) => [t.name, storage(t.net)]));
      for (const { net, otherwise } of unit.targets) {
        const { kind } = net.representation;
        const first =
          otherwise === null
            ? literal(0n, kind)
            : "op" in otherwise
              ? writer.valueAs(otherwise, kind)
              : read(storage(otherwise)).text;
        writer.lines.push(`let ${name(storage(net))} = ${first};`);
      }
      statements(unit.item.body, unit.slice);
    }
    for (const result of results(unit)) {
      const net = storage(result);
      local.add(net);
      if (keep(net)) writer.lines.push(`${at(net)} = ${name(net)};`);
    }
  }
  return `(function () {\n${loads.join("\n")}\n${writer.lines.join("\n")}\n})`;
}

/** The source of the function that advances memories and registers over a clock edge. */
function writeCommit(design: FlatDesign, noise: boolean): string {
  const reads: string[] = [];
  const writes: string[] = [];
  const lanes: string[] = [];
  let locals = 0;
  design.memories.forEach(({ item, ...memory }, m) => {
    const word = (address: Net) => (item.lanes === 1 ? at(address) : `${at(address)} * ${item.lanes}`);
    for (const read of memory.reads) {
      const enables = read.enable === null ? [] : [at(read.enable)];
      // A single port either writes or reads.
      if (item.style === "spram") for (const write of memory.writes) enables.push(`!${at(write.enable)}`);
      const enabled = enables.length === 0 ? "" : `${enables.join(" && ")} ? `;
      read.lanes.forEach((lane, l) => {
        let value = `M${m}[${word(read.address)} + ${l}]`;
        if (noise && item.readDuringWrite === "undefined" && item.style !== "spram") {
          for (const write of memory.writes) {
            const lane = write.laneEnables === null ? "" : ` && ${at(write.laneEnables[l])}`;
            value = `(${at(write.enable)}${lane} && ${at(write.address)} === ${at(read.address)} ? random(R${m}) : ${value})`;
          }
        }
        reads.push(`const r${locals} = ${enabled}${value}${enabled === "" ? "" : ` : ${at(lane)}`};`);
        lanes.push(`${at(lane)} = r${locals};`);
        locals += 1;
      });
    }
    for (const write of memory.writes) {
      const stores = write.data.map((data, l) => {
        const guard = write.laneEnables === null ? "" : `if (${at(write.laneEnables[l])}) `;
        return `${guard}M${m}[${word(write.address)} + ${l}] = ${at(data)};`;
      });
      writes.push(`if (${at(write.enable)}) {\n${stores.join("\n")}\n}`);
    }
  });
  const registers = design.registers.map(({ net, next }) => `${at(net)} = ${at(next)};`);
  const resets = design.registers.flatMap(({ net, reset }) =>
    reset === null ? [] : [`${at(net)} = ${literal(reset, net.representation.kind)};`],
  );
  const reset =
    design.reset === null || resets.length === 0 ? "" : `if (${at(design.reset)}) {\n${resets.join("\n")}\n}`;
  return `(function () {\n${[...reads, ...writes, ...lanes, ...registers, reset].join("\n")}\n})`;
}

/** Compiles a flat design. @throws SimulationError for a combinational loop */
export function compile(design: FlatDesign, { random, noise }: CompileOptions): Program {
  const sizes = layOut(design);
  const chunks = chunksOf(schedule(design));
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
  const commitSource = writeCommit(design, noise);

  const build = (keep: (net: Net) => boolean, rest: string): unknown => {
    const functions = chunks.map((steps, k) => `const e${k} = ${writeChunk(steps, keep, table)};`);
    const calls = chunks.map((_, k) => `e${k}();`).join(" ");
    const ranges = design.memories.map((m) => m.representation);
    const source = [
      '"use strict";',
      "const { floor, imul } = Math;",
      `const [I, D, B] = stores; const [${memories.map((_, m) => `M${m}`).join(", ")}] = memories;`,
      `const [${ranges.map((_, m) => `R${m}`).join(", ")}] = ranges;`,
      ...functions,
      `const commit = ${commitSource};`,
      rest.replace("CALLS", calls),
    ].join("\n");
    return new Function("stores", "memories", "failed", "T", "ranges", "random", source)(
      stores,
      memories,
      failed,
      tables,
      ranges,
      random,
    );
  };

  const { evaluate, commit } = build(
    () => true,
    "return { commit, evaluate() { failed.length = 0; CALLS } };",
  ) as Pick<Program, "evaluate" | "commit">;

  let loop: Program["run"] | null = null;
  const run: Program["run"] = (n, report) => {
    loop ??= build(
      neededAcross(design, chunks),
      `return (n, report) => {
        for (let k = 0; k < n; k++) { failed.length = 0; CALLS if (failed.length !== 0) report(k); commit(); }
      };`,
    ) as Program["run"];
    loop(n, report);
  };
  return { stores, memories, failed, evaluate, commit, run };
}

/** Which nets are read outside the chunk that computes them, or by the clock edge. */
function neededAcross(design: FlatDesign, chunks: readonly Step[][]): (net: Net) => boolean {
  const home = new Map<Net, number>();
  const needed = new Set<Net>(design.registers.map((r) => r.next));
  for (const { reads, writes } of design.memories) {
    for (const port of [...reads, ...writes]) {
      needed.add(storage(port.address));
      if (port.enable !== null) needed.add(storage(port.enable));
    }
    for (const write of writes)
      for (const net of [...write.data, ...(write.laneEnables ?? [])]) needed.add(storage(net));
  }
  chunks.forEach((steps, chunk) => {
    for (const { unit, reads } of steps) {
      for (const net of results(unit)) home.set(storage(net), chunk);
      for (const net of reads) if (home.has(net) && home.get(net) !== chunk) needed.add(net);
    }
  });
  return (net) => needed.has(net);
}
