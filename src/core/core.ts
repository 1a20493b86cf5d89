// A core: spike integration, slow path, neurons and event output of one layer, or of all layers in turn.
import { bit, circuit, stream } from "../hdl/index.ts";
import type { Dataflow } from "./dataflow.ts";
import { eventStationary } from "./event-stationary/dataflow.ts";
import { emitter } from "./events/emitter.ts";
import { eventPayload, loadBus } from "./events/payload.ts";
import type { Hardware } from "./hardware.ts";
import { heldStill } from "./held-still.ts";
import { withoutSlowState, withSlowState } from "./memory/slow-path.ts";
import { neuronStationary } from "./neuron-stationary/dataflow.ts";
import { neurons, wordRead } from "./neurons/neurons.ts";
import type { CoreRole } from "./parameters/contents.ts";
import type { ParameterMemory } from "./parameters/parameters.ts";
import type { CorePlan } from "./plan/plan.ts";
import { present } from "./presence.ts";
import { probesOf } from "./probes.ts";
import { route } from "./route.ts";
import { sequencer } from "./sequencer/sequencer.ts";

type Memories = Record<CoreRole, ParameterMemory>;

const dataflows: Record<Hardware["dataflow"], Dataflow> = {
  "event-stationary": eventStationary,
  "neuron-stationary": neuronStationary,
};

const portsOf = (core: CorePlan) => ({
  inputs: {
    events: stream(eventPayload(core.layers[0]!.layer.inputs, core.valueBits)),
    load: loadBus(core.hardware.parameters === "loaded"),
  },
  outputs: {
    spikes: stream(eventPayload(core.layers.at(-1)!.layer.neurons, 0)),
    ...probesOf(core),
  },
});

const noteOf = ({ layers }: CorePlan): string => {
  const [{ index, layer, dim }] = layers as [CorePlan["layers"][0]];
  return layers.length > 1
    ? `Core of all ${layers.length} layers, which it computes one after the other in every time step.`
    : `Core of layer ${index}: ${layer.inputs} inputs, ${layer.neurons} neurons, slow state of dimension ${dim}.`;
};

export function core(plan: CorePlan, memories: Memories) {
  return circuit(plan.name, {
    note: noteOf(plan),
    ...portsOf(plan),
    body(c, { events, load }, out) {
      const leaving = c.stream("leaving", eventPayload(mostNeurons(plan), 0));
      const entering = route(c, plan, events, leaving, out.spikes);
      const { read, sent, idle, awaits, advance } = c.wires({
        read: wordRead(plan),
        sent: bit,
        idle: present(!plan.hardware.overlap, bit, 1),
        awaits: present(!heldStill(plan.hardware).banks, bit),
        advance: bit,
      });
      const collect = dataflows[plan.hardware.dataflow];
      const collected = collect(c, plan, memories.weights, {
        events: entering,
        read,
        advance,
        idle,
        awaits,
        load,
      });
      const { job, meets } = collected;
      const control = c.instance("sequencer", sequencer(plan), { job, meets, sent });
      idle.is(control.idle);
      awaits.is(control.awaits);
      const slowPath = plan.hasMemory ? withSlowState : withoutSlowState;
      const around = { events: entering, collected, sequencer: control, advance, load };
      const slow = slowPath(c, plan, memories, around, out);
      const { flags, group_end, group_opens } = control;
      const pass = c.instance("neurons", neurons(plan, memories), {
        flags,
        group_end,
        group_opens,
        currents: collected.currents,
        slow: [...slow],
        load,
      });
      c.drive(read, pass.read);
      advance.is(pass.advance);
      c.drive(out.membrane, pass.membrane);
      const output = c.instance("emit", emitter(plan), { spikes: pass.spikes });
      sent.is(output.sent);
      c.connect(output.events, leaving);
    },
  });
}

const mostNeurons = ({ layers }: CorePlan) => Math.max(...layers.map((l) => l.layer.neurons));
