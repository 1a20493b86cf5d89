// The hardware choice for a device where none is named: that beside the network where it fits, else the one that is fitted.
import type { Hardware } from "../core/index.ts";
import { fit, hardMisfits, modelledNames, settingOf } from "../explore/index.ts";
import type { Device } from "../flow/index.ts";
import { activityFor } from "./exploration.ts";
import { loadHardwareFile } from "./files/hardware.ts";
import { find } from "./files/module.ts";
import type { Inputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { BinningOptions } from "./options.ts";

/** RAM made of look-up tables is there, or not. */
export const targetOf = (device: Device) => ({
  name: device.name,
  lutRam: device.family.bits.logic > 0,
});

/**
 * Chooses the hardware of a network for a device. A choice beside the network is taken unless it asks for more RAM or
 * multipliers than the device has, which is exact. `io` is told of what is taken in its place. `binning`: how recordings that
 * formats are chosen by were read, and those beside the network are where they need it.
 */
export async function hardwareFor(
  inputs: Inputs,
  device: Device,
  binning: BinningOptions,
  io: Io,
): Promise<Hardware> {
  const { folder } = inputs.file;
  const beside = find(folder, "hardware");
  // What cannot be counted cannot be chosen either.
  if (!modelledNames.includes(device.name)) return loadHardwareFile(undefined, folder, io, targetOf(device));
  const recorded = await activityFor(inputs, binning, io);
  // No choice here hangs on energy.
  const setting = settingOf(inputs.integer, recorded, device, []);
  let why = "no --hardware FILE and no hardware.json beside the network";
  if (beside !== null) {
    const choice = await loadHardwareFile(undefined, folder, io, targetOf(device));
    const misfits = hardMisfits(setting, choice);
    if (misfits.length === 0) return choice;
    why = `${beside} does not fit ${device.part} (${misfits.join(", ")})`;
  }
  const fitted = fit(setting, null);
  // What nothing fits is refused where its figures are known.
  if (fitted === null) return loadHardwareFile(undefined, folder, io, targetOf(device));
  io.err(`note: ${why}; used, as \`dmp fit\` chooses: ${JSON.stringify(choiceOf(fitted.hardware))}\n`);
  return fitted.hardware;
}

/** What a hardware file needs to say of a choice. */
export const choiceOf = ({ lanes, dataflow, mapping, parameters, pipeline, memories }: Hardware) => ({
  lanes,
  dataflow,
  mapping,
  parameters,
  pipeline,
  memories,
});
