// The way of events around a core: what enters it, and what of its spikes leaves or comes back as the next layer's events.
import { all, type Body, index, mux, type StreamIn, type StreamOut, type StreamWires } from "../hdl/index.ts";
import { gate } from "./arithmetic.ts";
import { eventPayload } from "./events/payload.ts";
import type { CorePlan } from "./plan/plan.ts";

type Events = ReturnType<typeof eventPayload>;

/** Spikes of all layers but the last come back in. Returns the events that enter the core. */
export function route(
  c: Body,
  core: CorePlan,
  outside: StreamIn<Events>,
  leaving: StreamWires<Events>,
  spikes: StreamOut<Events>,
): StreamIn<Events> {
  const count = core.layers.length;
  const entering = c.stream("entering", eventPayload(core.inputs, core.valueBits));
  c.note("The layer whose events enter, and the layer whose spikes leave.");
  const { entering_layer, leaving_layer } = c.counters({ entering_layer: count, leaving_layer: count });
  c.when(all(entering.fire, entering.payload.last), () => entering_layer.advance());
  c.when(all(leaving.fire, leaving.payload.last), () => leaving_layer.advance());
  const { from_outside, to_outside } = c.signals({
    from_outside: entering_layer.eq(0),
    to_outside: leaving_layer.eq(count - 1),
  });

  const inside = leaving.payload;
  const { stays, leaves } = c.signals({
    stays: all(leaving.valid, to_outside.not()),
    leaves: all(leaving.valid, to_outside),
  });
  entering.valid.is(mux(from_outside, outside.valid, stays));
  const event = entering.payload;
  event.address.is(
    mux(from_outside, outside.payload.address, gate(stays, inside.address, index(core.inputs))),
  );
  event.value.is(mux(from_outside, outside.payload.value, 1));
  for (const field of ["empty", "last", "end"] as const)
    event[field].is(mux(from_outside, outside.payload[field], inside[field]));
  outside.ready.is(all(from_outside, entering.ready));

  spikes.valid.is(leaves);
  spikes.payload.address.is(gate(leaves, inside.address, index(core.layers.at(-1)!.layer.neurons)));
  spikes.payload.value.is(1);
  for (const field of ["empty", "last", "end"] as const) spikes.payload[field].is(inside[field]);
  leaving.ready.is(mux(to_outside, spikes.ready, all(from_outside.not(), entering.ready)));
  return entering;
}
