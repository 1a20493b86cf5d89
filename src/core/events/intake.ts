// Event intake: the AXI4-Stream of events, checked, becomes the events of the first layer.
import {
  all,
  any,
  type Body,
  bit,
  circuit,
  constant,
  int,
  mux,
  type Signal,
  stream,
  uint,
} from "../../hdl/index.ts";
import type { IntegerInputs } from "../../network/integer.ts";
import { eventPayload } from "./payload.ts";

/** Bits of the address in TDATA; the value, if any, lies above it. */
export const addressBits = 16;
export const valueBits = 16;

/** TDATA and TUSER of the event stream. `user` bit 0: last step of the sequence (read with TLAST); bit 1: no event. */
export const axiEvent = (graded: boolean) => ({
  tdata: uint(addressBits + (graded ? valueBits : 0)),
  tlast: bit,
  tuser: uint(2),
});

/**
 * An event with an address beyond the channels, a value wider than declared, or one that takes the step's sum of
 * values beyond `maxPerStep` is left out (its TLAST still counts) and raises `error` until reset.
 * A sequence begins only while `hold` is 0.
 */
export function intake(name: string, inputs: IntegerInputs) {
  const graded = inputs.valueBits > 0;
  return circuit(name, {
    note:
      "Event intake: checks every event. An illegal one (its address, its value, or a step whose values add up to more\n" +
      "than the network was made for) is left out and raises the error flag, which stays up until reset.",
    inputs: { axi: stream(axiEvent(graded)), hold: bit },
    outputs: { events: stream(eventPayload(inputs.channels, inputs.valueBits)), begins: bit, error: bit },
    body(c, { axi, hold }, { events, begins, error }) {
      const { tdata, tlast, tuser } = axi.payload;
      const { in_sequence, failed, mass } = c.registers({
        in_sequence: bit,
        failed: bit,
        mass: int(0, inputs.maxPerStep),
      });
      c.note("Between sequences the intake waits while parameters are loaded.");
      const { open } = c.signals({ open: in_sequence.or(hold.not()) });

      const { address } = c.signals({ address: tdata.bits(addressBits - 1, 0) });
      const value = (graded ? gradedValue : plainValue)(c, tdata, inputs.valueBits);
      const { carries } = c.signals({ carries: tuser.bit(1).not() });
      const { total } = c.signals({ total: mass.add(value.raw) });
      const { legal } = c.signals({
        legal: all(address.lt(inputs.channels), value.legal, total.le(inputs.maxPerStep)),
      });
      const { taken } = c.signals({ taken: carries.and(legal) });

      events.valid.is(axi.valid.and(open));
      axi.ready.is(events.ready.and(open));
      events.payload.address.is(mux(taken, address, 0));
      events.payload.value.is(value.counts);
      events.payload.empty.is(taken.not());
      events.payload.last.is(tlast);
      events.payload.end.is(tlast.and(tuser.bit(0)));
      c.when(axi.fire, () => {
        in_sequence.next(all(tlast, tuser.bit(0)).not());
        c.when(tlast, () => mass.next(0)).elsewhen(taken, () => mass.next(total));
        c.when(any(taken, carries.not()).not(), () => failed.next(1));
      });
      begins.is(axi.fire.and(in_sequence.not()));
      error.is(failed);
    },
  });
}

/** What an event counts, as it came, and whether it is legal. */
interface EventValue {
  readonly raw: Signal;
  readonly counts: Signal;
  readonly legal: Signal;
}

function gradedValue(c: Body, tdata: Signal, bits: number): EventValue {
  const { value } = c.signals({ value: tdata.bits(addressBits + valueBits - 1, addressBits) });
  return { raw: value, counts: value.wrap(uint(bits)), legal: value.lt(2 ** bits) };
}

/** Events without values count 1. */
const plainValue = (): EventValue => ({ raw: constant(1), counts: constant(1), legal: constant(1) });
