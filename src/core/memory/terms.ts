// The terms that stream past the slow path's lanes: m[j] for j < d, then the scalar drive.
import { bit, index } from "../../hdl/index.ts";
import type { CorePlan } from "../plan/plan.ts";
import { present } from "../presence.ts";

/** Number of a term: its slow state, or the dimension for the scalar drive. */
export const termIndex = (core: CorePlan) => index(Math.max(...core.layers.map((l) => l.dim)) + 1);

/** First row of a group of update lanes, and one group beyond the last. */
export const rowIndex = (core: CorePlan) => index(core.depth.state + core.lanes.update);

/** A term as the slow state takes it. */
export const stateTerm = (core: CorePlan) => ({
  valid: present(core.hasMemory, bit),
  j: termIndex(core),
  /** It goes to new slow states, from here on in the parameter memory, in these rows. */
  update: present(core.hasMemory, bit),
  last: bit,
  address: index(core.depth.update),
  row: rowIndex(core),
});

/** A term as the neurons' slow currents take it. */
export const slowTerm = (core: CorePlan) => ({
  valid: present(core.hasMemory, bit),
  last: bit,
  address: index(core.depth.slow),
});
