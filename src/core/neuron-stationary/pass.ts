// The pass of a step: group after group of neurons is held still, and all events of the step stream past each.
import {
  all,
  any,
  type Body,
  bit,
  index,
  type Signal,
  type StreamIn,
  type StreamOut,
} from "../../hdl/index.ts";
import { byLayer } from "../arithmetic.ts";
import { listedStep } from "./list.ts";
import type { HeldSpec, heldJob } from "./spec.ts";

export interface PassAtWork {
  /** The layer at work. */
  readonly layer: Signal;
  /** A step is taken; its layer. */
  readonly opens: Signal;
  readonly coming: Signal;
  /** No step is at work: its list may be filled again. */
  readonly idle: Signal;
  /** An event is read, where it lies, and whether it is the group's last. */
  readonly read: Record<"valid" | "half" | "at" | "last", Signal>;
  /** More groups follow the one at work. */
  readonly more: Signal;
  /** The last term of the group at work goes in this cycle, or it has none, and the slow terms are there too. */
  readonly meets: Signal;
}

/**
 * Takes a step as soon as its events are listed and no other is at work, and passes it on as a job. The last event of a
 * group waits until the job at work `awaits` it: in a core slow currents of the same neurons are complete there too.
 */
export function passAtWork(
  c: Body,
  spec: HeldSpec,
  step: StreamIn<ReturnType<typeof listedStep>>,
  job: StreamOut<typeof heldJob>,
  awaits: Signal,
): PassAtWork {
  c.note("The step at work, and the layer of the next one; it is on offer as a job.");
  const phase = c.states("phase", ["idle", "run"]);
  const { layer, held, offered } = c.registers({
    layer: index(spec.layers.length),
    held: listedStep(spec),
    offered: bit,
  });
  const coming = c.counter("coming", spec.layers.length);
  const { events, end, half } = held;
  // Where all layers are alike none needs its number.
  c.ignore(layer);
  c.note("The group of neurons that is held still, and the event that streams by.");
  const { group, at } = c.counters({
    group: Math.max(...spec.layers.map((l) => l.groups)),
    at: spec.depth,
  });
  const { touched } = c.signals({ touched: events.ne(0) });
  const { at_last } = c.signals({ at_last: at.add(1).ge(events) });
  const lastGroups = spec.layers.map((l) => l.groups - 1);
  const { group_last } = c.signals({ group_last: group.eq(byLayer(layer, lastGroups)) });
  const running = phase.is("run");
  const { meeting } = c.signals({ meeting: all(running, at_last, awaits) });

  step.ready.is(phase.is("idle"));
  c.when(step.fire, () => {
    phase.go("run");
    coming.advance();
    layer.next(coming);
    c.next(held, step.payload);
    at.clear();
    group.clear();
  })
    .elsewhen(meeting, () => {
      at.clear();
      c.when(group_last, () => phase.go("idle")).otherwise(() => group.increment());
    })
    .elsewhen(at_last.not(), () => at.increment());
  c.when(step.fire, () => offered.next(1)).elsewhen(job.fire, () => offered.next(0));
  job.valid.is(offered);
  c.drive(job.payload, { touched, end, bank: 0 });
  const valid = all(running, touched, any(at_last.not(), awaits));
  return {
    layer,
    opens: step.fire,
    coming,
    idle: phase.is("idle"),
    read: { valid, half, at, last: at_last },
    more: group_last.not(),
    meets: meeting,
  };
}
