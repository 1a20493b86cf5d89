// What a step adds to a class: its collected spikes and bias, or the membrane that integrates them.

import { all, type Body, bit, constant, type Signal } from "../../hdl/index.ts";
import type { IntegerNetwork, IntegerReadout } from "../../network/integer.ts";
import { rshift } from "../arithmetic.ts";
import { beforeLeak } from "../before-leak.ts";
import { stateStyle } from "../hardware.ts";
import type { ReadoutPlan } from "../plan/plan.ts";
import { memoryStages } from "../timing/facts.ts";
import type { ClassAtWork } from "./class.ts";

/** A class whose currents and bias are there. */
export interface ReadClass {
  readonly valid: Signal;
  readonly class: Signal;
  readonly collected: Signal;
  readonly bias: Signal;
}

/** "mean-logits": Wo o + bo. */
export const currentValue = (c: Body, { valid, collected, bias }: ReadClass): Signal =>
  c.work(valid, () => collected.add(bias));

/** "mean-membrane": u' = sat(rshift(factor u) + rshift(Wo o) + bo), kept for the next step. */
export function membraneValue(
  c: Body,
  plan: ReadoutPlan,
  { leak, shift }: NonNullable<IntegerReadout["membrane"]>,
  at: ClassAtWork,
  read: ReadClass,
): Signal {
  const memory = c.memory("membranes", {
    depth: plan.classes,
    type: plan.types.membrane,
    style: stateStyle(plan.hardware, plan.classes),
    readDuringWrite: "never",
  });
  const [old] = memory.read("old", { address: at.class, enable: at.valid });
  const remembered = c.delay("membrane_before", old!, memoryStages(plan.hardware), { reset: null });
  const [before] = beforeLeak(c, at.step.first.not(), [remembered], [leak.factor]);
  const grown = c.work(read.valid, () => {
    const leaked = rshift(before!.mul(leak.factor), leak.shift);
    return leaked.add(rshift(read.collected, shift)).add(read.bias);
  });
  const { next_membrane } = c.signals({ next_membrane: grown.saturate(plan.types.membrane) });
  memory.write("new", { address: read.class, data: [next_membrane], enable: read.valid });
  return next_membrane;
}

export interface StepLimit {
  /** The step counts. */
  readonly counts: Signal;
  /** A sequence was too long; stays up until reset. */
  readonly failed: Signal;
}

/** Where logits sum the steps of a window only, a sequence may be as long as it likes. */
const noLimit: StepLimit = { counts: constant(1, bit), failed: constant(0, bit) };

/** Steps beyond the longest sequence that the logits have room for count nothing and raise an error flag. */
export function stepLimit(
  c: Body,
  { maxSteps, readout: { lastSteps } }: IntegerNetwork,
  stepDone: Signal,
  ends: Signal,
): StepLimit {
  if (maxSteps === null || (lastSteps !== null && lastSteps <= maxSteps)) return noLimit;
  c.note("Steps of the sequence so far, up to the most that the logits have room for.");
  const steps = c.counter("steps", maxSteps + 1);
  const { too_many } = c.registers({ too_many: bit });
  const full = steps.last;
  c.when(all(stepDone, full), () => too_many.next(1));
  c.when(ends, () => steps.clear()).elsewhen(all(stepDone, full.not()), () => steps.increment());
  return { counts: full.not(), failed: too_many };
}
