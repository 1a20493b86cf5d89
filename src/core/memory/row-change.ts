// The rounded change of a slow state: every row of every layer has a shift of its own.
import { all, any, mux, type Operand, type Signal } from "../../hdl/index.ts";
import { rshiftChosen } from "../arithmetic.ts";
import type { CorePlan } from "../plan/plan.ts";

/** rshift(total, shift of the row of the layer at work). */
export function rowChange(core: CorePlan, layer: Signal, row: Signal, total: Signal): Signal {
  const rows = core.layers.flatMap((l, at) =>
    [...(l.layer.memory?.state.shifts ?? [])].map((shift, r) => ({ at, r, shift })),
  );
  const [usual, ...others] = [...new Set(rows.map((r) => r.shift))].sort((a, b) => a - b) as [number];
  return rshiftChosen(
    total,
    [usual, ...others],
    (make) =>
      others.reduce((chosen: Operand, shift) => {
        const mine = rows.filter((r) => r.shift === shift).map(({ at, r }) => all(layer.eq(at), row.eq(r)));
        return mux(any(...mine), make(shift), chosen);
      }, make(usual)) as Signal,
  );
}
