// The slow state: its memory (old and new half), the stream of its values to all lanes, and its update.

import { all, type Body, bit, circuit, concat, index, mux, type Signal, vector } from "../../hdl/index.ts";
import { addressIn, gate, layerArithmetic, layerNumbers } from "../arithmetic.ts";
import { loadBus } from "../events/payload.ts";
import { stateStyle } from "../hardware.ts";
import { parameterMemory } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { given, present } from "../presence.ts";
import { registered } from "../registered.ts";
import { memoryStages } from "../timing/facts.ts";
import { dotProducts } from "./dot-products.ts";
import { rowChange } from "./row-change.ts";
import { stateTerm } from "./terms.ts";

const portsOf = (core: CorePlan, loaded: boolean) => {
  const shown = core.hardware.probe;
  return {
    inputs: {
      layer: index(core.layers.length),
      /** First step of a sequence: the old state counts as 0. */
      fresh: bit,
      /** The half that holds the old state. */
      half: bit,
      drive: core.types.drive,
      term: stateTerm(core),
      load: loadBus(loaded),
    },
    outputs: {
      /** One cycle after its term was issued. */
      multiplicand: core.types.multiplicand,
      written: {
        valid: present(shown, bit),
        index: present(shown, index(core.depth.state)),
        value: present(shown, core.types.state),
      },
    },
  };
};

/**
 * m'[i] = sat(m[i] + rshift(D[i] . m + B[i] x, shift of row i)).
 * Every lane holds one slow state i while the terms stream by; finished rows leave one after the other.
 */
export function slowState(core: CorePlan, update: ParameterMemory) {
  const { types, depth } = core;
  return circuit(`${core.name}_slow_state`, {
    note:
      "Slow state: a memory with an old and a new half. Streams the old values (and the scalar drive) to every lane, and\n" +
      "computes the new ones: m' = saturate(m + round((D m + B x) / 2^shift)).",
    ...portsOf(core, update.loaded),
    body(c, { layer, fresh, half, drive, term, load }, out) {
      const ofLayer = layerNumbers(core, layer);
      const dim = ofLayer((l) => l.dim);
      const base = ofLayer((l) => l.base.state);
      const memory = c.memory("states", {
        depth: 2 * depth.state,
        type: types.state,
        style: stateStyle(core.hardware, 2 * depth.state),
        readDuringWrite: "never",
      });
      const place = (of: Signal, row: Signal) =>
        concat(of, addressIn(depth.state, row, base)).as(index(2 * depth.state));
      const [old] = memory.read("old", {
        address: place(half, term.j),
        enable: term.valid.and(term.j.ne(dim)),
      });

      c.note("One cycle after the term was issued: the value it multiplies.");
      const { valid, last, j, row, update: updates } = term;
      const stage = c.pipe("met", { valid, updates, last, j, row, is_drive: j.eq(dim) });
      const met = { ...stage, valid: all(stage.valid, stage.updates) };
      const { remembered } = c.signals({ remembered: gate(fresh.not(), old!) });
      const { value } = c.signals({ value: mux(met.is_drive, drive, remembered) });
      out.multiplicand.is(value.as(types.multiplicand));
      const weights = parameterMemory(c, "transitions", update, load, {
        address: term.address,
        enable: term.update,
      });
      const sums = dotProducts(c, met, weights, value, memoryStages(core.hardware), types.updateSum);

      const rows = finishedRows(c, core, met, remembered, sums, dim);
      const write = newValues(c, core, layer, rows);
      memory.write("new", {
        address: place(half.not(), write.row),
        data: [write.value],
        enable: write.valid,
      });
      const { probe } = core.hardware;
      out.written.valid.is(given(probe, write.valid));
      out.written.index.is(given(probe, write.row));
      out.written.value.is(given(probe, write.value));
    },
  });
}

/** What a finished row makes of the slow state: its change, rounded, and then its new value. */
function newValues(
  c: Body,
  core: CorePlan,
  layer: Signal,
  { leaving, at, total, was }: Record<"leaving" | "at" | "total" | "was", Signal>,
) {
  c.note("The change of the row that leaves, rounded.");
  const change = c.pipe("change", {
    valid: leaving,
    row: at,
    value: c.work(leaving, () => rowChange(core, layer, at, total)),
    old: was,
  });
  c.note("The new value on its way to the new half.");
  return c.pipe("write", {
    valid: change.valid,
    row: change.row,
    value: c.work(change.valid, () => layerArithmetic(core, layer).state(change.old.add(change.value))),
  });
}

/** Finished rows leave one a cycle, each with its old value, which was caught as it streamed by. */
function finishedRows(
  c: Body,
  core: CorePlan,
  met: Record<"valid" | "is_drive" | "j" | "row", Signal>,
  remembered: Signal,
  complete: { readonly sums: readonly Signal[]; readonly finished: Signal },
  dim: Signal,
) {
  const lanes = core.lanes.update;
  const { valid, is_drive, j } = met;
  const seen = { valid, is_drive, j, row: met.row, value: remembered };
  const term = registered(c, "seen", seen, memoryStages(core.hardware));
  c.note("The old value of each row at work, caught as it streams by.");
  const rowOld = c.register("row_old", vector(lanes, core.types.state), { reset: null });
  rowOld.forEach((r, l) => {
    c.when(all(term.valid, term.is_drive.not(), term.j.eq(term.row.add(l))), () => r.next(term.value));
  });
  const summed = c.delay("summed", { row: term.row }, 2, { reset: null });

  c.note("Finished rows, leaving one a cycle.");
  const done = c.register("done", vector(lanes, core.types.updateSum), { reset: null });
  const doneOld = c.register("done_old", vector(lanes, core.types.state), { reset: null });
  const { left, row } = c.counters({ left: lanes + 1, row: core.depth.state + 2 * lanes });
  const { finished, sums } = complete;
  c.when(finished, () => {
    left.next(lanes);
    row.next(summed.row);
  }).elsewhen(left.ne(0), () => {
    left.decrement();
    row.increment();
  });
  done.forEach((d, l) => {
    c.when(finished, () => {
      d.next(sums[l]!);
      doneOld[l]!.next(rowOld[l]!);
    }).elsewhen(left.ne(0), () => {
      d.next(done[l + 1] ?? d);
      doneOld[l]!.next(doneOld[l + 1] ?? doneOld[l]!);
    });
  });
  const { leaving } = c.signals({ leaving: all(left.ne(0), row.lt(dim)) });
  return { leaving, at: row.narrow(index(core.depth.state)), total: done[0]!, was: doneOld[0]! };
}
