// The logits: sums of what every step adds to a class, over the sequence or over a window of its last steps.

import { any, type Body, bit, index, type Signal } from "../../hdl/index.ts";
import { gate } from "../arithmetic.ts";
import { stateStyle } from "../hardware.ts";
import type { ReadoutPlan } from "../plan/plan.ts";
import { memoryStages } from "../timing/facts.ts";
import type { ClassAtWork } from "./class.ts";

/** A class with what the step adds to it. */
export interface AddedClass {
  readonly valid: Signal;
  readonly class: Signal;
  readonly value: Signal;
}

const memoryOf = ({ hardware }: ReadoutPlan, depth: number) =>
  ({ depth, style: stateStyle(hardware, depth), readDuringWrite: "never" }) as const;

/**
 * The class's logit with this step, which fits its type where `add` is valid; `exact`: as it is in any cycle. `read`: the
 * class one cycle before it has its value in a register; `leaving`: what a window no longer holds.
 */
export function logitOf(
  c: Body,
  plan: ReadoutPlan,
  step: ClassAtWork["step"],
  read: { readonly valid: Signal; readonly class: Signal },
  add: AddedClass & { readonly leaving?: Signal },
): { readonly exact: Signal; readonly logit: Signal } {
  const totals = c.memory("logits", { type: plan.types.logit, ...memoryOf(plan, plan.classes) });
  const [read_before] = totals.read("old", { address: read.class, enable: read.valid });
  const before = c.delay("logit_before", read_before!, memoryStages(plan.hardware), { reset: null });
  const sum = c.work(add.valid, () => {
    const grown = gate(step.first.not(), before).add(add.value);
    return add.leaving === undefined ? grown : grown.sub(add.leaving);
  });
  const exact = c.signal("logit", sum);
  const logit = exact.narrow(plan.types.logit);
  totals.write("new", { address: add.class, data: [logit], enable: add.valid });
  return { exact, logit };
}

/**
 * The value that leaves a window of the last steps, beside `add`; 0 until the window is full. `read`: one cycle before; it
 * `ends` a sequence.
 */
export function leavingValue(
  c: Body,
  plan: ReadoutPlan,
  lastSteps: number,
  read: { readonly valid: Signal; readonly ends: Signal },
  add: AddedClass,
): Signal {
  c.note(
    "The step values within the window, in a ring, class after class; full once it has come round in this sequence.",
  );
  const depth = lastSteps * plan.classes;
  const ring = c.memory("window", { type: plan.types.step, ...memoryOf(plan, depth) });
  const { ring_before, ring_full, ring_leaves } = c.registers({
    ring_before: index(depth),
    ring_full: bit,
    ring_leaves: bit,
  });
  const ring_at = c.counter("ring_at", depth);
  c.when(read.ends, () => {
    ring_at.clear();
    ring_full.next(0);
  }).elsewhen(read.valid, () => {
    ring_at.advance();
    ring_full.next(any(ring_full, ring_at.last));
  });
  ring_before.next(ring_at);
  ring_leaves.next(ring_full);
  const [old] = ring.read("old", { address: ring_at, enable: read.valid });
  ring.write("new", { address: ring_before, data: [add.value], enable: add.valid });
  return gate(ring_leaves, old!);
}
