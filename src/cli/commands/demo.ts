// dmp demo, which is what `npm start` runs: the shipped tasks from weights to verified hardware.
import { Option } from "commander";
import { type DemoOptions, demo } from "../demo/demo.ts";
import { status } from "../errors.ts";
import { integer, jsonOption } from "../options.ts";
import type { AddCommand } from "../program.ts";

interface Options extends Omit<DemoOptions, "models"> {
  readonly models: string[];
  readonly json?: boolean;
}

export const addDemo: AddCommand = (program, io, finish) => {
  program
    .command("demo")
    .description(
      "the shipped networks from weights to verified RTL: quantize, generate, lint, build, run, compare, draw",
    )
    .argument("[models...]", "model folders; default: the shipped ones")
    .addOption(
      new Option("--engine <name>", "default: verilator, installed where possible, else builtin").choices([
        "verilator",
        "builtin",
      ]),
    )
    .option("-o, --out <folder>", "where everything is written", "out")
    .option("--clock <MHz>", "clock for which steps per second are stated", integer(1, 10_000), 24)
    .option("--to <n>", "only so many recordings of each task", integer(1))
    .addOption(jsonOption("engine, recordings, mismatches, accuracy, cyclesPerStep, seconds, tasks"))
    .addHelpText(
      "after",
      `
Exit status 1 where the hardware and the golden model differ in any bit.

Examples:
  npm start
  dmp demo --engine builtin --to 20
  dmp demo --json
`,
    )
    .action(async (models: string[], options: Options) => {
      const result = await demo({ ...options, models }, io);
      if (options.json) io.out(`${JSON.stringify(result)}\n`);
      finish(result.mismatches > 0 ? status.failed : status.ok);
    });
};
