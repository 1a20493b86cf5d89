// Which devices the models of costs know: those of families that synthesis was fitted to.
import { HardwareError } from "../core/index.ts";
import { type Device, deviceNames, deviceOf, type Family } from "../flow/index.ts";

export type ModelledFamily = Exclude<Family["name"], "gowin">;

const isModelled = ({ family }: Device): boolean => family.name !== "gowin";

/** Names of the devices whose costs are modelled. */
export const modelledNames: readonly string[] = deviceNames.filter((name) => isModelled(deviceOf(name)));

/** The family of a device whose costs are modelled. @throws HardwareError naming those there are */
export function modelledFamily(device: Device): ModelledFamily {
  if (!isModelled(device))
    throw new HardwareError(
      `costs are not modelled for device ${device.name}; modelled: ${modelledNames.join(", ")}`,
    );
  return device.family.name as ModelledFamily;
}
