// Plans a network's hardware: how layers map to cores.
import { type IntegerNetwork, needIntegerNetwork } from "../../network/integer.ts";
import { type NetworkRanges, rangesOfWeights, rangesOfWidths } from "../../network/ranges.ts";
import { checkLanes, type Hardware, HardwareError } from "../hardware.ts";
import { planCore } from "./core.ts";
import type { HardwarePart } from "./parts.ts";
import type { CorePlan, NetworkPlan } from "./plan.ts";
import { planReadout } from "./readout.ts";

/** How large the sums of a network can get. Parameters that are loaded later may be anything of their widths. */
export const rangesOf = (network: IntegerNetwork, parameters: Hardware["parameters"]): NetworkRanges =>
  parameters === "baked" ? rangesOfWeights(network) : rangesOfWidths(network);

function check(network: IntegerNetwork, hardware: Hardware): void {
  needIntegerNetwork(network);
  if (typeof hardware?.dataflow !== "string")
    throw new HardwareError("Not a hardware choice: hardware({ ... }) makes one.");
  const { layers } = network;
  if (layers.length === 0)
    throw new HardwareError("The network has no layers: layers must have at least one.");
  checkLanes(hardware, layers.length);
}

/** Cores of the hardware: one for all layers, or one a layer. */
export const coreCount = ({ layers }: IntegerNetwork, { mapping }: Hardware): number =>
  mapping === "shared" ? 1 : layers.length;

function coreAt(network: IntegerNetwork, hardware: Hardware, known: NetworkRanges, place: number): CorePlan {
  const [layers, name] =
    hardware.mapping === "shared" ? [[...network.layers.keys()], "core"] : [[place], `core${place}`];
  return planCore(network, hardware, known, layers, name);
}

/**
 * Plans the hardware of a network. `known`: its ranges, where many choices are planned for one network. Throws
 * `HardwareError` where the two do not go together, NetworkKindError where `network` is none.
 */
export function plan(network: IntegerNetwork, hardware: Hardware, known?: NetworkRanges): NetworkPlan {
  check(network, hardware);
  const ranges = known ?? rangesOf(network, hardware.parameters);
  const cores = Array.from({ length: coreCount(network, hardware) }, (_, i) =>
    coreAt(network, hardware, ranges, i),
  );
  return { network, hardware, cores, readout: planReadout(network, hardware, ranges.readout) };
}

/** Plans one part of it: a core by its place, or the readout, which comes behind the last. Throws as `plan`. */
export function planPart(
  network: IntegerNetwork,
  hardware: Hardware,
  known: NetworkRanges,
  place: number,
): HardwarePart {
  check(network, hardware);
  return place < coreCount(network, hardware)
    ? { network, hardware, core: coreAt(network, hardware, known, place) }
    : { network, hardware, readout: planReadout(network, hardware, known.readout) };
}
