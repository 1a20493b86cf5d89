// The event-stationary dataflow: every event is held still while the currents of all neurons stream by, from memory and back.
import { all, constant } from "../../hdl/index.ts";
import type { Dataflow } from "../dataflow.ts";
import { stateStyle } from "../hardware.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { memoryStages } from "../timing/facts.ts";
import { integrator } from "./integrate.ts";
import { partsOf } from "./parts.ts";

const integratorOf = (core: CorePlan, weights: ParameterMemory) =>
  integrator({
    name: `${core.name}_integrate`,
    layers: core.layers.map((l) => ({ groups: l.spikeGroups, base: l.base.weights })),
    inputs: core.inputs,
    valueBits: core.valueBits,
    lanes: core.lanes.spike,
    depth: core.depth.currents,
    banks: core.hardware.overlap ? 2 : 1,
    joint: core.hardware.overlap && core.hardware.banks === "joint",
    weights,
    current: core.types.current,
    memoryStages: memoryStages(core.hardware),
    style: stateStyle(core.hardware, core.depth.currents),
  });

export const eventStationary: Dataflow = (c, core, weights, around) => {
  const { events, idle, load, advance, awaits } = around;
  c.ignore(advance, awaits);
  const { valid, first, word, bank, arrives } = around.read;
  // Where a word of currents has one part only it needs no place to wait.
  c.ignore(arrives);
  const opens = c.signal("word_opens", all(valid, first));
  const { job, currents, begins, layer } = c.instance("integrate", integratorOf(core, weights), {
    events,
    read: { valid: opens, word, bank },
    released: idle,
    load,
  });
  return {
    job,
    currents: partsOf(c, currents, core.lanes.neuron, {
      first: opens,
      valid: arrives,
    }),
    begins,
    layer,
    handedOver: job.fire,
    atJob: (known) => known,
    meets: constant(1),
  };
};
