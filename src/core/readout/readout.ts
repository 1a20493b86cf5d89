// The readout: classes as neurons that never fire; sums over the sequence, or its last steps; the largest wins.
import { all, any, bit, circuit, constant, index, stream, type Type } from "../../hdl/index.ts";
import type { IntegerNetwork } from "../../network/integer.ts";
import { gate } from "../arithmetic.ts";
import { streamedClasses } from "../event-stationary/readout.ts";
import { eventPayload, loadBus } from "../events/payload.ts";
import type { Hardware } from "../hardware.ts";
import { heldClasses } from "../neuron-stationary/readout.ts";
import { parameterMemory } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { ReadoutPlan } from "../plan/plan.ts";
import { given, present } from "../presence.ts";
import { registered } from "../registered.ts";
import { memoryStages } from "../timing/facts.ts";
import type { Classes } from "./class.ts";
import { answered, largest } from "./largest.ts";
import { logitOutput, logitPorts } from "./logit-output.ts";
import { leavingValue, logitOf } from "./logits.ts";
import { currentValue, membraneValue, stepLimit } from "./step-value.ts";

type Memories = Record<"weights" | "bias", ParameterMemory>;

const dataflows: Record<Hardware["dataflow"], Classes> = {
  "event-stationary": streamedClasses,
  "neuron-stationary": heldClasses,
};

const portsOf = ({ inputs, classes, types, hardware }: ReadoutPlan) => {
  const shown = (type: Type) => present(hardware.probe, type);
  return {
    inputs: {
      events: stream(eventPayload(inputs, 0)),
      load: loadBus(hardware.parameters === "loaded"),
    },
    outputs: {
      /** `last`: the class is the sequence's; others are those of steps before. */
      classes: stream({ class: index(classes), last: present(hardware.outputs.classes === "step", bit, 1) }),
      ...(hardware.outputs.logits ? logitPorts(types.logit) : ({} as ReturnType<typeof logitPorts>)),
      too_long: bit,
      shown: { valid: shown(bit), class: shown(index(classes)), value: shown(types.logit) },
    },
  };
};

/**
 * Takes the spikes of the last layer and gives one class a sequence, or a step.
 * Class after class is read, summed into the step's value, and added to its logit, one a cycle.
 */
export function readout(plan: ReadoutPlan, network: IntegerNetwork, memories: Memories) {
  const { membrane, lastSteps } = network.readout;
  const { outputs } = plan.hardware;
  const everyStep = outputs.classes === "step";
  return circuit("readout", {
    note:
      "Readout: collects the last layer's spikes by class, adds every step to the classes' logits and, at the end of a\n" +
      "sequence, names the class with the largest, the lowest number first.",
    ...portsOf(plan),
    body(c, { events, load }, out) {
      const { closing } = c.wires({ closing: bit });
      const { classes, too_long, shown } = out;
      const answer = answered(c, closing, classes.fire);
      const { room } = c.wires({ room: present(outputs.logits, bit, 1) });
      const mayTake = all(answer.not(), closing.not(), room);
      const ofStep = dataflows[plan.hardware.dataflow];
      const { at, starts, collected } = ofStep(c, plan, memories.weights, { events, mayTake, load });

      c.note("One cycle later: what the step adds to the class.");
      const bias = parameterMemory(c, "bias", memories.bias, load, { address: at.class, enable: at.valid });
      const step = c.pipe("step", { valid: at.valid, class: at.class, last: at.last });
      const currents = gate(at.step.touched, collected(step.valid));
      const stages = memoryStages(plan.hardware);
      const summed = registered(c, "operand", { ...step, collected: currents, bias: bias[0]! }, stages);
      const stepDone = all(summed.valid, summed.last);
      const ends = all(stepDone, at.step.end);
      const grown =
        membrane === null ? currentValue(c, summed) : membraneValue(c, plan, membrane, at, summed);
      const limit = stepLimit(c, network, stepDone, ends);
      too_long.is(limit.failed);

      c.note("Then the class's logit.");
      const value = gate(limit.counts, grown).narrow(plan.types.step);
      const { valid, last } = summed;
      const read = c.pipe("add", { valid, class: summed.class, last, value });
      const leaving = lastSteps === null ? null : leavingValue(c, plan, lastSteps, { valid, ends }, read);
      const add = registered(c, "logit_operand", { ...read, ...(leaving && { leaving }) }, stages);
      const logits = logitOf(c, plan, at.step, summed, add);
      classes.valid.is(answer);
      const score = registered(
        c,
        "score",
        { valid: add.valid, class: add.class, last: add.last, ...logits },
        stages,
      );
      classes.payload.class.is(largest(c, plan, score));
      classes.payload.last.is(given(everyStep, at.step.end, 1));
      closing.is(all(score.valid, score.last, any(at.step.end, constant(Number(everyStep)))));
      const shownLogit = { ...add, value: gate(add.valid, logits.logit), end: at.step.end };
      room.is(outputs.logits ? logitOutput(c, plan, starts, shownLogit, out.logits) : 1);

      const { probe } = plan.hardware;
      shown.valid.is(given(probe, add.valid));
      shown.class.is(given(probe, add.class));
      shown.value.is(given(probe, gate(add.valid, logits.logit)));
    },
  });
}
