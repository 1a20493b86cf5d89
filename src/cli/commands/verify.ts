// dmp verify: random cases of a network, or of random ones, against the golden model.
import { Option } from "commander";
import type { EngineName } from "../../simulate/index.ts";
import {
  describe,
  junitReport,
  loadCase,
  readVerilog,
  replay,
  type Shape,
  type VerifyResult,
  verify,
} from "../../verify/index.ts";
import { chooseEngine } from "../engine.ts";
import { status, UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { readText } from "../files/module.ts";
import { writeResult } from "../files/write.ts";
import { loadInputs } from "../inputs.ts";
import type { Io } from "../io.ts";
import {
  addHardwareOption,
  addNetworkOptions,
  integer,
  jsonOption,
  type NetworkOptions,
  networkArgument,
} from "../options.ts";
import type { AddCommand } from "../program.ts";
import { withProgress } from "../progress.ts";
import { grouped, seconds } from "../text.ts";
import { netlistCommand } from "./verify-netlist.ts";

interface Options extends NetworkOptions {
  readonly hardware?: string;
  readonly engine?: EngineName;
  readonly seed: number;
  readonly shapes: number;
  readonly cases: number;
  readonly jobs?: number;
  readonly rtl?: string;
  readonly netlist?: string;
  readonly recordings: number;
  readonly replay?: string;
  readonly keep: string;
  readonly junit?: string;
  readonly json?: boolean;
}

export const addVerify: AddCommand = (program, io, finish) => {
  const command = program
    .command("verify")
    .description("random and directed bit-exact comparison with the golden model")
    .argument("[network]", `${networkArgument}; without it random networks are verified`);
  addNetworkOptions(addHardwareOption(command))
    .addOption(
      new Option("--engine <name>", "default: verilator, or builtin where there is none").choices([
        "verilator",
        "builtin",
      ]),
    )
    .option("--seed <n>", "of everything random", integer(0, 2 ** 32 - 1), 1)
    .option("--shapes <n>", "random networks and hardware choices, where no network is given", integer(1), 8)
    .option("--cases <n>", "random cases of each", integer(1), 200)
    .option("--jobs <n>", "shapes at work at once; default: the number of cores", integer(1, 256))
    .option("--rtl <folder>", "verify the Verilog of this folder instead of the generated one (Verilator)")
    .addOption(
      new Option(
        "--netlist <device>",
        "instead: the netlist synthesized for a device (up5k, hx8k), on recordings beside the network",
      ).conflicts(["rtl", "replay", "engine", "junit"]),
    )
    .option("--recordings <n>", "with --netlist: how many recordings", integer(1), 20)
    .option("--replay <file>", "run one kept case again")
    .option(
      "--keep <folder>",
      "where a failing case goes: shrunk, with a report and a waveform",
      "out/verify",
    )
    .option("--junit <file>", "write a JUnit report")
    .addOption(jsonOption("engine, seed, shapes, cases, steps, mismatches, first, results"))
    .addHelpText(
      "after",
      `
Every output spike, drive, slow state, membrane and logit of every step is compared, with random stalls on every stream.
With parameters "loaded", every case has weights of its own; with "baked", those of the network.
Exit status 1 where anything differs.

Examples:
  dmp verify --shapes 20 --cases 500 --seed 7
  dmp verify models/spoken-digits --cases 50
  dmp verify out/rtl --rtl out/rtl --junit junit.xml
  dmp verify models/spoken-digits --netlist up5k --hardware models/spoken-digits/hardware-up5k-8bit.json
  dmp verify --replay out/verify/sweeps-case-3/case.json
`,
    )
    .action(async (network: string | undefined, options: Options) => {
      if (options.netlist !== undefined) {
        if (network === undefined) throw new UsageError("--netlist: say which network");
        finish(await netlistCommand(network, { ...options, netlist: options.netlist }, io));
        return;
      }
      const engine = (await chooseEngine(options.engine, io)) as EngineName;
      if (options.rtl !== undefined && engine === "builtin")
        throw new UsageError("--rtl: only Verilator can simulate Verilog from a folder; see `dmp setup`");
      if (options.replay !== undefined) {
        if (network !== undefined) throw new UsageError("--replay: the case holds its network; give none");
        finish(await replayCase(options.replay, engine, options, io));
        return;
      }
      if (options.rtl !== undefined && network === undefined)
        throw new UsageError("--rtl: say which network the Verilog was generated from");
      const shape = network === undefined ? null : await shapeOf(network, options, io);
      const verilog =
        options.rtl === undefined || shape === null
          ? undefined
          : await readVerilog(options.rtl, shape.network, shape.hardware);
      const { seed, cases, keep, jobs } = options;
      const result = await withProgress(io, "cases", (at) =>
        verify({
          engine,
          seed,
          cases,
          keep,
          shapes: shape === null ? options.shapes : [shape],
          ...(jobs === undefined ? {} : { jobs }),
          ...(verilog === undefined ? {} : { verilog }),
          onProgress: (p) => at(p.casesDone, p.cases),
        }),
      );
      if (options.junit !== undefined) writeResult(options.junit, junitReport(result));
      io.out(options.json ? `${JSON.stringify(resultJson(result))}\n` : resultText(result));
      finish(result.mismatches > 0 ? status.failed : status.ok);
    });
};

async function shapeOf(network: string, options: Options, io: Io): Promise<Shape> {
  const inputs = await loadInputs(network, options, { pool: 1 }, io);
  const hardware = await loadHardwareFile(options.hardware, inputs.file.folder);
  return { name: inputs.integer.name, network: inputs.integer, hardware: { ...hardware, probe: true } };
}

/** The result without the failing case itself, which is in the kept folder. */
function resultJson({ first, results, ...rest }: VerifyResult) {
  const brief = (f: VerifyResult["first"]) =>
    f && {
      ...f.difference,
      shape: f.shape,
      case: f.case,
      caseSeed: f.seed,
      description: f.description,
      folder: f.folder,
    };
  return { ...rest, first: brief(first), results: results.map((r) => ({ ...r, first: brief(r.first) })) };
}

function resultText({
  engine,
  seed,
  shapes,
  cases,
  steps,
  cycles,
  mismatches,
  depth,
  first,
  ...rest
}: VerifyResult) {
  const lines = [
    `${shapes} ${shapes === 1 ? "circuit" : "circuits"}, ${grouped(cases)} cases, ${grouped(steps)} time steps, ${grouped(cycles)} cycles on ${engine}, seed ${seed}: ${seconds(rest.seconds)}.`,
    `Compared with the golden model: ${depth}. Mismatches: ${mismatches}.`,
  ];
  if (first !== null) {
    lines.push(`First: ${first.shape}, case ${first.case}: ${first.description}`);
    if (first.folder !== null) lines.push(`Kept: ${first.folder}`);
  }
  return `${lines.join("\n")}\n`;
}

async function replayCase(path: string, engine: EngineName, { rtl, json }: Options, io: Io): Promise<number> {
  const kept = loadCase(readText(path), path);
  const verilog = rtl === undefined ? undefined : await readVerilog(rtl, kept.network, kept.hardware);
  const { difference, depth, steps, cycles } = await replay(kept, {
    engine,
    ...(verilog === undefined ? {} : { verilog }),
  });
  const mismatches = difference === null ? 0 : 1;
  if (json) {
    const first = difference && { ...difference, description: describe(difference) };
    io.out(
      `${JSON.stringify({ engine, seed: kept.seed, shapes: 1, cases: 1, steps, cycles, mismatches, depth, first })}\n`,
    );
  } else {
    const verdict = difference === null ? "no difference" : describe(difference);
    io.out(`${path}: ${steps} time steps, ${cycles} cycles on ${engine}; compared: ${depth}; ${verdict}\n`);
  }
  return mismatches > 0 ? status.failed : status.ok;
}
