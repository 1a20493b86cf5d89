// Memory integration: a group of neurons is held still while the slow state streams by; P m + v x for each of them.
import { bit, circuit, vector } from "../../hdl/index.ts";
import { loadBus } from "../events/payload.ts";
import { finishedRow } from "../neurons/row.ts";
import { parameterMemory } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { memoryStages } from "../timing/facts.ts";
import { dotProducts } from "./dot-products.ts";
import { slowTerm } from "./terms.ts";

/** `slow`: the sums of the next word of neurons; `advance` moves on to the word after it. */
export function slowCurrent(core: CorePlan, weightsOf: ParameterMemory) {
  const { types, lanes } = core;
  return circuit(`${core.name}_slow_current`, {
    note:
      "Memory integration: holds a group of neurons still and streams the slow state past it, P m + v x. Finished\n" +
      "sums wait in a row and leave word by word while the next group is at work.",
    inputs: {
      term: slowTerm(core),
      multiplicand: types.multiplicand,
      advance: bit,
      load: loadBus(weightsOf.loaded),
    },
    outputs: { slow: vector(lanes.neuron, types.slowSum) },
    body(c, { term, multiplicand, advance, load }, { slow }) {
      const weights = parameterMemory(c, "slow_weights", weightsOf, load, {
        address: term.address,
        enable: term.valid,
      });
      c.note("One cycle after the term was issued, weight and value meet.");
      const { valid, last } = term;
      const met = c.pipe("met", { valid, last });
      const row = dotProducts(c, met, weights, multiplicand, memoryStages(core.hardware), types.slowSum);

      c.note("Finished sums; the first lanes are the next word.");
      const done = finishedRow(c, types.slowSum, lanes.neuron, { ...row, moves: advance });
      slow.forEach((sum, l) => {
        sum.is(done[l]!);
      });
    },
  });
}
