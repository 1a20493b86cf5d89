// The readout: classes as neurons that never fire; sums over the sequence, or its last steps; the largest wins.
import {
  all,
  type Body,
  bit,
  circuit,
  constant,
  index,
  int,
  mux,
  type Signal,
  stream,
  type Type,
} from "../hdl/index.ts";
import type { IntegerNetwork } from "../network/integer.ts";
import { arrivingCurrents } from "./banks.ts";
import { gate, portsIf, rshift } from "./choose.ts";
import { eventPayload, loadBus } from "./events.ts";
import { integrator } from "./integrate.ts";
import { parameterMemory } from "./parameter-memory.ts";
import type { ParameterMemory } from "./parameters.ts";
import type { ReadoutPlan } from "./plan.ts";

/** Cycles between the last class of a step and the next step's start. */
export const readoutTail = 2;

/**
 * Takes the spikes of the last layer and gives one class a sequence.
 * A step takes one cycle a class; a class is read, summed into the step's value, and added to its logit.
 */
export function readout(
  plan: ReadoutPlan,
  network: IntegerNetwork,
  memories: Record<"weights" | "bias", ParameterMemory>,
) {
  const { classes, types, hardware, lanes } = plan;
  const loaded = hardware.parameters === "loaded";
  const { membrane, lastSteps } = network.readout;
  const classIndex = index(classes);
  const collector = integrator({
    name: "readout_integrate",
    layers: [{ groups: plan.groups, weightBase: 0, inputs: plan.inputs, drive: null }],
    inputs: plan.inputs,
    valueBits: 0,
    lanes,
    depth: plan.groups,
    overlap: hardware.overlap,
    joint: hardware.banks === "joint",
    weights: memories.weights,
    driveWeights: null,
    loaded,
    types: { current: types.current, driveSum: types.current, drive: types.current },
    currentsStyle: hardware.memories.state,
  });
  return circuit("readout", {
    note:
      "Readout: collects the last layer's spikes by class, adds every step to the classes' logits and, at the end of a\n" +
      "sequence, names the class with the largest, the lowest number first.",
    inputs: { events: stream(eventPayload(plan.inputs, 0)), ...portsIf(loaded, { load: loadBus }) },
    outputs: {
      classes: stream({ class: classIndex }),
      too_long: bit,
      ...portsIf(hardware.probe, { shown: bit, shown_class: classIndex, shown_logit: types.logit }),
    },
    body(c, input, out) {
      const { events } = input;
      const { read } = c.wires({
        read: { address: index(plan.groups), enable: bit, ...portsIf(hardware.overlap, { bank: bit }) },
      });
      const idle = hardware.overlap ? null : c.wires({ idle: bit }).idle;
      const { job, currents } = c.instance("integrate", collector, {
        events,
        read,
        ...portsIf(idle !== null, { released: idle! }),
        ...portsIf(loaded, { load: input.load }),
      });

      c.note("The step at work.");
      const phase = c.states("phase", ["idle", "run", "tail"]);
      const { first, closes, ended, touched, answered } = c.registers({
        first: bit,
        closes: bit,
        ended: { type: bit, reset: 1 },
        touched: bit,
        answered: bit,
      });
      const bank = hardware.overlap ? c.registers({ bank: bit }).bank : null;
      const { at, word } = c.registers({ at: classIndex, word: index(plan.groups) });
      const part = lanes > 1 ? c.registers({ part: index(lanes) }).part : null;
      idle?.is(phase.is("idle"));
      const { closing } = c.wires({ closing: bit });
      job.ready.is(all(phase.is("idle"), answered.not(), closing.not()));
      const { running } = c.signals({ running: phase.is("run") });
      const { at_last } = c.signals({ at_last: at.eq(classes - 1) });
      c.switch(phase, {
        idle: () =>
          c.when(job.fire, () => {
            phase.go("run");
            at.next(0);
            word.next(0);
            part?.next(0);
            first.next(ended);
            ended.next(job.payload.end);
            closes.next(job.payload.end);
            touched.next(job.payload.touched);
            bank?.next(job.payload.bank);
          }),
        run: () =>
          c
            .when(at_last, () => phase.go("tail"))
            .otherwise(() => {
              at.next(at.add(1).narrow(at.type));
              const advance = () =>
                word.next(mux(word.eq(plan.groups - 1), 0, word.add(1).narrow(word.type)));
              if (part === null) advance();
              else
                c.when(part.eq(lanes - 1), () => {
                  part.next(0);
                  advance();
                }).otherwise(() => part.next(part.add(1).narrow(part.type)));
            }),
        tail: () => phase.go("idle"),
      });
      read.address.is(word);
      read.enable.is(part === null ? running : all(running, part.eq(0)));
      if (bank) read.bank.is(bank);

      c.note("One cycle later: what the step adds to the class.");
      const stepOptions = { style: hardware.memories.state, readDuringWrite: "never" } as const;
      const [bias] = parameterMemory(c, "bias", memories.bias, loaded ? input.load : null, {
        address: at,
        enable: running,
      });
      const { step_on, step_at, step_last } = c.registers({
        step_on: bit,
        step_at: classIndex,
        step_last: bit,
      });
      step_on.next(running);
      step_at.next(at);
      step_last.next(at_last);
      const [chosen] = arrivingCurrents(c, currents, 1, part, step_on);
      const collected = gate(touched, chosen!);
      let grown: Signal;
      if (membrane === null) grown = collected.add(bias!);
      else {
        const memory = c.memory("membranes", { depth: classes, type: types.membrane, ...stepOptions });
        const [old] = memory.read("old", { address: at, enable: running });
        const leak = rshift(gate(first.not(), old!).mul(membrane.leak.factor), membrane.leak.shift);
        grown = leak.add(rshift(collected, membrane.shift)).add(bias!).saturate(types.membrane);
        const { next_membrane } = c.signals({ next_membrane: grown });
        memory.write("new", { address: step_at, data: [next_membrane], enable: step_on });
        grown = next_membrane;
      }
      const limited = stepLimit(c, network, lastSteps, phase.is("tail"), closes);
      out.too_long.is(limited.failed);

      c.note("Two cycles later: the class's logit.");
      const { value, add, add_at, add_last } = c.registers({
        value: types.step,
        add: bit,
        add_at: classIndex,
        add_last: bit,
      });
      c.when(step_on, () => value.next(gate(limited.counts, grown).narrow(types.step)));
      add.next(step_on);
      add_at.next(step_at);
      add_last.next(step_last);
      const totals = c.memory("logits", { depth: classes, type: types.logit, ...stepOptions });
      const [before] = totals.read("old", { address: step_at, enable: step_on });
      const leaving =
        lastSteps === null
          ? constant(0)
          : oldest(c, lastSteps * classes, {
              type: types.step,
              style: hardware.memories.state,
              step_on,
              value,
              add,
              sequenceDone: phase.is("tail").and(closes),
            });
      const { logit } = c.signals({ logit: gate(first.not(), before!).add(value).sub(leaving) });
      totals.write("new", { address: add_at, data: [logit.narrow(types.logit)], enable: add });

      c.note("The largest logit so far; the class is the first that has it.");
      const best_class = classes > 1 ? c.registers({ best_class: classIndex }).best_class : null;
      if (best_class !== null) {
        // Logits that can only have one value are all equal, and the first class wins.
        const best = types.logit.lo === types.logit.hi ? null : c.registers({ best: types.logit }).best;
        const better = best === null ? add_at.eq(0) : add_at.eq(0).or(logit.gt(best));
        c.when(all(add, better), () => {
          best?.next(logit.narrow(types.logit));
          best_class.next(add_at);
        });
      }
      closing.is(all(add, add_last, closes));
      c.when(closing, () => answered.next(1)).elsewhen(out.classes.fire, () => answered.next(0));
      out.classes.valid.is(answered);
      out.classes.payload.class.is(best_class ?? 0);
      if (hardware.probe) {
        out.shown.is(add);
        out.shown_class.is(add_at);
        out.shown_logit.is(mux(add, logit.narrow(types.logit), 0));
      }
    },
  });
}

