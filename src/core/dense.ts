// Memory integration: a group of neurons is held still while the slow state streams by; P m + v x for each of them.
import { bit, circuit, mux, vector } from "../hdl/index.ts";
import { dataRegisters, portsIf, rshiftByLayer } from "./choose.ts";
import { loadBus } from "./events.ts";
import { parameterMemory } from "./parameter-memory.ts";
import type { ParameterMemory } from "./parameters.ts";
import type { CorePlan } from "./plan.ts";
import { jobFlags, termFlags } from "./sequencer.ts";

/** `slow`: the slow currents of the next word of neurons; `advance` moves on to the word after it. */
export function dense(core: CorePlan, weightsOf: ParameterMemory, loaded: boolean) {
  const { types } = core;
  const lanes = core.lanes.dense;
  return circuit(`${core.name}_dense`, {
    note:
      "Memory integration: holds a group of neurons still and streams the slow state past it, P m + v x. Finished\n" +
      "sums wait in a row and leave word by word while the next group is at work.",
    inputs: {
      flags: jobFlags(core),
      term: termFlags(core),
      multiplicand: types.multiplicand,
      advance: bit,
      ...portsIf(loaded, { load: loadBus }),
    },
    outputs: { slow: vector(core.lanes.neuron, types.slow) },
    body(c, input, { slow }) {
      const { flags, term, multiplicand, advance } = input;
      c.ignore(flags.first, flags.end, flags.touched, flags.refresh, flags.layer, flags.bank);
      c.ignore(term.valid, term.j, term.update, term.update_address, term.row);
      const layer = core.layers.length > 1 ? flags.layer : null;

      const weights = parameterMemory(c, "slow_weights", weightsOf, loaded ? input.load : null, {
        address: term.dense_address,
        enable: term.dense,
      });
      c.note(
        "One cycle after the term was issued, weight and value meet; the product has a register of its own.",
      );
      const { data_dense, data_first, data_last } = c.registers({
        data_dense: bit,
        data_first: bit,
        data_last: bit,
      });
      data_dense.next(term.dense);
      data_first.next(term.first);
      data_last.next(term.last);
      const products = weights.map((w) => w.mul(multiplicand));
      const product = dataRegisters(c, "product", lanes, products[0]!.type);
      const { add, add_first, add_last } = c.registers({ add: bit, add_first: bit, add_last: bit });
      products.forEach((p, l) => {
        product[l]!.next(p);
      });
      add.next(data_dense);
      add_first.next(data_first);
      add_last.next(data_last);

      const sum = dataRegisters(c, "sum", lanes, types.denseSum);
      const { total } = c.signals({
        total: product.map((p, l) => mux(add_first, 0, sum[l]!).add(p)),
      });
      c.when(add, () => {
        sum.forEach((s, l) => {
          s.next(total[l]!.narrow(types.denseSum));
        });
      });

      c.note("Finished sums; the first lanes are the next word.");
      const done = dataRegisters(c, "done", lanes, types.denseSum);
      const finished = c.signal("finished", add.and(add_last));
      done.forEach((d, l) => {
        const chain = c.when(finished, () => d.next(total[l]!.narrow(types.denseSum)));
        const after = done[l + core.lanes.neuron];
        if (after !== undefined) chain.elsewhen(advance, () => d.next(after));
      });
      if (lanes === core.lanes.neuron) c.ignore(advance);
      const someShift = core.layers.find((p) => p.layer.memory !== null)!.layer.memory!.current.shift;
      const shifts = core.layers.map((p) => p.layer.memory?.current.shift ?? someShift);
      slow.forEach((out, l) => {
        const current = rshiftByLayer(layer, done[l]!, shifts);
        // A sum that another layer has left behind may not fit this layer's shift; nothing reads it.
        out.is(layer === null ? current.narrow(types.slow) : current.wrap(types.slow));
      });
    },
  });
}
