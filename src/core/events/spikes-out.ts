// The last layer's spikes as a stream out of the network, beside their way to the readout.
import {
  all,
  any,
  axiStream,
  type Body,
  bit,
  concat,
  type StreamIn,
  type StreamOut,
  uint,
} from "../../hdl/index.ts";
import type { NetworkPlan } from "../plan/plan.ts";
import { addressBits } from "./intake.ts";
import { eventPayload } from "./payload.ts";

type Events = ReturnType<typeof eventPayload>;

/** As the events that come in: TUSER bit 0: the step is the sequence's last; bit 1: the beat carries no event. */
const spikeBeat = { tdata: uint(addressBits), tlast: bit, tuser: uint(2) };
export const spikesPort = { spikes: axiStream(spikeBeat) };

/**
 * The last layer's spikes on two ways: to the readout, and out. What goes out waits in a register of its own, so that
 * neither way is offered a beat only once the other one takes it.
 */
export function spikesOut(
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
