// Spike integration: an event is held still while its weight row streams over the lanes and adds to the currents.
import { all, bit, circuit, index, stream, vector } from "../../hdl/index.ts";
import { eventPayload, loadBus } from "../events/payload.ts";
import { parameterMemory } from "../parameters/memory.ts";
import { present } from "../presence.ts";
import { jointBanks, separateBanks } from "./banks.ts";
import { eventAtWork } from "./event.ts";
import type { IntegratorSpec } from "./spec.ts";
import { stepAtWork } from "./step.ts";
import { gradedTerms, plainTerms } from "./terms.ts";

const portsOf = (spec: IntegratorSpec) => ({
  inputs: {
    events: stream(eventPayload(spec.inputs, spec.valueBits)),
    read: { valid: bit, word: index(spec.depth), bank: index(spec.banks) },
    /** Of one bank only: the job before is done with it. */
    released: present(spec.banks === 1, bit, 1),
    load: loadBus(spec.weights.loaded),
  },
  outputs: {
    job: stream({ touched: bit, end: bit, bank: index(spec.banks) }),
    currents: vector(spec.lanes, spec.current),
    /** A step begins, in the cycle before its first beat is taken; the layer it is of. */
    begins: bit,
    layer: index(spec.layers.length),
  },
});

/**
 * Takes the events of one step after the other; hands each step over as a job.
 * `read`: a port to the currents of the job handed over last; they stay until the next hand-over and, with two banks,
 * until three cycles after it.
 */
export const integrator = (spec: IntegratorSpec) =>
  circuit(spec.name, {
    note:
      "Spike integration: holds an event still and streams its weight row over the lanes, adding it to the currents.\n" +
      "A finished time step is handed over as a job" +
      (spec.banks > 1
        ? "; the next step then goes to the other bank."
        : " and the next step begins when the job is done."),
    ...portsOf(spec),
    body(c, { events, read, released, load }, out) {
      const { job } = out;
      c.note("The layer whose step is collected.");
      const layer_at_work = c.counter("layer_at_work", spec.layers.length);
      c.when(job.fire, () => layer_at_work.advance());
      c.note("The last reads of a job end a few cycles after its release.");
      const { may_begin } = c.signals({ may_begin: all(released, c.delay("released_before", released, 1)) });
      const { free } = c.signals({ free: spec.joint ? read.valid.not() : 1 });

      const step = stepAtWork(c, spec, all(events.valid, may_begin));
      const event = eventAtWork(c, spec, events, { ...step, layer: layer_at_work, free });
      const { last, end } = events.payload;
      step.follow(
        { closes: event.closes, free, handedOver: job.fire },
        { taken: event.taken, last: all(events.fire, last), end },
      );

      const weights = parameterMemory(c, "weights", spec.weights, load, {
        address: event.address,
        enable: event.row.valid,
      });
      const graded = spec.valueBits > 0;
      const { memoryStages } = spec;
      const terms = graded
        ? gradedTerms(c, event.row, weights, memoryStages, free)
        : plainTerms(c, event.row, weights, memoryStages);
      const collect = spec.joint ? jointBanks : separateBanks;
      const banks = collect(c, spec, { ...terms, read, swap: job.fire });

      out.currents.forEach((current, l) => {
        current.is(banks.shown[l]!);
      });
      job.valid.is(step.complete);
      job.payload.touched.is(step.fresh.not());
      job.payload.end.is(step.ended);
      job.payload.bank.is(banks.bank);
      out.begins.is(step.begins);
      out.layer.is(layer_at_work);
    },
  });
