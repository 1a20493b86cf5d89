// The top of the hardware: event intake, the cores, the readout, and what surrounds them.

import {
  all,
  any,
  axiStream,
  type Body,
  bit,
  circuit,
  clockGated,
  concat,
  constant,
  index,
  type RecordShape,
  type Signal,
  type StreamIn,
  type StreamOut,
  sint,
  type Type,
  uint,
} from "../hdl/index.ts";
import { core } from "./core.ts";
import { addressBits, axiEvent, intake } from "./events/intake.ts";
import { eventPayload } from "./events/payload.ts";
import { loader } from "./parameters/loader.ts";
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
 * The network as one circuit. Ports: `events` (AXI4-Stream in), `classes` (AXI4-Stream out, one beat a sequence),
 * `params` (AXI4-Stream in, where parameters are loaded), error flags, and probes where asked for.
 */
export function networkCircuit(plan: NetworkPlan) {
  const { network, hardware } = plan;
  const { outputs } = hardware;
  const everyStep = outputs.classes === "step";
  const parameters = parametersOf(plan);
  const loaded = hardware.parameters === "loaded";
  const top = circuit(`dmp_${network.name.replace(/[^A-Za-z0-9_]/g, "_")}`, {
    note: noteOf(plan),
    inputs: {
      events: axiStream(axiEvent(network.inputs.valueBits > 0)),
      ...(loaded ? paramsPort : ({} as typeof paramsPort)),
    },
    outputs: {
      // A beat has data also where there is one class only.
      classes: axiStream({
        tdata: index(Math.max(2, plan.readout.classes)),
        tlast: present(everyStep, bit, 1),
      }),
      ...(outputs.logits ? logitsPort(plan) : ({} as ReturnType<typeof logitsPort>)),
      ...(outputs.spikes ? spikesPort : ({} as typeof spikesPort)),
      error_event: bit,
      error_length: bit,
      error_params: present(loaded, bit),
      probe: shownOf(plan),
    },
    body(c, input, out) {
      c.note("Sequences that have begun and whose class has not been taken.");
      const sequences = c.counter("sequences", sequencesInFlight + 1);
      const loading = (loaded ? withLoader : withoutLoader)(c, parameters, input, sequences.ne(0));
      out.error_params.is(loading.error);
      const { load } = loading;
      const taken = c.instance("intake", intake("intake", network.inputs), {
        axi: input.events,
        hold: any(sequences.eq(sequencesInFlight), loading.loading),
      });
      out.error_event.is(taken.error);
      let { events } = taken;
      const probe: Record<string, unknown> = {};
      plan.cores.forEach((planned, i) => {
        const parts = core(planned, parameters.cores[i]!);
        const { spikes, ...shown } = c.instance(planned.name, parts, { events, load });
        events = spikes;
        probe[planned.name] = shown;
      });
      const answers = readout(plan.readout, network, parameters.readout);
      if (outputs.spikes) events = spikesOut(c, plan, events, out.spikes);
      const { classes, logits, too_long, shown } = c.instance("readout", answers, { events, load });
      if (outputs.logits) {
        const { value, last, end } = logits.payload;
        out.logits.valid.is(logits.valid);
        c.drive(out.logits.payload, { tdata: value, tlast: last, tuser: end });
        logits.ready.is(out.logits.ready);
      }
      out.classes.valid.is(classes.valid);
      out.classes.payload.tdata.is(classes.payload.class);
      out.classes.payload.tlast.is(classes.payload.last);
      classes.ready.is(out.classes.ready);
      out.error_length.is(too_long);
      c.drive(out.probe, { ...probe, logit: shown });

      const ends = all(out.classes.fire, classes.payload.last);
      c.when(all(taken.begins, ends.not()), () => sequences.increment()).elsewhen(
        all(ends, taken.begins.not()),
        () => sequences.decrement(),
      );
    },
  });
  return clockGated(top, hardware.clockGating);
}

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

/** As the events that come in: TUSER bit 0: the step is the sequence's last; bit 1: the beat carries no event. */
const spikeBeat = { tdata: uint(addressBits), tlast: bit, tuser: uint(2) };
const spikesPort = { spikes: axiStream(spikeBeat) };

/**
 * The last layer's spikes on two ways: to the readout, and out. What goes out waits in a register of its own, so that
 * neither way is offered a beat only once the other one takes it.
 */
function spikesOut(
  c: Body,
  { network }: NetworkPlan,
  events: StreamIn<Events>,
  out: StreamOut<typeof spikeBeat>,
): StreamIn<Events> {
  c.note("The spike on its way out.");
  const payload = eventPayload(network.layers.at(-1)!.neurons, 0);
  const inside = c.stream("to_readout", payload);
  const { spike_waits } = c.registers({ spike_waits: bit });
  const spike = c.register("spike", payload, { reset: null });
  const free = c.signal("spike_fits", any(spike_waits.not(), out.ready));
  inside.valid.is(all(events.valid, free));
  events.ready.is(all(inside.ready, free));
  c.drive(inside.payload, events.payload);
  c.when(inside.fire, () => {
    spike_waits.next(1);
    c.next(spike, events.payload);
  }).elsewhen(out.ready, () => spike_waits.next(0));
  out.valid.is(spike_waits);
  const { address, empty, last, end } = spike;
  c.drive(out.payload, { tdata: address.as(uint(addressBits)), tlast: last, tuser: concat(empty, end) });
  return inside;
}

type Events = ReturnType<typeof eventPayload>;

const paramsPort = { params: axiStream({ tdata: sint(32), tlast: bit }) };

interface Loading {
  readonly load: LoadBus;
  /** Parameters are on their way: no sequence may begin. */
  readonly loading: Signal;
  readonly error: Signal;
}

/** Parameters come through the `params` stream. */
function withLoader(
  c: Body,
  { all }: Parameters,
  input: { readonly params: StreamIn<{ tdata: Type; tlast: Type }> },
  active: Signal,
): Loading {
  const params = c.stream("values", { value: sint(32), last: bit });
  params.valid.is(input.params.valid);
  params.payload.value.is(input.params.payload.tdata);
  params.payload.last.is(input.params.payload.tlast);
  input.params.ready.is(params.ready);
  return c.instance("loader", loader("loader", all), { params, active });
}

/** Parameters are in the memories from the start. */
function withoutLoader(): Loading {
  const zero = constant(0);
  return {
    load: { valid: zero, memory: zero, address: zero, lane: zero, value: zero },
    loading: zero,
    error: zero,
  };
}
