// dmp quantize: float network to integer network, with a report of what it costs.
import { reportText, saveNetwork } from "../../quantize/index.ts";
import { UsageError } from "../errors.ts";
import { writeResult } from "../files/write.ts";
import { compareInputs, loadInputs } from "../inputs.ts";
import {
  addBinningOptions,
  addNetworkOptions,
  type BinningOptions,
  jsonOption,
  type NetworkOptions,
  networkArgument,
} from "../options.ts";
import type { AddCommand } from "../program.ts";

type Options = NetworkOptions & BinningOptions & { out?: string; json?: boolean };

export const addQuantize: AddCommand = (program, io) => {
  const command = program
    .command("quantize")
    .description("integer network with its error report")
    .argument("<network>", networkArgument)
    .option("-o, --out <file>", "where the integer network goes (.json); without it only the report is made");
  addBinningOptions(addNetworkOptions(command))
    .addOption(jsonOption("name, file, tensors, stateErrors, accumulators, formats, comparison"))
    .addHelpText(
      "after",
      `
Examples:
  dmp quantize models/spoken-digits
  dmp quantize network.ts --calibrate shd_train.h5 --pool 5 --steps 100 --bits 6 --out integer.json
`,
    )
    .action(async (network: string, options: Options) => {
      if (options.out !== undefined && !options.out.endsWith(".json"))
        throw new UsageError(`--out ${options.out}: the name of an integer network ends with .json`);
      const inputs = await loadInputs(network, options, options, io);
      const { quantized, integer } = inputs;
      if (quantized === null) throw new UsageError(`${inputs.file.path}: is an integer network already`);
      const comparison = compareInputs(inputs)!;
      if (options.out !== undefined) writeResult(options.out, saveNetwork(integer));
      if (options.json) {
        const { tensors, stateErrors, accumulators, formats } = quantized;
        const file = options.out ?? null;
        io.out(
          `${JSON.stringify({ name: integer.name, file, tensors, stateErrors, accumulators, formats, comparison })}\n`,
        );
        return;
      }
      io.out(reportText(quantized, comparison));
      if (options.out !== undefined) io.out(`\nInteger network: ${options.out}\n`);
    });
};
