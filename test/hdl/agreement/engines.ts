// Plays many random circuits in Icarus and Verilator against what the built-in simulator says.
import { execa } from "execa";
import { type PrintOptions, printVerilog } from "../../../src/hdl/verilog/print.ts";
import { inFolder, type SourceFile } from "../lint.ts";
import { benchFiles } from "./bench.ts";
import type { Case } from "./stimulus.ts";

export type Engine = "icarus" | "verilator";

/** A circuit that an engine disagrees about; `index` null: the engine failed as a whole. */
export interface Difference {
  readonly engine: Engine;
  readonly index: number | null;
  readonly text: string;
}

/** The printed circuits of all cases, each once. */
export const printedFiles = (cases: readonly Case[], options: PrintOptions = {}): SourceFile[] => {
  const files = cases.flatMap((c) => printVerilog(c.design, { externals: "model", ...options }));
  return [...new Map(files.map((f) => [f.name, f])).values()];
};

/** Runs all cases in one engine; empty where it agrees in every output of every cycle. */
export function run(
  engine: Engine,
  cases: readonly Case[],
  options: PrintOptions = {},
): Promise<Difference[]> {
  const cycles = Math.max(...cases.map((c) => c.stimulus.length));
  const files = [...printedFiles(cases, options), ...benchFiles(cases, cycles)];
  const sources = files.map((f) => f.name).filter((n) => n.endsWith(".v"));
  return inFolder(files, async (cwd) => {
    const options = { cwd, all: true, reject: false } as const;
    const build =
      engine === "icarus"
        ? await execa(
            "iverilog",
            ["-g2012", "-DASSERTIONS", "-s", "clocked_bench", "-o", "bench.vvp", ...sources],
            options,
          )
        : await execa("verilator", verilatorArguments(sources), {
            ...options,
            env: { OBJCACHE: (await hasCcache()) ? "ccache" : "" },
          });
    if (build.failed) return [{ engine, index: null, text: build.all }];
    const played =
      engine === "icarus"
        ? await execa("vvp", ["bench.vvp"], options)
        : await execa("./obj_dir/Vbench", options);
    const lines = played.all.split("\n");
    const differences = lines
      .filter((line) => line !== "done")
      .map((line) => differenceOf(engine, line, cases));
    if (played.failed || !lines.includes("done"))
      differences.push({ engine, index: null, text: `${played.shortMessage ?? "did not finish"}` });
    return differences;
  });
}

/**
 * Without dataflow optimisation: Verilator 5.006 folds a signed `a >= a` of constants that meet through a port to 0
 * there (its pull request 6004 mends a like fault), and these circuits do run into it.
 */
const verilatorOptions =
  "--cc --exe --build -j 2 -DASSERTIONS --assert -Wno-fatal -Wno-lint -Wno-style -fno-dfg --x-initial 0 " +
  "-CFLAGS -O0 -MAKEFLAGS OPT_FAST=-O0 -MAKEFLAGS OPT_SLOW=-O0 -MAKEFLAGS OPT_GLOBAL=-O1 " +
  "--output-split 20000 --top-module bench main.cpp";

const verilatorArguments = (sources: readonly string[]): string[] => [
  ...verilatorOptions.split(" "),
  ...sources.filter((s) => s !== "clocked_bench.v"),
];

let ccache: Promise<boolean> | undefined;
const hasCcache = (): Promise<boolean> => {
  ccache ??= execa("ccache", ["--version"], { reject: false }).then((r) => !r.failed);
  return ccache;
};

/** A line of a bench's output: `differs index cycle got wanted`, or anything else that a tool says. */
function differenceOf(engine: Engine, line: string, cases: readonly Case[]): Difference {
  const [word, index, cycle, got, wanted] = line.split(" ");
  if (word !== "differs") return { engine, index: null, text: line };
  const { compared } = cases[Number(index)]!;
  const ports: string[] = [];
  let [g, w] = [valueOfHex(got!), BigInt(`0x${wanted}`)];
  for (const { name, width } of [...compared].reverse()) {
    const bits = BigInt(width);
    const same = g !== null && BigInt.asUintN(width, g) === BigInt.asUintN(width, w);
    if (!same)
      ports.unshift(
        `${name}: ${g === null ? `unknown bits (${got})` : BigInt.asUintN(width, g)}, built-in simulator ${BigInt.asUintN(width, w)}`,
      );
    if (g !== null) g >>= bits;
    w >>= bits;
  }
  return {
    engine,
    index: Number(index),
    text: `cycle ${cycle}, ${engine} gives ${ports.join("; ")} (bit patterns)`,
  };
}

const valueOfHex = (text: string): bigint | null => (/^[0-9a-f]+$/.test(text) ? BigInt(`0x${text}`) : null);
