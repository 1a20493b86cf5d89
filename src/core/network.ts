// The top of the hardware: event intake, the cores, the readout, and what surrounds them.
import { all, any, axiStream, bit, circuit, index, type Signal, type StreamIn, sint } from "../hdl/index.ts";
import { portsIf } from "./choose.ts";
import { core } from "./core.ts";
import type { eventPayload } from "./events.ts";
import { axiEvent, intake } from "./intake.ts";
import { loader } from "./loader.ts";
import type { LoadBus } from "./parameter-memory.ts";
import { parametersOf } from "./parameters.ts";
import type { NetworkPlan } from "./plan.ts";
import { readout } from "./readout.ts";

/** Sequences that may be on their way at once. */
export const sequencesInFlight = 15;

/**
 * The network as one circuit. Ports: `events` (AXI4-Stream in), `classes` (AXI4-Stream out, one beat a sequence),
 * `params` (AXI4-Stream in, where parameters are loaded), error flags, and probes where asked for.
 */
export function networkCircuit(plan: NetworkPlan) {
  const { network, hardware, cores } = plan;
  const loaded = hardware.parameters === "loaded";
  const { probe } = hardware;
  const parameters = parametersOf(plan);
  const parts = cores.map((p, i) => core(p, parameters.cores[i]!));
  const answer = readout(plan.readout, network, parameters.readout);
  const probes = Object.fromEntries(
    cores.flatMap((p, i) =>
      Object.entries(parts[i]!.outputs).flatMap(([name, shape]) =>
        name === "spikes" ? [] : [[`probe_${p.name}_${name}`, shape]],
      ),
    ),
  );
  return circuit(`dmp_${network.name.replace(/[^A-Za-z0-9_]/g, "_")}`, {
    note:
      `Spiking network ${network.name} with dual memory pathways: ${network.inputs.channels} channels, ` +
      `${network.layers.map((l) => `${l.neurons} neurons (d = ${l.memory?.dim ?? 0})`).join(", ")}, ${network.readout.classes} classes.`,
    inputs: {
      events: axiStream(axiEvent(network.inputs.valueBits > 0)),
      ...portsIf(loaded, { params: axiStream({ tdata: sint(32), tlast: bit }) }),
    },
    outputs: {
      // A beat has data also where there is one class only.
      classes: axiStream({ tdata: index(Math.max(2, plan.readout.classes)) }),
      error_event: bit,
      error_length: bit,
      ...portsIf(loaded, { error_params: bit }),
      ...portsIf(probe, {
        ...probes,
        probe_logit: { valid: bit, class: index(plan.readout.classes), value: plan.readout.types.logit },
      }),
    },
    body(c, input, out) {
      c.note("Sequences that have begun and whose class has not been taken.");
      const { sequences } = c.registers({ sequences: index(sequencesInFlight + 1) });
      let hold: Signal = sequences.eq(sequencesInFlight);
      let load: LoadBus | null = null;
      if (loaded) {
        const params = c.stream("values", { value: sint(32), last: bit });
        params.valid.is(input.params.valid);
        params.payload.value.is(input.params.payload.tdata);
        params.payload.last.is(input.params.payload.tlast);
        input.params.ready.is(params.ready);
        const loads = c.instance("loader", loader("loader", parameters.all), {
          params,
          active: sequences.ne(0),
        });
        hold = any(hold, loads.loading);
        load = loads.load;
        out.error_params.is(loads.error);
      }
      const taken = c.instance("intake", intake("intake", network.inputs), { axi: input.events, hold });
      out.error_event.is(taken.error);
      const loading = () => portsIf(load !== null, { load: load! });
      let events: StreamIn<ReturnType<typeof eventPayload>> = taken.events;
      cores.forEach((p, i) => {
        const made = c.instance(p.name, parts[i]!, { events, ...loading() }) as Record<string, unknown>;
        events = made.spikes as typeof events;
        if (probe)
          for (const name of Object.keys(parts[i]!.outputs))
            if (name !== "spikes") drive(anyOf(out)[`probe_${p.name}_${name}`], made[name]);
      });
      const answers = c.instance("readout", answer, { events, ...loading() });
      out.classes.valid.is(answers.classes.valid);
      out.classes.payload.tdata.is(answers.classes.payload.class);
      answers.classes.ready.is(out.classes.ready);
      out.error_length.is(answers.too_long);
      if (probe) {
        out.probe_logit.valid.is(answers.shown);
        out.probe_logit.class.is(answers.shown_class);
        out.probe_logit.value.is(answers.shown_logit);
      }
      const { begins, ends } = c.signals({
        begins: taken.begins,
        ends: answers.classes.valid.and(out.classes.ready),
      });
      c.when(all(begins, ends.not()), () => sequences.next(sequences.add(1).narrow(sequences.type))).elsewhen(
        all(ends, begins.not()),
        () => sequences.next(sequences.sub(1).narrow(sequences.type)),
      );
    },
  });
}

const anyOf = (outputs: object) => outputs as Record<string, unknown>;

/** Drives every leaf of an output with the leaf of the same place. */
function drive(target: unknown, value: unknown): void {
  if (typeof target === "object" && target !== null && "is" in target)
    (target as { is(v: unknown): void }).is(value);
  else
    for (const key of Object.keys(target as object))
      drive(anyOf(target as object)[key], anyOf(value as object)[key]);
}
