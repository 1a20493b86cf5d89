// The slow state: its memory (old and new half), the stream of its values to all lanes, and its update.
import { all, any, bit, circuit, concat, index, mux, type Signal, sint } from "../hdl/index.ts";
import { asSignal, dataRegisters, gate, perLayer, perLayerChoice, portsIf, rshiftChosen } from "./choose.ts";
import { loadBus } from "./events.ts";
import { parameterMemory } from "./parameter-memory.ts";
import type { ParameterMemory } from "./parameters.ts";
import type { CorePlan } from "./plan.ts";
import { jobFlags, rowIndex, termFlags } from "./sequencer.ts";

/**
 * m'[i] = sat(m[i] + rshift(D[i] . m + B[i] x, shift of row i)).
 * Every lane holds one slow state i while the terms stream by; finished rows leave one after the other.
 */
export function slowState(core: CorePlan, update: ParameterMemory, loaded: boolean) {
  const { types, depth } = core;
  const lanes = core.lanes.update;
  const layers = core.layers;
  return circuit(`${core.name}_slow_state`, {
    note:
      "Slow state: a memory with an old and a new half. Streams the old values (and the scalar drive) to every lane, and\n" +
      "computes the new ones: m' = saturate(m + round((D m + B x) / 2^shift)).",
    inputs: {
      flags: jobFlags(core),
      term: termFlags(core),
      half: bit,
      drive: types.drive,
      ...portsIf(loaded, { load: loadBus }),
    },
    outputs: {
      /** One cycle after its term was issued. */
      multiplicand: types.multiplicand,
      ...portsIf(core.hardware.probe, {
        written: bit,
        written_index: index(depth.state),
        written_value: types.state,
      }),
    },
    body(c, input, out) {
      const { flags, term, half, drive } = input;
      c.ignore(
        flags.end,
        flags.touched,
        flags.refresh,
        flags.layer,
        flags.bank,
        term.dense,
        term.dense_address,
      );
      const layer = layers.length > 1 ? flags.layer : null;
      const dim = perLayer(
        layer,
        layers.map((l) => l.dim),
      );
      const base = perLayer(
        layer,
        layers.map((l) => (l.dim > 0 ? l.base.state : 0)),
      );
      const stateIndex = index(depth.state);
      const halves = index(2 * depth.state);

      const memory = c.memory("states", {
        depth: 2 * depth.state,
        type: types.state,
        style: core.hardware.memories.state,
        readDuringWrite: "never",
      });
      const within = term.j.add(base).narrow(stateIndex);
      const [old] = memory.read("old", {
        address: concat(half, within).as(halves),
        enable: term.valid.and(term.j.ne(dim)),
      });

      c.note("One cycle after the term was issued: the value it multiplies.");
      const { is_drive, data_valid, data_first, data_last, data_j, data_row, data_update } = c.registers({
        is_drive: bit,
        data_valid: bit,
        data_first: bit,
        data_last: bit,
        data_j: term.j.type,
        data_row: rowIndex(core),
        data_update: bit,
      });
      is_drive.next(term.j.eq(dim));
      data_valid.next(term.valid);
      data_first.next(term.first);
      data_last.next(term.last);
      data_j.next(term.j);
      data_row.next(term.row);
      data_update.next(term.update);
      const { remembered } = c.signals({ remembered: gate(flags.first.not(), old!) });
      const { value } = c.signals({ value: mux(is_drive, drive, remembered) });
      out.multiplicand.is(value.as(types.multiplicand));

      const weights = parameterMemory(c, "transitions", update, loaded ? input.load : null, {
        address: term.update_address,
        enable: term.update,
      });
      c.note("Two cycles after: the products.");
      const products = weights.map((w) => w.mul(value));
      const product = dataRegisters(c, "product", lanes, products[0]!.type);
      const { add, add_first, add_last, add_row } = c.registers({
        add: bit,
        add_first: bit,
        add_last: bit,
        add_row: rowIndex(core),
      });
      products.forEach((p, l) => {
        product[l]!.next(p);
      });
      add.next(data_update.and(data_valid));
      add_first.next(data_first);
      add_last.next(data_last);
      add_row.next(data_row);

      c.note("Sums of the rows at work, and the old value of each row, caught as it streams by.");
      const sum = dataRegisters(c, "sum", lanes, types.updateSum);
      const rowOld = dataRegisters(c, "row_old", lanes, types.state);
      const { total } = c.signals({
        total: product.map((p, l) => mux(add_first, 0, sum[l]!).add(p)),
      });
      c.when(add, () => {
        sum.forEach((s, l) => {
          s.next(total[l]!.narrow(types.updateSum));
        });
      });
      rowOld.forEach((r, l) => {
        c.when(all(data_update, is_drive.not(), data_j.eq(data_row.add(l))), () => r.next(remembered));
      });

      c.note("Finished rows, leaving one a cycle.");
      const done = dataRegisters(c, "done", lanes, types.updateSum);
      const doneOld = dataRegisters(c, "done_old", lanes, types.state);
      const { left, row } = c.registers({
        left: index(lanes + 1),
        row: index(depth.state + 2 * lanes),
      });
      const finished = c.signal("finished", add.and(add_last));
      c.when(finished, () => {
        left.next(lanes);
        row.next(add_row);
      }).elsewhen(left.ne(0), () => {
        left.next(left.sub(1).narrow(left.type));
        row.next(row.add(1).narrow(row.type));
      });
      done.forEach((d, l) => {
        const chain = c.when(finished, () => {
          d.next(total[l]!.narrow(types.updateSum));
          doneOld[l]!.next(rowOld[l]!);
        });
        if (l + 1 < lanes)
          chain.elsewhen(left.ne(0), () => {
            d.next(done[l + 1]!);
            doneOld[l]!.next(doneOld[l + 1]!);
          });
      });
      const leaving = c.signal("leaving", left.ne(0).and(row.lt(dim)));

      c.note("The change of the row that leaves, rounded.");
      const change = changeOf(layer, core, row, done[0]!);
      const { changed, change_row, change_value, change_old } = c.registers({
        changed: bit,
        change_row: stateIndex,
        change_value: { type: change.type, reset: null },
        change_old: { type: types.state, reset: null },
      });
      changed.next(leaving);
      c.when(leaving, () => {
        change_row.next(row.narrow(stateIndex));
        change_value.next(change);
        change_old.next(doneOld[0]!);
      });

      c.note("The new value on its way to the new half.");
      const { write, write_row, write_value } = c.registers({
        write: bit,
        write_row: stateIndex,
        write_value: types.state,
      });
      const exact = change_old.add(change_value);
      const widths = layers.map((l) => l.layer.memory?.state.bits ?? 2);
      write.next(changed);
      write_row.next(change_row);
      write_value.next(perLayerChoice(layer, widths, (bits) => exact.saturate(sint(bits))).as(types.state));
      memory.write("new", {
        address: concat(half.not(), write_row.add(base).narrow(stateIndex)).as(halves),
        data: [write_value],
        enable: write,
      });
      if (core.hardware.probe) {
        out.written.is(write);
        out.written_index.is(write_row);
        out.written_value.is(write_value);
      }
    },
  });
}

/** rshift(total, shift of the row of the layer at work). */
function changeOf(layer: Signal | null, core: CorePlan, row: Signal, total: Signal): Signal {
  const rows = core.layers.flatMap((l, at) =>
    [...(l.layer.memory?.state.shifts ?? [])].map((shift, r) => ({ at, r, shift })),
  );
  const shifts = [...new Set(rows.map((r) => r.shift))].sort((a, b) => a - b);
  return rshiftChosen(total, shifts, (make) =>
    shifts.slice(1).reduce(
      (chosen, shift) => {
        const mine = rows
          .filter((r) => r.shift === shift)
          .map(({ at, r }) => all(layer?.eq(at) ?? 1, row.eq(r)));
        return mux(any(...mine), make(shift), chosen);
      },
      asSignal(make(shifts[0]!)),
    ),
  );
}