/** Steps beyond the longest sequence that the logits have room for count nothing and raise an error flag. */
function stepLimit(
  c: Body,
  network: IntegerNetwork,
  lastSteps: number | null,
  stepDone: Signal,
  end: Signal,
): { counts: Signal; failed: Signal } {
  // A window has room for its own steps, however long the sequence is.
  if (lastSteps !== null && lastSteps <= network.maxSteps)
    return { counts: constant(1, bit), failed: constant(0, bit) };
  c.note("Steps of the sequence so far, up to the most that the logits have room for.");
  const { steps, too_many } = c.registers({ steps: int(0, network.maxSteps), too_many: bit });
  const full = steps.eq(network.maxSteps);
  c.when(stepDone, () => {
    c.when(full, () => too_many.next(1));
    c.when(end, () => steps.next(0)).elsewhen(full.not(), () => steps.next(steps.add(1).narrow(steps.type)));
  });
  return { counts: full.not(), failed: too_many };
}

/** The value that leaves a window of the last steps; 0 until the window is full. */
function oldest(
  c: Body,
  depth: number,
  o: {
    readonly type: Type;
    readonly style: "block" | "distributed" | "registers";
    readonly step_on: Signal;
    readonly value: Signal;
    readonly add: Signal;
    readonly sequenceDone: Signal;
  },
): Signal {
  c.note(
    "The step values within the window, in a ring, class after class; full once it has come round in this sequence.",
  );
  const ring = c.memory("window", { depth, type: o.type, style: o.style, readDuringWrite: "never" });
  const { ring_at, ring_before, ring_full, ring_leaves } = c.registers({
    ring_at: index(depth),
    ring_before: index(depth),
    ring_full: bit,
    ring_leaves: bit,
  });
  const round = ring_at.eq(depth - 1);
  c.when(o.sequenceDone, () => {
    ring_at.next(0);
    ring_full.next(0);
  }).elsewhen(o.step_on, () => {
    ring_at.next(mux(round, 0, ring_at.add(1).narrow(ring_at.type)));
    ring_full.next(ring_full.or(round));
  });
  ring_before.next(ring_at);
  ring_leaves.next(ring_full);
  const [old] = ring.read("old", { address: ring_at, enable: o.step_on });
  ring.write("new", { address: ring_before, data: [o.value], enable: o.add });
  return gate(ring_leaves, old!);
}
