// The terms of the group at work, and where their weights lie.
import { all, type Body, type Signal } from "../../hdl/index.ts";
import { byLayer, gate, layerNumbers } from "../arithmetic.ts";
import { termIndex } from "../memory/terms.ts";
import type { CorePlan } from "../plan/plan.ts";
import type { GroupAtWork } from "./groups.ts";
import type { JobAtWork } from "./job.ts";
import { schedulesOf } from "./scheduled.ts";

/** The term of this cycle, as the slow state and as the slow currents take it. */
export function terms(c: Body, core: CorePlan, job: JobAtWork, at: GroupAtWork, started: Signal) {
  const { layer, refresh } = job.flags;
  const ofLayer = layerNumbers(core, layer);
  const dim = ofLayer((l) => l.dim);
  // Where a group has more words than terms, its terms come last: the sums before are still being read.
  const groupCycles = schedulesOf(core).map(([s]) => s.groupCycles);
  const leads = core.layers.map((l, i) => (l.dim > 0 ? groupCycles[i]! - 1 - l.dim : 0));
  const lead = byLayer(layer, leads);
  const { valid } = c.signals({ valid: all(at.works, at.cycle.ge(lead), dim.ne(0)) });
  const j = c.signal("j", gate(valid, at.cycle.sub(lead), termIndex(core)));
  const last = j.eq(dim);
  const { slow, update } = c.signals({
    slow: all(valid, at.neurons, refresh, at.group.lt(ofLayer((l) => l.memoryGroups))),
    update: all(valid, at.updates, at.group.lt(ofLayer((l) => l.updateGroups))),
  });

  const addressOf = (memory: "slow" | "update", used: Signal): Signal => {
    const depth = core.depth[memory];
    const base = layerNumbers(core, job.coming)((l) => l.base[memory]);
    const address = c.counter(`${memory}_address`, depth);
    c.when(started, () => address.next(base)).elsewhen(used, () => address.advance());
    return address;
  };
  const row = c.counter("row", core.depth.state + core.lanes.update);
  c.when(started, () => row.clear()).elsewhen(all(update, last), () => row.increment(core.lanes.update));
  return {
    state: { valid, j, update, last, address: addressOf("update", update), row },
    slow: { valid: slow, last, address: addressOf("slow", slow) },
  };
}
