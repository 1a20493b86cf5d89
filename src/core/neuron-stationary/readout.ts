// The readout's classes where neurons are held still: group after group of classes, past which the step's spikes stream.
import { all, any, bit } from "../../hdl/index.ts";
import { stateStyle } from "../hardware.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { ReadoutPlan } from "../plan/plan.ts";
import { type Classes, stepOfJob } from "../readout/class.ts";
import { memoryStages, readoutTail, termLatency } from "../timing/facts.ts";
import { passOverEvents } from "./fast-current.ts";
import type { HeldSpec } from "./spec.ts";

const heldSpec = (plan: ReadoutPlan, weights: ParameterMemory): HeldSpec => ({
  name: "readout",
  layers: [{ inputs: plan.inputs, groups: plan.groups, base: 0 }],
  inputs: plan.inputs,
  valueBits: 0,
  lanes: plan.lanes,
  word: 1,
  depth: plan.inputs,
  overlap: plan.hardware.overlap,
  settleCycles: 0,
  memoryStages: memoryStages(plan.hardware),
  weights,
  current: plan.types.current,
  style: stateStyle(plan.hardware, plan.inputs),
});

export const heldClasses: Classes = (c, plan, weights, { events, mayTake, load }) => {
  const { awaits, advance } = c.wires({ awaits: bit, advance: bit });
  const { listed, pass } = passOverEvents(c, heldSpec(plan, weights), { events, awaits, advance, load });
  c.ignore(listed.begins, listed.layer);
  const { job, meets } = pass;
  const step = stepOfJob(c, job);
  const phase = c.states("phase", ["idle", "run", "tail"]);
  c.note("The group of classes whose sums form; no sooner than the classes of the group before have left.");
  const group = c.counter("group", plan.groups);
  const beside = c.counter("beside", plan.lanes);
  c.note("The class at work, and how many of its group are still to come.");
  const at = c.counter("at", plan.classes);
  const left = c.counter("left", plan.lanes);

  const stages = memoryStages(plan.hardware);
  const opens = c.delay("opens", meets, termLatency(stages));
  const { reading } = c.signals({ reading: any(opens, left.ne(0)) });
  const { ends } = c.signals({ ends: all(reading, at.last) });
  const done = c.delay("done", ends, readoutTail(stages) - 1);
  job.ready.is(all(phase.is("idle"), mayTake));
  awaits.is(all(phase.is("run"), beside.last));
  advance.is(reading);
  c.when(reading, () => at.advance());
  c.when(ends, () => left.clear())
    .elsewhen(opens, () => left.next(plan.lanes - 1))
    .elsewhen(left.ne(0), () => left.decrement());
  c.switch(phase, {
    idle: () => c.when(job.fire, () => phase.go("run")),
    run: () =>
      c
        .when(meets, () => {
          beside.next(0);
          group.advance();
          c.when(group.last, () => phase.go("tail"));
        })
        .elsewhen(beside.last.not(), () => beside.increment()),
    tail: () => c.when(done, () => phase.go("idle")),
  });
  return {
    at: { valid: reading, class: at, last: at.last, step },
    starts: job.fire,
    collected: () => pass.currents[0]!,
  };
};
