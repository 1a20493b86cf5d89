// dmp verify --netlist: the netlist that synthesis makes, in simulation, against the golden model on recordings.
import { deviceOf, type NetlistVerification, verifyNetlist } from "../../flow/index.ts";
import { status, UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { recordingsBeside } from "../files/recordings.ts";
import { loadInputs, recordingsFor } from "../inputs.ts";
import type { Io } from "../io.ts";
import type { NetworkOptions } from "../options.ts";
import { withProgress } from "../progress.ts";
import { grouped, seconds } from "../text.ts";

export interface NetlistOptions extends NetworkOptions {
  readonly hardware?: string;
  /** Name of the device. */
  readonly netlist: string;
  /** How many of the recordings beside the network are run. */
  readonly recordings: number;
  readonly json?: boolean;
}

/** Runs it and gives the exit status. */
export async function netlistCommand(network: string, options: NetlistOptions, io: Io): Promise<number> {
  const device = deviceOf(options.netlist);
  const inputs = await loadInputs(network, options, { pool: 1 }, io);
  const hardware = await loadHardwareFile(options.hardware, inputs.file.folder);
  const path = recordingsBeside(inputs.file.folder, "test");
  if (path === null)
    throw new UsageError(`${inputs.file.folder}: no recordings beside the network to run the netlist on`);
  const { recordings } = await recordingsFor(
    inputs.file,
    [path],
    { pool: 1, from: 0, to: options.recordings },
    io,
  );
  const result = await withProgress(io, "netlist", (at) =>
    verifyNetlist({ network: inputs.integer, hardware, device, recordings, onProgress: at }),
  );
  io.out(options.json ? `${JSON.stringify({ engine: "verilator", ...result })}\n` : netlistText(result));
  return result.mismatches > 0 ? status.failed : status.ok;
}

function netlistText({ device, tool, runs, mismatches }: NetlistVerification): string {
  const lines = runs.map(
    (r) =>
      `${grouped(r.cells)} cells, ${r.recordings} recordings, ${grouped(r.steps)} time steps, ${grouped(r.cycles)} cycles, ` +
      `compared: ${r.depth}; ${seconds(r.seconds)}.`,
  );
  return `Netlist for ${device} (${tool.synthesis}) in Verilator against the golden model:
${lines.join("\n")}
Mismatches: ${mismatches}.
`;
}
