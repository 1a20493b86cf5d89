// What travels inside the hardware: events between layers, and parameters on their way to their memories.
import { bit, index, sint, type Type, uint } from "../../hdl/index.ts";
import { present } from "../presence.ts";

/** What an event counts: 1 where events carry no value. */
export const eventValue = (valueBits: number): Type =>
  present(valueBits > 0, uint(Math.max(1, valueBits)), 1);

/**
 * One beat of an event stream inside the hardware.
 * `empty`: the beat carries no event. `last`: it ends the time step. `end`: with `last`, it ends the sequence.
 */
export const eventPayload = (inputs: number, valueBits: number) => ({
  address: index(inputs),
  value: eventValue(valueBits),
  empty: bit,
  last: bit,
  end: bit,
});

/** Where a value of the `params` stream goes: a lane of a word of one of the parameter memories. */
export const loadBus = (loaded: boolean) => ({
  valid: present(loaded, bit),
  memory: present(loaded, uint(8)),
  address: present(loaded, uint(24)),
  lane: present(loaded, uint(8)),
  value: present(loaded, sint(32)),
});
