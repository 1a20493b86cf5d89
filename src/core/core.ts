// A core: spike integration, dense pass, neurons and event output of one layer, or of all layers in turn.
import { all, bit, circuit, index, mux, type Signal, stream, vector } from "../hdl/index.ts";
import { portsIf } from "./choose.ts";
import { dense } from "./dense.ts";
import { emitter } from "./emit.ts";
import { eventPayload, loadBus } from "./events.ts";
import { integrator } from "./integrate.ts";
import { neurons } from "./neurons.ts";
import type { CoreRole, ParameterMemory } from "./parameters.ts";
import type { CorePlan } from "./plan.ts";
import { sequencer } from "./sequencer.ts";
import { slowState } from "./slow-state.ts";

/** What a probe shows of a core: scalar drives, slow states, and membranes with their spikes, as they are computed. */
const probeShape = (plan: CorePlan) => {
  const layer = index(plan.layers.length);
  const { types, lanes } = plan;
  return {
    ...portsIf(plan.hasMemory, {
      drive: { valid: bit, layer, value: types.drive },
      state: { valid: bit, layer, index: index(plan.depth.state), value: types.state },
    }),
    membrane: {
      valid: bit,
      layer,
      value: vector(lanes.neuron, types.membrane),
      fired: vector(lanes.neuron, bit),
    },
  };
};

