// The neuron-stationary dataflow: a group of neurons is held still while all events of the step stream by; nothing else is stored.

import type { Dataflow } from "../dataflow.ts";
import { stateStyle } from "../hardware.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { driveLatency, memoryStages } from "../timing/facts.ts";
import { passOverEvents } from "./fast-current.ts";
import type { HeldSpec } from "./spec.ts";

export const heldNeurons = (core: CorePlan, weights: ParameterMemory): HeldSpec => ({
  name: core.name,
  layers: core.layers.map((l) => ({
    inputs: l.layer.inputs,
    groups: l.spikeGroups,
    base: l.base.weights,
  })),
  inputs: core.inputs,
  valueBits: core.valueBits,
  lanes: core.lanes.spike,
  word: core.lanes.neuron,
  depth: core.depth.events,
  overlap: core.hardware.overlap,
  settleCycles: driveLatency(core, memoryStages(core.hardware)),
  memoryStages: memoryStages(core.hardware),
  weights,
  current: core.types.current,
  style: stateStyle(core.hardware, core.depth.events),
});

export const neuronStationary: Dataflow = (c, core, weights, around) => {
  c.ignore(around.read, around.idle);
  const { listed, pass } = passOverEvents(c, heldNeurons(core, weights), around);
  return {
    job: pass.job,
    currents: pass.currents,
    begins: listed.begins,
    layer: listed.layer,
    handedOver: listed.step.fire,
    atJob: (known, started) => {
      c.note(
        "What was known of the step at its hand-over, kept for its job: the next step may be listed before.",
      );
      const kept = c.register("drive_at_job", known.type);
      c.when(started, () => kept.next(known));
      return kept;
    },
    meets: pass.meets,
  };
};
