// The operations of the readout: weights of the last layer's spikes, then class after class.
import { rangeOf } from "../../hdl/range.ts";
import type { ReadoutPart } from "../plan/parts.ts";
import type { ReadoutPlan } from "../plan/plan.ts";
import { type CountedOperation, Part } from "./part.ts";
import { dataflows, numbers, summing, weightRange } from "./summing.ts";

/** Weights of the last layer's spikes, then class after class: what the step adds, its logit, and the largest of them. */
export function readoutOperations({ network, readout }: ReadoutPart): CountedOperation[] {
  const { hardware, groups, lanes, types, classes } = readout;
  const { circuit, of } = dataflows[hardware.dataflow];
  const collect = new Part({ part: `readout.${circuit}`, layer: null });
  summing(collect, {
    weight: weightRange(types.weight, hardware.memories.readout),
    sum: types.current,
    valueBits: 0,
    groups,
    lanes,
    of,
  });
  const part = new Part({ part: "readout", layer: null }).each({ step: classes });
  stepValue(part, types, network.readout.membrane);
  const grown = part.add(rangeOf(types.logit), rangeOf(types.step));
  const logit = network.readout.lastSteps === null ? grown : part.subtract(grown, rangeOf(types.step));
  part.compare(logit, rangeOf(types.logit));
  return [...collect.operations, ...part.operations];
}

function stepValue(
  part: Part,
  types: ReadoutPlan["types"],
  membrane: ReadoutPart["network"]["readout"]["membrane"],
): void {
  const [current, bias] = [rangeOf(types.current), rangeOf(types.bias)];
  if (membrane === null) {
    part.add(current, bias);
    return;
  }
  const { leak, shift } = membrane;
  const product = part.multiply(rangeOf(types.membrane), numbers([leak.factor]));
  const leaked = part.round(product, [leak.shift]);
  part.add(part.add(leaked, part.round(current, [shift])), bias);
}
