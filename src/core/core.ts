// A core: spike integration, slow path, neurons and event output of one layer, or of all layers in turn.
import { bit, circuit, index, stream } from "../hdl/index.ts";
import { emitter } from "./events/emitter.ts";
import { eventPayload, loadBus } from "./events/payload.ts";
import { integrator } from "./integrate/integrate.ts";
import { withoutSlowState, withSlowState } from "./memory/slow-path.ts";
import { neurons } from "./neurons/neurons.ts";
import type { CoreRole } from "./parameters/contents.ts";
import type { ParameterMemory } from "./parameters/parameters.ts";
import type { CorePlan } from "./plan/plan.ts";
import { present } from "./presence.ts";
import { probesOf } from "./probes.ts";
import { route } from "./route.ts";
import { bankIndex } from "./sequencer/job.ts";
import { sequencer } from "./sequencer/sequencer.ts";

type Memories = Record<CoreRole, ParameterMemory>;

const integratorOf = (core: CorePlan, weights: ParameterMemory) =>
  integrator({
    name: `${core.name}_integrate`,
    layers: core.layers.map((l) => ({ groups: l.spikeGroups, base: l.base.weights })),
    inputs: core.inputs,
    valueBits: core.valueBits,
    lanes: core.lanes.spike,
    depth: core.depth.currents,
    banks: core.hardware.overlap ? 2 : 1,
    joint: core.hardware.overlap && core.hardware.banks === "joint",
    weights,
    current: core.types.current,
    style: core.hardware.memories.state,
  });

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
      const { read, sent, idle, advance } = c.wires({
        read: { valid: bit, word: index(plan.depth.currents), bank: bankIndex(plan) },
        sent: bit,
        idle: present(!plan.hardware.overlap, bit, 1),
        advance: bit,
      });
      const collected = c.instance("integrate", integratorOf(plan, memories.weights), {
        events: entering,
        read,
        released: idle,
        load,
      });
      const control = c.instance("sequencer", sequencer(plan), { job: collected.job, sent });
      idle.is(control.idle);
      const slowPath = plan.hasMemory ? withSlowState : withoutSlowState;
      const { begins, layer } = collected;
      const around = { events: entering, integrator: { begins, layer }, sequencer: control, advance, load };
      const slow = slowPath(c, plan, memories, around, out);
      const { flags, group_end, group_opens } = control;
      const pass = c.instance("neurons", neurons(plan, memories.bias), {
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
