// An event in one word, flags and all: what links carry that have nothing but data.
import { concat, type Signal, uint } from "../../hdl/index.ts";
import { addressBits } from "./intake.ts";

/** The word of an event: its address, then these bits; with graded inputs its value in bits 31 to 16. */
export const eventBit = {
  /** The last event of its time step. */
  last: 13,
  /** With `last`: the last one of the sequence. */
  end: 14,
  /** The step has no event. */
  empty: 15,
} as const;

/** Channels that the word of an event has room for. */
export const MOST_CHANNELS = 2 ** eventBit.last;

/** The word as the payload of the network's stream of events. */
export const eventOfWord = (word: Signal, graded: boolean) => {
  const address = concat(word.bits(eventBit.last - 1, 0)).as(uint(addressBits));
  return {
    tdata: graded ? concat(word.bits(31, addressBits), address) : address,
    tlast: word.bit(eventBit.last),
    tuser: concat(word.bit(eventBit.empty), word.bit(eventBit.end)),
  };
};

/** The word of an event without a value. `tuser`: bit 0 the sequence ends, bit 1 the step is empty. */
export const wordOfEvent = (address: Signal, last: Signal, tuser: Signal): Signal =>
  concat(tuser.bit(1), tuser.bit(0), last, address.bits(eventBit.last - 1, 0));
