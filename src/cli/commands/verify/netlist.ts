// dmp verify netlist: the netlist that synthesis makes, in simulation, against the golden model on recordings.
import { counted } from "../../../base/counted.ts";
import {
  deviceOf,
  type NetlistVerification,
  onDevice,
  onLibrary,
  verifyNetlist,
} from "../../../flow/index.ts";
import { command } from "../../command.ts";
import { UsageError } from "../../errors.ts";
import { loadChipHardware, loadHardwareFile } from "../../files/hardware.ts";
import { loadLibrary } from "../../files/library.ts";
import { targetOf } from "../../fitting.ts";
import { loadInputs } from "../../inputs.ts";
import { integer, text, without } from "../../option.ts";
import { hardwareOption, libertyOption, networkArgument, networkOptions } from "../../options.ts";
import { withProgress } from "../../progress.ts";
import { firstBeside } from "../../recordings.ts";
import { seconds } from "../../text.ts";

/** So many recordings where nobody says. */
const usualRecordings = 20;

export const netlist = command({
  name: "netlist",
  about: "the netlist synthesized for a device or a cell library, on recordings beside the network",
  arguments: { network: networkArgument },
  options: {
    device: text("name", "the device that it is synthesized for (up5k, hx8k)"),
    liberty: without(["device"], libertyOption),
    recordings: integer("n", `how many recordings (default: ${usualRecordings})`, 1),
    ...hardwareOption,
    ...networkOptions,
  },
  json: "engine, device, library, tool, runs [{depth, cells, recordings, steps, cycles, mismatches, first, seconds}], mismatches",
  examples: [
    "dmp verify netlist models/spoken-digits --device up5k --hardware models/spoken-digits/hardware-up5k-8bit.json",
    "dmp verify netlist models/spoken-digits --liberty cells.lib --recordings 1",
  ],
  async run(given, io) {
    if (given.device === undefined && given.liberty === undefined)
      throw new UsageError("netlist: say for what: --device NAME or --liberty FILE");
    const target =
      given.liberty === undefined ? onDevice(deviceOf(given.device!)) : onLibrary(loadLibrary(given.liberty));
    const inputs = await loadInputs(given.network, given, { pool: 1 }, io);
    const { folder } = inputs.file;
    const hardware =
      given.liberty === undefined
        ? await loadHardwareFile(given.hardware, folder, io, targetOf(deviceOf(given.device!)))
        : await loadChipHardware(given.hardware, folder, io);
    const count = given.recordings ?? usualRecordings;
    const recordings = await firstBeside(inputs.file, "test", count, { pool: 1 }, io);
    if (recordings === null)
      throw new UsageError(`${folder}: no recordings beside the network to run the netlist on`);
    const result = await withProgress(io, "netlist", (at) =>
      verifyNetlist({ network: inputs.integer, hardware, target, recordings, onProgress: at }),
    );
    const { target: _, tool, ...rest } = result;
    const { device = null } = given;
    const library = given.liberty === undefined ? null : target.name;
    return {
      json: { engine: "verilator", device, library, tool: { synthesis: tool, place: null }, ...rest },
      text: netlistText(result),
      failed: result.mismatches > 0,
    };
  },
});

function netlistText({ target, tool, runs, mismatches }: NetlistVerification): string {
  const lines = runs.map(
    (r) =>
      `${counted(r.cells, "cell")}, ${counted(r.recordings, "recording")}, ${counted(r.steps, "time step")}, ${counted(r.cycles, "cycle")}, ` +
      `compared: ${r.depth}; ${seconds(r.seconds)}.`,
  );
  return `Netlist for ${target} (${tool}) in Verilator against the golden model:
${lines.join("\n")}
Mismatches: ${mismatches}.
`;
}
