// The memories of the slow path: drive weights, slow states, their matrices.
import type { Type } from "../../hdl/index.ts";
import { rangeOf } from "../../hdl/range.ts";
import type { IntegerMemory } from "../../network/integer.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { schedule } from "../timing/schedule.ts";
import { leaves } from "./leaves.ts";
import { bitsOf, type CountedMemory, never, ofLayers, type Work } from "./memory.ts";

/** Something of some layer's value is left after one of the layer's shifts. */
const some = (core: CorePlan, type: Type, shifts: (memory: IntegerMemory) => Iterable<number>): boolean =>
  core.layers.some(
    ({ layer: { memory } }) => memory !== null && [...shifts(memory)].some((n) => leaves(rangeOf(type), n)),
  );

/** Terms of the slow state that stream by in a step. */
function streamed(core: CorePlan, layer: LayerPlan): Record<"on" | "off", number> {
  const groups = (refresh: boolean) =>
    schedule(core, layer, refresh).passes.reduce((sum, pass) => sum + pass.workGroups, 0);
  return { on: groups(true) * layer.dim, off: groups(false) * layer.dim };
}

/** Those of a core of which some layer has a slow state. */
export function slowMemories(core: CorePlan): CountedMemory[] {
  const { name, lanes, types, depth } = core;
  const terms = new Map(core.layers.map((l) => [l, streamed(core, l)]));
  const each = (count: (layer: LayerPlan, work: Work) => number) =>
    ofLayers(core, (l, w) => (l.dim > 0 ? count(l, w) : 0));
  return [
    {
      name: `${name}.scalar_drive.drive_weights`,
      words: depth.drive,
      bits: some(core, types.driveSum, (m) => [m.drive.shift]) ? bitsOf(types.driveWeight) : 0,
      reads: each((_, w) => 1 + w.events),
      writes: never,
    },
    {
      name: `${name}.slow_state.states`,
      words: 2 * depth.state,
      bits: bitsOf(types.state),
      reads: each((l, w) => terms.get(l)![w.refresh ? "on" : "off"]),
      writes: each((l) => l.dim),
    },
    {
      name: `${name}.slow_state.transitions`,
      words: depth.update,
      bits: some(core, types.updateSum, (m) => m.state.shifts)
        ? lanes.update * bitsOf(types.updateWeight)
        : 0,
      reads: each((l) => l.updateGroups * (l.dim + 1)),
      writes: never,
    },
    {
      name: `${name}.slow_current.slow_weights`,
      words: depth.slow,
      bits: lanes.memory * bitsOf(types.slowWeight),
      reads: each((l, w) => (w.refresh ? l.memoryGroups * (l.dim + 1) : 0)),
      writes: never,
    },
  ];
}
