// dmp verify network: random cases of one network, on the generated hardware or on Verilog of a folder.
import type { EngineName } from "../../../simulate/index.ts";
import { loadProof, readVerilog, type Shape } from "../../../verify/index.ts";
import { command } from "../../command.ts";
import { chooseEngine } from "../../engine.ts";
import { UsageError } from "../../errors.ts";
import { loadHardwareFile } from "../../files/hardware.ts";
import { inFile, needFile, readText } from "../../files/module.ts";
import { loadInputs } from "../../inputs.ts";
import type { Io } from "../../io.ts";
import { type Given, text, without } from "../../option.ts";
import { hardwareOption, networkArgument, networkOptions } from "../../options.ts";
import { casesJson, casesOptions, runCases } from "./cases.ts";

const options = {
  rtl: text("folder", "verify the Verilog of this folder instead of the generated one (Verilator)"),
  proved: without(
    ["rtl"],
    text(
      "file",
      "claims in this result of `dmp prove --out` that are proved are not checked again (Verilator)",
    ),
  ),
  ...casesOptions,
  ...hardwareOption,
  ...networkOptions,
};

export const network = command({
  name: "network",
  about: "one network, on the generated hardware or on the Verilog of a folder",
  arguments: { network: networkArgument },
  options,
  json: casesJson,
  notes: `With parameters "loaded", every case has weights of its own; with "baked", those of the network.`,
  examples: [
    "dmp verify network models/spoken-digits --cases 50",
    "dmp verify network out/rtl --rtl out/rtl --junit junit.xml",
  ],
  async run(given, io) {
    const { rtl, proved } = given;
    const engine = (await chooseEngine(given.engine, io)) as EngineName;
    if (rtl !== undefined && engine === "builtin")
      throw new UsageError("--rtl: only Verilator can simulate Verilog from a folder; see `dmp setup`");
    if (proved !== undefined && engine === "builtin")
      throw new UsageError("--proved: only Verilator leaves proved claims out; see `dmp setup`");
    const proof = proved === undefined ? null : proofOf(proved);
    const shape = await shapeOf(given.network, given, io);
    const verilog = rtl === undefined ? undefined : await readVerilog(rtl, shape.network, shape.hardware);
    return runCases(
      {
        engine,
        shapes: [shape],
        ...(verilog === undefined ? {} : { verilog }),
        ...(proof === null ? {} : { proved: proof }),
      },
      given,
      io,
    );
  },
});

function proofOf(file: string) {
  needFile(file);
  return inFile(file, () => loadProof(readText(file)));
}

async function shapeOf(path: string, given: Given<typeof options>, io: Io): Promise<Shape> {
  const inputs = await loadInputs(path, given, { pool: 1 }, io);
  const hardware = await loadHardwareFile(given.hardware, inputs.file.folder, io);
  return { name: inputs.integer.name, network: inputs.integer, hardware: { ...hardware, probe: true } };
}
