// The readout's classes where events are held still: their currents lie in banks and are read class after class.
import { all, bit, index } from "../../hdl/index.ts";
import { stateStyle } from "../hardware.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { ReadoutPlan } from "../plan/plan.ts";
import { given, present } from "../presence.ts";
import { type Classes, stepOfJob } from "../readout/class.ts";
import { memoryStages, readoutTail } from "../timing/facts.ts";
import { integrator } from "./integrate.ts";
import { partsOf } from "./parts.ts";
import type { IntegratorSpec } from "./spec.ts";

const collectorOf = (plan: ReadoutPlan, weights: ParameterMemory): IntegratorSpec => ({
  name: "readout_integrate",
  layers: [{ groups: plan.groups, base: 0 }],
  inputs: plan.inputs,
  valueBits: 0,
  lanes: plan.lanes,
  depth: plan.groups,
  banks: plan.hardware.overlap ? 2 : 1,
  joint: plan.hardware.overlap && plan.hardware.banks === "joint",
  weights,
  current: plan.types.current,
  memoryStages: memoryStages(plan.hardware),
  style: stateStyle(plan.hardware, plan.groups),
});

export const streamedClasses: Classes = (c, plan, weights, { events, mayTake, load }) => {
  const spec = collectorOf(plan, weights);
  const { read, idle } = c.wires({
    read: { valid: bit, word: index(plan.groups), bank: index(spec.banks) },
    idle: present(!plan.hardware.overlap, bit, 1),
  });
  const integrate = c.instance("integrate", integrator(spec), { events, read, released: idle, load });
  const { job, currents } = integrate;
  c.ignore(integrate.begins, integrate.layer);
  const step = stepOfJob(c, job);
  const phase = c.states("phase", ["idle", "run", "tail"]);
  c.note("The class at work: its number, the word of its currents, and its place there.");
  const at = c.counter("at", plan.classes);
  const word = c.counter("word", plan.groups);
  const part = c.counter("part", plan.lanes);
  const { bank } = c.registers({ bank: index(spec.banks) });
  job.ready.is(all(phase.is("idle"), mayTake));
  idle.is(given(!plan.hardware.overlap, phase.is("idle"), 1));
  c.when(job.fire, () => bank.next(job.payload.bank));
  const ends = all(phase.is("run"), at.last);
  const done = c.delay("done", ends, readoutTail(memoryStages(plan.hardware)) - 1);
  c.switch(phase, {
    idle: () =>
      c.when(job.fire, () => {
        phase.go("run");
        word.clear();
        part.clear();
      }),
    run: () => {
      at.advance();
      part.advance();
      c.when(part.last, () => word.advance());
      c.when(at.last, () => phase.go("tail"));
    },
    tail: () => c.when(done, () => phase.go("idle")),
  });
  const running = phase.is("run");
  const opens = part.eq(0);
  c.drive(read, { valid: all(running, opens), word, bank });
  return {
    at: { valid: running, class: at, last: at.last, step },
    starts: job.fire,
    collected: (arrives) => partsOf(c, currents, 1, { first: opens, valid: arrives })[0]!,
  };
};
