// The operations of a network's hardware: sums, products and comparisons of its values, and how often a step does each.
import type { Type } from "../../hdl/index.ts";
import { hull, type Range, range, rangeOf } from "../../hdl/range.ts";
import { eventValue } from "../events/payload.ts";
import type { CorePlan, LayerPlan, NetworkPlan, ReadoutPlan } from "../plan/plan.ts";
import { type CountedOperation, Part, type Times } from "./part.ts";

const zero = range(0n, 0n);

/** The numbers of all layers. */
const numbers = (values: readonly number[]): Range =>
  values.map((v) => range(BigInt(v), BigInt(v))).reduce(hull);

/** Weights of events, as they come from memory: the large single-port RAM has whole nibbles. */
function weightRange(type: Type, style: string): Range {
  const { lo, hi } = rangeOf(type);
  if (style !== "spram") return { lo, hi };
  const bits = BigInt(Math.ceil((hi.toString(2).length + 1) / 4) * 4 - 1);
  return range(-(1n << bits), (1n << bits) - 1n);
}

/** Weights of events are added to sums, a word of lanes at a time. */
function summing(
  part: Part,
  {
    weight,
    sum,
    valueBits,
    ...words
  }: { readonly weight: Range; readonly sum: Type; readonly valueBits: number } & Words,
): void {
  const done = part.each({ [words.of]: words.groups * words.lanes });
  const term = valueBits > 0 ? done.multiply(weight, rangeOf(eventValue(valueBits))) : weight;
  done.add(rangeOf(sum), term);
}

/** Words of lanes that an event takes; what counts of events. */
interface Words {
  readonly groups: number;
  readonly lanes: number;
  readonly of: "event" | "counted";
}

/** Where events meet weights, and which events do: a list leaves out those of value 0. */
const dataflows = {
  "event-stationary": { circuit: "integrate", of: "event" },
  "neuron-stationary": { circuit: "fast_current", of: "counted" },
} as const;

function layerOperations(core: CorePlan, layer: LayerPlan): CountedOperation[] {
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
  const leak = part.multiply(rangeOf(types.membrane), numbers(each((l) => l.leak.factor)));
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
  const threshold = numbers(each((l) => l.threshold));
  part.compare(total, threshold);
  if (layers.some((l) => l.layer.reset === "subtract")) part.subtract(total, threshold);
  return part;
}

/** Weights of the last layer's spikes, then class after class: what the step adds, its logit, and the largest of them. */
function readoutOperations({ network, readout }: NetworkPlan): CountedOperation[] {
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
  membrane: NetworkPlan["network"]["readout"]["membrane"],
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

/** Those of one part and layer that are alike, as one. */
function merged(operations: readonly CountedOperation[]): CountedOperation[] {
  const found = new Map<string, CountedOperation>();
  for (const { times, ...what } of operations) {
    const key = JSON.stringify(what);
    const before = found.get(key)?.times ?? {};
    const both = { ...before };
    for (const [of, n] of Object.entries(times))
      both[of as keyof Times] = (before[of as keyof Times] ?? 0) + n;
    found.set(key, { ...what, times: both });
  }
  return [...found.values()];
}

/** All operations of a plan. */
export const countedOperations = (plan: NetworkPlan): CountedOperation[] =>
  merged([
    ...plan.cores.flatMap((core) => core.layers.flatMap((layer) => layerOperations(core, layer))),
    ...readoutOperations(plan),
  ]);
