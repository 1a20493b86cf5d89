// dmp verify netlist: the netlist that synthesis makes, in simulation, against the golden model on recordings.
import { counted } from "../../../base/counted.ts";
import { deviceOf, type NetlistVerification, verifyNetlist } from "../../../flow/index.ts";
import { command } from "../../command.ts";
import { UsageError } from "../../errors.ts";
import { loadHardwareFile } from "../../files/hardware.ts";
import { recordingsBeside } from "../../files/recordings.ts";
import { loadInputs } from "../../inputs.ts";
import { integer, needed, preset, text } from "../../option.ts";
import { hardwareOption, networkArgument, networkOptions } from "../../options.ts";
import { withProgress } from "../../progress.ts";
import { recordingsFor } from "../../recordings.ts";
import { seconds } from "../../text.ts";

export const netlist = command({
  name: "netlist",
  about: "the netlist synthesized for a device, on recordings beside the network",
  arguments: { network: networkArgument },
  options: {
    device: needed(text("name", "what it is synthesized for (up5k, hx8k)")),
    recordings: preset(20, integer("n", "how many recordings", 1)),
    ...hardwareOption,
    ...networkOptions,
  },
  json: "engine, device, tool, runs [{depth, cells, recordings, steps, cycles, mismatches, first, seconds}], mismatches",
  examples: [
    "dmp verify netlist models/spoken-digits --device up5k --hardware models/spoken-digits/hardware-up5k-8bit.json",
  ],
  async run(given, io) {
    const device = deviceOf(given.device);
    const inputs = await loadInputs(given.network, given, { pool: 1 }, io);
    const hardware = await loadHardwareFile(given.hardware, inputs.file.folder, io);
    const { folder } = inputs.file;
    const path = recordingsBeside(folder, "test");
    if (path === null)
      throw new UsageError(`${folder}: no recordings beside the network to run the netlist on`);
    const range = { pool: 1, from: 0, to: given.recordings };
    const { recordings } = await recordingsFor(inputs.file, [path], range, io);
    const result = await withProgress(io, "netlist", (at) =>
      verifyNetlist({ network: inputs.integer, hardware, device, recordings, onProgress: at }),
    );
    return {
      json: { engine: "verilator", ...result },
      text: netlistText(result),
      failed: result.mismatches > 0,
    };
  },
});

function netlistText({ device, tool, runs, mismatches }: NetlistVerification): string {
  const lines = runs.map(
    (r) =>
      `${counted(r.cells, "cell")}, ${counted(r.recordings, "recording")}, ${counted(r.steps, "time step")}, ${counted(r.cycles, "cycle")}, ` +
      `compared: ${r.depth}; ${seconds(r.seconds)}.`,
  );
  return `Netlist for ${device} (${tool.synthesis}) in Verilator against the golden model:
${lines.join("\n")}
Mismatches: ${mismatches}.
`;
}
