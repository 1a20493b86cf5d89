// dmp quantize: float network to integer network, with a report of what it costs.
import { reportText, saveNetwork } from "../../quantize/index.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { needResult, writeResult } from "../files/write.ts";
import { compareInputs, loadInputs } from "../inputs.ts";
import { flag, letter, text } from "../option.ts";
import { binningOptions, networkArgument, networkOptions } from "../options.ts";
import { runSweep } from "../sweep.ts";

export const quantize = command({
  name: "quantize",
  about: "integer network with its error report",
  arguments: { network: networkArgument },
  options: {
    out: letter(
      "o",
      text("file", "where the integer network goes (.json); without it only the report is made"),
    ),
    sweep: flag(
      "agreement with the float network against the bits of each tensor, and which may be left out",
    ),
    plot: text("file", "picture of --sweep (.svg)"),
    ...networkOptions,
    ...binningOptions,
  },
  json: "name, file, tensors, constants, stateErrors, accumulators, formats, comparison",
  notes: "JSON with --sweep: name, plot, recordings, base, tensors, suggestion.",
  examples: [
    "dmp quantize models/spoken-digits",
    "dmp quantize models/spoken-digits --sweep --plot sweep.svg",
    "dmp quantize network.ts --calibrate shd_train.h5 --pool 5 --steps 100 --bits 6 --out integer.json",
  ],
  async run(given, io) {
    const { network, out, sweep, plot } = given;
    if (plot !== undefined && sweep === undefined) throw new UsageError("--plot: the picture of --sweep");
    if (out !== undefined && sweep !== undefined)
      throw new UsageError(
        "--out: --sweep writes no network; quantize again with what it suggests (--quantizer)",
      );
    needResult("--out", out, ".json");
    needResult("--plot", plot, ".svg");
    const inputs = await loadInputs(network, given, given, io, true);
    const { quantized, integer } = inputs;
    if (quantized === null) throw new UsageError(`${inputs.file.path}: is an integer network already`);
    if (sweep !== undefined) return runSweep(inputs, given, plot, io);
    const comparison = compareInputs(inputs)!;
    if (out !== undefined) writeResult(out, saveNetwork(integer));
    const { tensors, constants, stateErrors, accumulators, formats } = quantized;
    const written = out === undefined ? "" : `\nInteger network: ${out}\n`;
    return {
      json: {
        name: integer.name,
        file: out ?? null,
        tensors,
        constants,
        stateErrors,
        accumulators,
        formats,
        comparison,
      },
      text: `${reportText(quantized, comparison)}${written}`,
    };
  },
});
