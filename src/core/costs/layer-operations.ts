// The operations of a layer: its events, its slow path, and the fused pass over its neurons.
import { hull, type Range, range, rangeOf } from "../../hdl/range.ts";
import { eventValue } from "../events/payload.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { type CountedOperation, Part } from "./part.ts";
import { dataflows, leakFactors, numbers, summing, weightRange } from "./summing.ts";

const zero = range(0n, 0n);

export function layerOperations(core: CorePlan, layer: LayerPlan): CountedOperation[] {
  const { name, lanes, types, hardware, valueBits } = core;
  const { circuit, of } = dataflows[hardware.dataflow];
  const part = (path: string) => new Part({ part: `${name}.${path}`, layer: layer.index });
  const fast = part(circuit);
  summing(fast, {
    weight: weightRange(types.weight, hardware.memories.weights),
    sum: types.current,
    valueBits,
    groups: layer.spikeGroups,
    lanes: lanes.spike,
    of,
  });
  const slow = core.hasMemory ? [drive, state, current].map((make) => make(core, layer, part)) : [];
  return [fast, ...slow, neurons(core, layer, part("neurons"))].flatMap((p) => p.operations);
}

type PartOf = (path: string) => Part;

const memoriesOf = ({ layers }: CorePlan) =>
  layers.flatMap(({ layer: { memory } }) => (memory === null ? [] : [memory]));

/** x: the bias and one weight an event, rounded once a step also for a layer that has no use for it. */
function drive(core: CorePlan, { dim }: LayerPlan, partOf: PartOf): Part {
  const { types, valueBits } = core;
  const part = partOf("scalar_drive");
  const sum = rangeOf(types.driveSum);
  if (dim > 0) {
    const terms = part.each({ step: 1, event: 1 });
    const weight = rangeOf(types.driveWeight);
    terms.add(sum, valueBits > 0 ? terms.multiply(weight, rangeOf(eventValue(valueBits))) : weight);
  }
  part.each({ step: 1 }).round(
    sum,
    memoriesOf(core).map((m) => m.drive.shift),
  );
  return part;
}

/** D m + B x for every row of every group, then the change of every slow state. */
function state(core: CorePlan, { dim, updateGroups }: LayerPlan, partOf: PartOf): Part {
  const { types, lanes } = core;
  const part = partOf("slow_state");
  if (dim === 0) return part;
  const term = part.each({ step: updateGroups * lanes.update * (dim + 1) });
  const value = hull(rangeOf(types.state), rangeOf(types.drive));
  term.add(rangeOf(types.updateSum), term.multiply(rangeOf(types.updateWeight), value));
  const row = part.each({ step: dim });
  const change = row.round(
    rangeOf(types.updateSum),
    memoriesOf(core).flatMap((m) => [...m.state.shifts]),
  );
  row.add(rangeOf(types.state), change);
  return part;
}

/** P m + v x for every neuron of every group, at steps that refresh it. */
function current(core: CorePlan, { dim, memoryGroups }: LayerPlan, partOf: PartOf): Part {
  const { types, lanes } = core;
  const part = partOf("slow_current");
  if (dim === 0) return part;
  const term = part.each({ refresh: memoryGroups * lanes.memory * (dim + 1) });
  const product = term.multiply(rangeOf(types.slowWeight), rangeOf(types.multiplicand));
  term.add(rangeOf(types.slowSum), product);
  return part;
}

/** The fused pass over all words of neurons. */
function neurons(core: CorePlan, { words }: LayerPlan, inside: Part): Part {
  const { types, layers, lanes } = core;
  const part = inside.each({ step: words * lanes.neuron });
  const each = (pick: (layer: LayerPlan["layer"]) => number) => layers.map((l) => pick(l.layer));
  if (core.hasMemory)
    part.round(
      rangeOf(types.slowSum),
      memoriesOf(core).map((m) => m.current.shift),
    );
  const leak = part.multiply(rangeOf(types.membrane), leakFactors(core, layers));
  const fast = part.round(
    rangeOf(types.current),
    each((l) => l.fast.shift),
  );
  const slow = core.hasMemory ? rangeOf(types.slowCurrent) : zero;
  const inflow = part.add(part.add(fast, slow), rangeOf(types.bias));
  const leaked = part.round(
    leak,
    each((l) => l.leak.shift),
  );
  const total = part.add(leaked, inflow);
  part.compare(total, thresholds(core));
  if (layers.some((l) => l.layer.reset === "subtract")) part.subtract(total, resetAmounts(core));
  return part;
}

/** What thresholds may be: what the memory may hold, where neurons have their own. */
const thresholds = ({ own, types, layers }: CorePlan): Range =>
  own.thresholds ? rangeOf(types.threshold) : numbers(layers.map(({ layer }) => layer.threshold as number));

/** What a reset may subtract, likewise. */
const resetAmounts = (core: CorePlan): Range =>
  core.own.resets
    ? rangeOf(core.types.reset)
    : core.layers
        .map(({ layer: { resetBy, threshold } }) => resetBy ?? threshold)
        .map((by) => (typeof by === "number" ? numbers([by]) : thresholds(core)))
        .reduce(hull);
