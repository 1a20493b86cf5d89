// The plan of the readout: its lanes, groups and types.
import { sint } from "../../hdl/index.ts";
import type { IntegerNetwork } from "../../network/integer.ts";
import type { ReadoutRanges } from "../../network/ranges.ts";
import { type Hardware, lanesOfLayer } from "../hardware.ts";
import type { ReadoutPlan } from "./plan.ts";
import { typeOfIntervals, widest } from "./types.ts";

export function planReadout(
  { readout, layers }: IntegerNetwork,
  hardware: Hardware,
  known: ReadoutRanges,
): ReadoutPlan {
  const { classes, weights, bias, membrane } = readout;
  // Twice what the last layer's spikes need: that layer may fire more than the one before it.
  const enough = Math.ceil((2 * classes * lanesOfLayer(hardware, layers.length - 1).spike) / weights.columns);
  const lanes = Math.min(hardware.lanes.readout ?? enough, classes);
  return {
    classes,
    inputs: weights.columns,
    lanes,
    groups: Math.ceil(classes / lanes),
    hardware,
    types: {
      weight: widest([weights.bits]),
      current: typeOfIntervals(known.sums),
      bias: widest([bias.bits]),
      step: typeOfIntervals(known.terms),
      logit: typeOfIntervals(known.logits),
      membrane: sint(membrane?.bits ?? 2),
    },
  };
}
