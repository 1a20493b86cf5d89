// Plans a network's hardware: how layers map to cores.
import type { IntegerNetwork } from "../../network/integer.ts";
import { type NetworkRanges, rangesOfWeights, rangesOfWidths } from "../../network/ranges.ts";
import { checkLanes, type Hardware, HardwareError } from "../hardware.ts";
import { planCore } from "./core.ts";
import type { NetworkPlan } from "./plan.ts";
import { planReadout } from "./readout.ts";

/** How large the sums of a network can get. Parameters that are loaded later may be anything of their widths. */
export const rangesOf = (network: IntegerNetwork, parameters: Hardware["parameters"]): NetworkRanges =>
  parameters === "baked" ? rangesOfWeights(network) : rangesOfWidths(network);

/**
 * Plans the hardware of a network. `known`: its ranges, where many choices are planned for one network. Throws
 * `HardwareError` where the two do not go together.
 */
export function plan(
  network: IntegerNetwork,
  hardware: Hardware,
  known: NetworkRanges = rangesOf(network, hardware.parameters),
): NetworkPlan {
  if (network.layers.length === 0)
    throw new HardwareError("The network has no layers: layers must have at least one.");
  checkLanes(hardware, network.layers.length);
  const all = network.layers.map((_, i) => i);
  const cores =
    hardware.mapping === "shared"
      ? [planCore(network, hardware, known, all, "core")]
      : all.map((i) => planCore(network, hardware, known, [i], `core${i}`));
  return { network, hardware, cores, readout: planReadout(network, hardware, known.readout) };
}
