// The top of the hardware: event intake, the cores, the readout, and what surrounds them.

import {
  all,
  any,
  axiStream,
  type Body,
  bit,
  circuit,
  clockGated,
  index,
  type RecordShape,
  type StreamIn,
  sint,
  type Type,
} from "../hdl/index.ts";
import { core } from "./core.ts";
import { axiEvent, intake } from "./events/intake.ts";
import type { eventPayload } from "./events/payload.ts";
import { spikesOut, spikesPort } from "./events/spikes-out.ts";
import { paramsPort, withLoader, withoutLoader } from "./parameters/loading.ts";
import type { LoadBus } from "./parameters/memory.ts";
import { type Parameters, parametersOf } from "./parameters/parameters.ts";
import type { NetworkPlan } from "./plan/plan.ts";
import { present } from "./presence.ts";
import { probesOf } from "./probes.ts";
import { readout } from "./readout/readout.ts";
import { sequencesInFlight } from "./timing/facts.ts";

/** What probes show: by core, and the logit after each step. */
function shownOf({ cores, hardware, readout }: NetworkPlan): RecordShape {
  const shown = (type: Type) => present(hardware.probe, type);
  const logit = {
    valid: shown(bit),
    class: shown(index(readout.classes)),
    value: shown(readout.types.logit),
  };
  return { ...Object.fromEntries(cores.map((core) => [core.name, probesOf(core)])), logit };
}

const noteOf = ({ network: { name, inputs, layers, readout } }: NetworkPlan): string =>
  `Spiking network ${name} with dual memory pathways: ${inputs.channels} channels, ` +
  `${layers.map((l) => `${l.neurons} neurons (d = ${l.memory?.dim ?? 0})`).join(", ")}, ${readout.classes} classes.`;

/**
 * TUSER: the step is the sequence's last. TLAST: the class is the step's last. A beat has data also where all logits can
 * only be 0.
 */
const logitsPort = ({ readout: { types } }: NetworkPlan) => ({
  logits: axiStream({
    tdata: types.logit.lo === types.logit.hi ? sint(2) : types.logit,
    tlast: bit,
    tuser: bit,
  }),
});

const portsOf = (plan: NetworkPlan) => {
  const { network, hardware } = plan;
  const { outputs } = hardware;
  const loaded = hardware.parameters === "loaded";
  return {
    inputs: {
      events: axiStream(axiEvent(network.inputs.valueBits > 0)),
      ...(loaded ? paramsPort : ({} as typeof paramsPort)),
    },
    outputs: {
      // A beat has data also where there is one class only.
      classes: axiStream({
        tdata: index(Math.max(2, plan.readout.classes)),
        tlast: present(outputs.classes === "step", bit, 1),
      }),
      ...(outputs.logits ? logitsPort(plan) : ({} as ReturnType<typeof logitsPort>)),
      ...(outputs.spikes ? spikesPort : ({} as typeof spikesPort)),
      error_event: bit,
      error_length: bit,
      error_params: present(loaded, bit),
      probe: shownOf(plan),
    },
  };
};

type Events = StreamIn<ReturnType<typeof eventPayload>>;

/** Each core takes the spikes of the one before. Returns those of the last, and what probes show. */
function coresInTurn(c: Body, plan: NetworkPlan, { cores }: Parameters, events: Events, load: LoadBus) {
  let leaving = events;
  const shown = plan.cores.map((planned, i) => {
    const of = core(planned, cores[i]!);
    const { spikes, ...probes } = c.instance(planned.name, of, { events: leaving, load });
    leaving = spikes;
    return [planned.name, probes];
  });
  return { spikes: leaving, shown: Object.fromEntries(shown) };
}

/**
 * The network as one circuit. Ports: `events` (AXI4-Stream in), `classes` (AXI4-Stream out, one beat a sequence),
 * `params` (AXI4-Stream in, where parameters are loaded), error flags, and probes where asked for.
 */
export function networkCircuit(plan: NetworkPlan) {
  const { network, hardware } = plan;
  const { outputs } = hardware;
  const parameters = parametersOf(plan);
  const top = circuit(`dmp_${network.name.replace(/[^A-Za-z0-9_]/g, "_")}`, {
    note: noteOf(plan),
    ...portsOf(plan),
    body(c, input, out) {
      c.note("Sequences that have begun and whose class has not been taken.");
      const sequences = c.counter("sequences", sequencesInFlight + 1);
      const loading = hardware.parameters === "loaded" ? withLoader : withoutLoader;
      const { load, loading: waits, error } = loading(c, parameters, input, sequences.ne(0));
      out.error_params.is(error);
      const taken = c.instance("intake", intake("intake", network.inputs), {
        axi: input.events,
        hold: any(sequences.eq(sequencesInFlight), waits),
      });
      out.error_event.is(taken.error);
      const cores = coresInTurn(c, plan, parameters, taken.events, load);
      const events = outputs.spikes ? spikesOut(c, plan, cores.spikes, out.spikes) : cores.spikes;
      const answers = readout(plan.readout, network, parameters.readout);
      const { classes, logits, too_long, shown } = c.instance("readout", answers, { events, load });
      if (outputs.logits) {
        const { value, last, end } = logits.payload;
        out.logits.valid.is(logits.valid);
        c.drive(out.logits.payload, { tdata: value, tlast: last, tuser: end });
        logits.ready.is(out.logits.ready);
      }
      out.classes.valid.is(classes.valid);
      c.drive(out.classes.payload, { tdata: classes.payload.class, tlast: classes.payload.last });
      classes.ready.is(out.classes.ready);
      out.error_length.is(too_long);
      c.drive(out.probe, { ...cores.shown, logit: shown });

      const ends = all(out.classes.fire, classes.payload.last);
      c.when(all(taken.begins, ends.not()), () => sequences.increment()).elsewhen(
        all(ends, taken.begins.not()),
        () => sequences.decrement(),
      );
    },
  });
  return clockGated(top, hardware.clockGating);
}
