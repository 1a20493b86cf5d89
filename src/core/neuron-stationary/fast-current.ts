// Spike integration: a group of neurons is held still while the events of a step stream by and add to their sums.
import { all, type Body, bit, circuit, index, type Signal, stream, vector } from "../../hdl/index.ts";
import { gate, layerNumbers } from "../arithmetic.ts";
import { loadBus } from "../events/payload.ts";
import { finishedRow } from "../neurons/row.ts";
import { parameterMemory } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { present } from "../presence.ts";
import { jobPayload } from "../sequencer/job.ts";
import { listedEvent, listedStep, listRead } from "./list.ts";
import { passAtWork } from "./pass.ts";

const portsOf = (core: CorePlan, loaded: boolean) => ({
  inputs: {
    step: stream(listedStep(core)),
    /** The event that was read one cycle before. */
    event: listedEvent(core),
    /** The sequencer is at the end of the slow terms of a group whose events have not all been there before. */
    awaits: bit,
    /** The neurons move on to the next word. */
    advance: bit,
    load: loadBus(loaded),
  },
  outputs: {
    read: listRead(core),
    job: stream(jobPayload(core)),
    /** Sums and slow terms of a group are complete together. */
    meets: bit,
    /** Of one list only: it may be filled again. */
    idle: present(!core.hardware.overlap, bit, 1),
    /** The fast currents of the word of neurons that was read one cycle before. */
    currents: vector(core.lanes.neuron, core.types.current),
  },
});

/** If = sum Wf val over the events of a step, for a group of `lanes.spike` neurons after the other. */
export const fastCurrent = (core: CorePlan, weightsOf: ParameterMemory) =>
  circuit(`${core.name}_fast_current`, {
    note:
      "Spike integration: holds a group of neurons still and streams the events of the step past it, one a cycle. Finished\n" +
      "sums wait in a row and leave word by word while the next group is at work.",
    ...portsOf(core, weightsOf.loaded),
    body(c, { step, event, awaits, advance, load }, out) {
      const pass = passAtWork(c, core, step, out.job, awaits);
      out.meets.is(pass.meets);
      out.idle.is(core.hardware.overlap ? 1 : pass.idle);
      const { valid, half, at, last } = pass.read;
      c.drive(out.read, { valid, half, at });

      c.note("One cycle later the event is there; where the weights of the group begin.");
      const listed = c.pipe("listed", { valid, last, more: pass.more });
      const { group_base } = c.registers({ group_base: index(core.depth.weights) });
      const inputs = layerNumbers(core, pass.layer)((l) => l.layer.inputs);
      const base = layerNumbers(core, pass.coming)((l) => l.base.weights);
      c.when(pass.opens, () => group_base.next(base)).elsewhen(
        all(listed.valid, listed.last, listed.more),
        () => group_base.next(group_base.add(inputs).narrow(group_base.type)),
      );
      const weights = parameterMemory(c, "weights", weightsOf, load, {
        // The address of single-port RAM is claimed to be legal in every cycle, with an event or without.
        address: group_base.add(gate(listed.valid, event.address)).narrow(group_base.type),
        enable: listed.valid,
      });
      const currents = sums(c, core, { ...listed, value: event.value }, weights, advance);
      out.currents.forEach((current, l) => {
        current.is(currents[l]!);
      });
    },
  });

/** Weights with their event, one cycle before they are there. */
type Listed = Record<"valid" | "last" | "value", Signal>;

/**
 * Each lane's sum, which begins again from 0 when its group is complete; there it moves to a row, whose first lanes are
 * the next word of neurons.
 */
function sums(
  c: Body,
  core: CorePlan,
  { valid, last, value }: Listed,
  weights: readonly Signal[],
  advance: Signal,
): readonly Signal[] {
  const graded = core.valueBits > 0;
  const term = c.pipe("term", { valid, last, value });
  const added = graded
    ? c.pipe("product", { valid: term.valid, last: term.last, of: weights.map((w) => w.mul(term.value)) })
    : { ...term, of: weights };
  const sum = c.register("sum", vector(core.lanes.spike, core.types.current));
  const { total } = c.signals({ total: added.of.map((of, l) => sum[l]!.add(of)) });
  const fitting = total.map((t) => t.narrow(core.types.current));
  c.when(added.valid, () => {
    c.when(added.last, () => {
      for (const s of sum) s.next(0);
    }).otherwise(() => {
      sum.forEach((s, l) => {
        s.next(fitting[l]!);
      });
    });
  });
  // Products come a cycle later: then the row's own registers are those that the word has to pass.
  const moves = c.delay("row_moves", advance, graded ? 1 : 0);
  const finished = all(added.valid, added.last);
  const done = finishedRow(c, core.types.current, core.lanes.neuron, { finished, total: fitting, moves });
  return c.delay("current", done.slice(0, core.lanes.neuron), graded ? 0 : 1, { reset: null });
}
