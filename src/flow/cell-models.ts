// The vendor's cells as Verilog that a simulator takes: the models that come with Yosys.
import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TextFile } from "../simulate/index.ts";
import { findProgram } from "../simulate/toolchain.ts";
import type { Device } from "./devices.ts";
import { FlowError } from "./error.ts";

/** Where the models lie within Yosys' share folder, and what makes Verilator take them. */
const models: Partial<Record<Device["family"]["name"], { file: string; define: string }>> = {
  // Default values of ports, which the models have otherwise, are beyond Verilog-2005 and Verilator.
  ice40: { file: "ice40/cells_sim.v", define: "NO_ICE40_DEFAULT_ASSIGNMENTS" },
};

/** The models of a device's cells. @throws FlowError where there are none for the device, or no native Yosys */
export async function cellModels(device: Device): Promise<TextFile> {
  const model = models[device.family.name];
  if (model === undefined)
    throw new FlowError(
      `device ${device.name}: netlists are simulated for ${Object.keys(models).join(", ")} devices only, and for cell libraries`,
    );
  const yosys = findProgram("yosys");
  const share = yosys === null ? null : join(dirname(await realpath(yosys)), "..", "share", "yosys");
  const text = share === null ? null : await readFile(join(share, model.file), "utf8").catch(() => null);
  if (text === null)
    throw new FlowError(
      "the models of the cells come with Yosys: install it natively (Debian, Ubuntu: apt-get install yosys)",
    );
  return { name: "cells.v", text: `\`define ${model.define}\n${text}` };
}
