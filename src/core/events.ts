// The events that travel inside the hardware, and the bus that carries parameters to their memories.
import { bit, index, sint, uint } from "../hdl/index.ts";
import { portsIf } from "./choose.ts";

/**
 * One beat of an event stream inside the hardware.
 * `empty`: the beat carries no event. `last`: it ends the time step. `end`: with `last`, it ends the sequence.
 */
export const eventPayload = (inputs: number, valueBits: number) => ({
  address: index(inputs),
  ...portsIf(valueBits > 0, { value: uint(Math.max(1, valueBits)) }),
  empty: bit,
  last: bit,
  end: bit,
});

/** Where a value of the `params` stream goes: a lane of a word of one of the parameter memories. */
export const loadBus = {
  enable: bit,
  memory: uint(8),
  address: uint(24),
  lane: uint(8),
  value: sint(32),
};
