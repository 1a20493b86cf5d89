// The neuron-stationary dataflow: a group of neurons is held still while all events of the step stream by; nothing else is stored.

import { bit } from "../../hdl/index.ts";
import type { Dataflow } from "../dataflow.ts";
import { present } from "../presence.ts";
import { fastCurrent } from "./fast-current.ts";
import { eventList, listRead } from "./list.ts";

export const neuronStationary: Dataflow = (c, core, weights, around) => {
  const { events, advance, awaits, load } = around;
  c.ignore(around.read, around.idle);
  const { next, list_free } = c.wires({
    next: listRead(core),
    list_free: present(!core.hardware.overlap, bit, 1),
  });
  const listed = c.instance("event_list", eventList(core), { events, read: next, released: list_free });
  const pass = c.instance("fast_current", fastCurrent(core, weights), {
    step: listed.step,
    event: listed.event,
    awaits,
    advance,
    load,
  });
  c.drive(next, pass.read);
  list_free.is(pass.idle);
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