export function core(plan: CorePlan, memories: Record<CoreRole, ParameterMemory>) {
  const { hardware, hasMemory, layers, types } = plan;
  const loaded = hardware.parameters === "loaded";
  const count = layers.length;
  const loops = count > 1;
  const outputs = layers.at(-1)!.layer.neurons;
  const collector = integrator({
    name: `${plan.name}_integrate`,
    layers: layers.map((l) => ({
      groups: l.spikeGroups,
      weightBase: l.base.weights,
      inputs: l.layer.inputs,
      drive: l.layer.memory === null ? null : { base: l.base.drive, ...l.layer.memory.drive },
    })),
    inputs: plan.inputs,
    valueBits: plan.valueBits,
    lanes: plan.lanes.spike,
    depth: plan.depth.currents,
    overlap: hardware.overlap,
    joint: hardware.banks === "joint",
    weights: memories.weights,
    driveWeights: hasMemory ? memories.drive : null,
    loaded,
    types,
    currentsStyle: hardware.memories.state,
  });
  const control = sequencer(plan);
  const pass = neurons(plan, memories.bias, loaded);
  const output = emitter(plan);
  return circuit(plan.name, {
    note: loops
      ? `Core of all ${count} layers, which it computes one after the other in every time step.`
      : `Core of layer ${layers[0]!.index}: ${layers[0]!.layer.inputs} inputs, ${layers[0]!.layer.neurons} neurons, slow state of dimension ${layers[0]!.dim}.`,
    inputs: {
      events: stream(eventPayload(layers[0]!.layer.inputs, plan.valueBits)),
      ...portsIf(loaded, { load: loadBus }),
    },
    outputs: {
      spikes: stream(eventPayload(outputs, 0)),
      ...portsIf(hardware.probe, probeShape(plan)),
    },
    body(c, input, out) {
      const loading = portsIf(loaded, { load: input.load });
      const entering = c.stream("entering", eventPayload(plan.inputs, plan.valueBits));
      const leaving = c.stream("leaving", eventPayload(Math.max(...layers.map((l) => l.layer.neurons)), 0));

      if (!loops) {
        entering.valid.is(input.events.valid);
        entering.payload.address.is(input.events.payload.address);
        if (plan.valueBits > 0) entering.payload.value.is(input.events.payload.value);
        entering.payload.empty.is(input.events.payload.empty);
        entering.payload.last.is(input.events.payload.last);
        entering.payload.end.is(input.events.payload.end);
        input.events.ready.is(entering.ready);
        out.spikes.valid.is(leaving.valid);
        out.spikes.payload.address.is(leaving.payload.address);
        out.spikes.payload.empty.is(leaving.payload.empty);
        out.spikes.payload.last.is(leaving.payload.last);
        out.spikes.payload.end.is(leaving.payload.end);
        leaving.ready.is(out.spikes.ready);
      } else {
        c.note(
          "The layer whose events enter, and the layer whose spikes leave: spikes of all but the last come back in.",
        );
        const { entering_layer, leaving_layer } = c.registers({
          entering_layer: index(count),
          leaving_layer: index(count),
        });
        const next = (l: typeof entering_layer) => mux(l.eq(count - 1), 0, l.add(1).narrow(l.type));
        c.when(all(entering.fire, entering.payload.last), () => entering_layer.next(next(entering_layer)));
        c.when(all(leaving.fire, leaving.payload.last), () => leaving_layer.next(next(leaving_layer)));
        const { from_outside, to_outside } = c.signals({
          from_outside: entering_layer.eq(0),
          to_outside: leaving_layer.eq(count - 1),
        });
        const choose = <K extends "empty" | "last" | "end">(field: K) =>
          entering.payload[field].is(mux(from_outside, input.events.payload[field], leaving.payload[field]));
        const inside = mux(to_outside, 0, leaving.payload.address.narrow(index(plan.inputs)));
        entering.valid.is(mux(from_outside, input.events.valid, leaving.valid.and(to_outside.not())));
        entering.payload.address.is(mux(from_outside, input.events.payload.address, inside));
        choose("empty");
        choose("last");
        choose("end");
        if (plan.valueBits > 0) entering.payload.value.is(mux(from_outside, input.events.payload.value, 1));
        input.events.ready.is(from_outside.and(entering.ready));
        out.spikes.valid.is(leaving.valid.and(to_outside));
        out.spikes.payload.address.is(mux(to_outside, leaving.payload.address.narrow(index(outputs)), 0));
        out.spikes.payload.empty.is(leaving.payload.empty);
        out.spikes.payload.last.is(leaving.payload.last);
        out.spikes.payload.end.is(leaving.payload.end);
        leaving.ready.is(mux(to_outside, out.spikes.ready, from_outside.not().and(entering.ready)));
      }

      const { read } = c.wires({
        read: {
          address: index(plan.depth.currents),
          enable: bit,
          ...portsIf(hardware.overlap, { bank: bit }),
        },
      });
      const { sent } = c.wires({ sent: bit });
      const idle = hardware.overlap ? null : c.wires({ idle: bit }).idle;
      const collected = c.instance("integrate", collector, {
        events: entering,
        read,
        ...portsIf(idle !== null, { released: idle! }),
        ...loading,
      });
      const controlled = c.instance("sequencer", control, { job: collected.job, sent });
      idle?.is(controlled.idle);
      const { flags } = controlled;

      let slow: Signal[] = [];
      const advance = hasMemory ? c.wires({ advance: bit }).advance : null;
      if (hasMemory && advance) {
        const states = c.instance("slow_state", slowState(plan, memories.update, loaded), {
          flags,
          term: controlled.term,
          half: controlled.half,
          drive: controlled.drive,
          ...loading,
        });
        const currents = c.instance("dense", dense(plan, memories.dense, loaded), {
          flags,
          term: controlled.term,
          multiplicand: states.multiplicand,
          advance,
          ...loading,
        });
        slow = currents.slow;
        if (hardware.probe) {
          c.note("A step's scalar drive shows in the cycle after its job has started.");
          const { shows_drive } = c.registers({ shows_drive: bit });
          shows_drive.next(controlled.started);
          out.drive.valid.is(shows_drive);
          out.drive.layer.is(flags.layer);
          out.drive.value.is(controlled.drive);
          out.state.valid.is(states.written);
          out.state.layer.is(flags.layer);
          out.state.index.is(states.written_index);
          out.state.value.is(states.written_value);
        }
      }
      const work = c.instance("neurons", pass, {
        flags,
        group_end: controlled.group_end,
        group_opens: controlled.group_opens,
        currents: collected.currents,
        ...portsIf(hasMemory, { slow }),
        ...loading,
      });
      read.address.is(work.read.address);
      read.enable.is(work.read.enable);
      if (hardware.overlap) read.bank.is(work.read.bank);
      if (advance) advance.is(work.advance);
      if (hardware.probe) {
        out.membrane.valid.is(work.spikes.valid);
        out.membrane.layer.is(work.layer);
        out.membrane.value.forEach((o, l) => {
          o.is(work.membranes[l]!);
        });
        out.membrane.fired.forEach((o, l) => {
          o.is(work.spikes.fired[l]!);
        });
      }
      const sender = c.instance("emit", output, { spikes: work.spikes });
      sent.is(sender.sent);
      leaving.valid.is(sender.events.valid);
      leaving.payload.address.is(sender.events.payload.address);
      leaving.payload.empty.is(sender.events.payload.empty);
      leaving.payload.last.is(sender.events.payload.last);
      leaving.payload.end.is(sender.events.payload.end);
      sender.events.ready.is(leaving.ready);
    },
  });
}
