// dmp generate: Verilog and everything that goes with it, as one folder.
import { join } from "node:path";
import { plan } from "../../core/index.ts";
import { generate, writeFolder } from "../../generate/index.ts";
import { saveNetwork } from "../../quantize/index.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { loadInputs } from "../inputs.ts";
import {
  addBinningOptions,
  addHardwareOption,
  addNetworkOptions,
  type BinningOptions,
  integer,
  jsonOption,
  type NetworkOptions,
  networkArgument,
} from "../options.ts";
import type { AddCommand } from "../program.ts";
import { grouped, table } from "../text.ts";

interface Options extends NetworkOptions, BinningOptions {
  readonly hardware?: string;
  readonly out: string;
  readonly vectors: number;
  readonly testBench: boolean;
  readonly json?: boolean;
}

export const addGenerate: AddCommand = (program, io) => {
  const command = program
    .command("generate")
    .description(
      "Verilog, memory images, FuseSoC core file, port and register table, self-checking test bench",
    )
    .argument("<network>", networkArgument)
    .requiredOption(
      "-o, --out <folder>",
      "folder to write, whole or not at all; an earlier result is replaced",
    );
  addHardwareOption(command)
    .option(
      "--vectors <n>",
      "recordings beside the network that the test bench plays, after three made-up ones",
      integer(0),
      1,
    )
    .option("--no-test-bench", "leave out the test bench and its vectors");
  addBinningOptions(addNetworkOptions(command))
    .addOption(jsonOption("files, memories [{name, depth, bits, kind, image}], ports"))
    .addHelpText(
      "after",
      `
The folder also gets network.json (the integer network) and hardware.json: what it was generated from.
The test bench needs nothing but a simulator; in the folder:
  iverilog -g2005 -o tb/sim -c tb/TOP_tb.f && vvp tb/sim

Examples:
  dmp generate models/spoken-digits --out out/digits
  dmp generate network.ts --hardware small.json --calibrate train.h5 --out rtl
`,
    )
    .action(async (network: string, options: Options) => {
      const inputs = await loadInputs(network, options, options, io);
      const hardware = await loadHardwareFile(options.hardware, inputs.file.folder);
      const sequences = inputs.calibration?.recordings.slice(0, options.vectors) ?? [];
      const made = generate(plan(inputs.integer, hardware), { testBench: options.testBench, sequences });
      const sources = {
        "network.json": saveNetwork(inputs.integer),
        "hardware.json": `${JSON.stringify(hardware, null, 2)}\n`,
      };
      const folder = { ...made.files, ...sources };
      writeFolder(options.out, folder, { kind: "verilog" });
      const files = Object.keys(folder).map((name) => join(options.out, name));
      if (options.json) {
        io.out(`${JSON.stringify({ top: made.top, files, memories: made.memories, ports: made.ports })}\n`);
        return;
      }
      const bits = made.memories.reduce((sum, m) => sum + m.depth * m.bits, 0);
      io.out(
        table(
          ["memory", "words", "bits", "kind"],
          made.memories.map((m) => [m.name, m.depth, m.bits, m.kind]),
        ),
      );
      io.out(`\n${made.memories.length} memories, ${grouped(bits)} bits.\n`);
      io.out(`${files.length} files in ${options.out}; begin with ${join(options.out, `${made.top}.md`)}\n`);
      if (options.testBench)
        io.out(
          `Check: cd ${options.out} && iverilog -g2005 -o tb/sim -c tb/${made.top}_tb.f && vvp tb/sim\n`,
        );
    });
};
