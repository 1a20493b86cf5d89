// The logits as a stream: all classes after every time step, from a queue that has room for two steps.
import { type Body, bit, fifo, type Signal, type StreamOut, stream, type Type } from "../../hdl/index.ts";
import { stateStyle } from "../hardware.ts";
import type { ReadoutPlan } from "../plan/plan.ts";
import { logitSteps } from "../timing/facts.ts";
import { underWay } from "../under-way.ts";

/** A logit; it is the step's last, the step is the sequence's last. Class 0 comes first. */
const logitBeat = (logit: Type) => ({ value: logit, last: bit, end: bit });

export const logitPorts = (logit: Type) => ({ logits: stream(logitBeat(logit)) });

/** Logits on their way out; returns 1 where the next step may start: there is room for all of its logits. */
export function logitOutput(
  c: Body,
  plan: ReadoutPlan,
  starts: Signal,
  logit: Record<"valid" | "value" | "last" | "end", Signal>,
  out: StreamOut<ReturnType<typeof logitBeat>>,
): Signal {
  const beat = logitBeat(plan.types.logit);
  const words = logitSteps * plan.classes;
  const queue = fifo("logit_queue", beat, words, { style: stateStyle(plan.hardware, words) });
  const pushed = c.stream("logit_pushed", beat);
  pushed.valid.is(logit.valid);
  c.drive(pushed.payload, { value: logit.value.as(plan.types.logit), last: logit.last, end: logit.end });
  const said = logit.valid.not().or(pushed.ready);
  c.assert("logit_queue_has_room", said, "a logit finds room in the queue");
  const { output } = c.instance("logit_queue", queue, { input: pushed });
  c.connect(output, out);

  c.note("Steps whose logits have not all left.");
  const ends = c.signal("logits_leave", out.fire.and(output.payload.last));
  return underWay(c, "logits_waiting", logitSteps, { begins: starts, ends }).lt(logitSteps);
}
