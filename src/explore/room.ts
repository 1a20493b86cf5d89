// Whether a device has room for what hardware takes.
import { type Device, type Resource, type Resources, resources } from "../flow/index.ts";

/** Cells are modelled: so much of the device must be left for what the model does not know. */
const LOGIC_SHARE = 0.9;

/** The share of the device that is used of each resource. */
export const shareOf = (used: Resources, { available }: Device, r: Resource): number => {
  if (used[r] === 0) return 0;
  const share = used[r] / available[r];
  return r === "logic" || r === "ff" ? share / LOGIC_SHARE : share;
};

/** A choice fits where no share is above 1. */
export const fits = (used: Resources, device: Device): boolean =>
  resources.every((r) => shareOf(used, device, r) <= 1);
