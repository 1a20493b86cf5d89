// The top of the hardware: event intake, the cores, the readout, and what surrounds them.

import {
  all,
  any,
  axiStream,
  type Body,
  bit,
  circuit,
  clockGated,
  constant,
  index,
  type RecordShape,
  type Signal,
  type StreamIn,
  sint,
  type Type,
} from "../hdl/index.ts";
import { core } from "./core.ts";
import { decrement, increment } from "./counting.ts";
import { axiEvent, intake } from "./events/intake.ts";
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
      classes: axiStream({ tdata: index(Math.max(2, plan.readout.classes)) }),
      error_event: bit,
      error_length: bit,
      error_params: present(loaded, bit),
      probe: shownOf(plan),
    },
    body(c, input, out) {
      c.note("Sequences that have begun and whose class has not been taken.");
      const { sequences } = c.registers({ sequences: index(sequencesInFlight + 1) });
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
      const { classes, too_long, shown } = c.instance("readout", answers, { events, load });
      out.classes.valid.is(classes.valid);
      out.classes.payload.tdata.is(classes.payload.class);
      classes.ready.is(out.classes.ready);
      out.error_length.is(too_long);
      c.drive(out.probe, { ...probe, logit: shown });

      const ends = out.classes.fire;
      c.when(all(taken.begins, ends.not()), () => increment(sequences)).elsewhen(
        all(ends, taken.begins.not()),
        () => decrement(sequences),
      );
    },
  });
  return clockGated(top, hardware.clockGating);
}

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
