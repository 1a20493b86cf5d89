// FIFO: a queue of transfers in a memory.

import { circuit } from "../circuit.ts";
import { mux } from "../combine.ts";
import { HdlError } from "../errors.ts";
import type { MemoryStyle } from "../ir.ts";
import { packing } from "../packing.ts";
import type { Signal } from "../signal.ts";
import type { Wire } from "../target.ts";
import { bit, index, int, type RecordShape, stream } from "../types.ts";
import { leafSignals, payloadLeaves } from "./payload.ts";
import { registerSlice, type StreamPart } from "./register-slice.ts";

/** What a FIFO is made of. */
export interface FifoOptions {
  /** What its memory is made of; default `block`. */
  readonly style?: Exclude<MemoryStyle, "spram">;
}

/**
 * A FIFO: one transfer a cycle, latency 2 cycles (one to write the memory, one to read it). Its memory holds `depth`
 * transfers, the read register of the memory one more. Depths 1 and 2 are a register slice: it holds two.
 *
 * The memory never reads the word it writes: both addresses are equal only while it is empty, when nothing is read,
 * or full, when nothing is written. It is declared so, which lets block RAM be inferred without extra logic.
 */
export function fifo<const P extends RecordShape>(
  name: string,
  payload: P,
  depth: number,
  options: FifoOptions = {},
): StreamPart<P> {
  if (!Number.isInteger(depth) || depth < 1)
    throw new HdlError(
      "bounds",
      `Depth out of bounds: FIFO ${name} of ${depth}. Allowed: a whole number from 1.`,
    );
  if (depth <= 2) return registerSlice(name, payload);
  const word = packing(payloadLeaves(payload));
  const address = index(depth);
  return circuit(name, {
    note: `FIFO: ${depth} transfers in memory and one at the output.`,
    inputs: { input: stream(payload) },
    outputs: { output: stream(payload) },
    body(c, { input }, { output }) {
      const { head, tail } = c.registers({ head: address, tail: address });
      c.note("Transfers in the memory.");
      const { stored } = c.registers({ stored: int(0, depth) });
      c.note("The memory's read register holds a transfer that has not left yet.");
      const { loaded } = c.registers({ loaded: bit });

      const { store, load } = c.signals({
        store: input.valid.and(stored.ne(depth)),
        load: stored.ne(0).and(loaded.not().or(output.ready)),
      });
      input.ready.is(stored.ne(depth));
      output.valid.is(loaded);

      const memory = c.memory("words", {
        depth,
        lanes: word.lanes,
        type: word.type,
        style: options.style ?? "block",
        readDuringWrite: "never",
      });
      memory.write("write", { address: tail, enable: store, data: word.pack(leafSignals(input.payload)) });
      const payloadOut = word.unpack(memory.read("read", { address: head, enable: load }));
      leafSignals<Wire>(output.payload).forEach((wire, i) => {
        wire.is(payloadOut[i]!);
      });

      c.when(store, () => tail.next(following(tail, depth)));
      c.when(load, () => head.next(following(head, depth)));
      c.when(store.and(load.not()), () => stored.next(stored.add(1).narrow(stored.type))).elsewhen(
        load.and(store.not()),
        () => stored.next(stored.sub(1).narrow(stored.type)),
      );
      c.when(load, () => loaded.next(1)).elsewhen(output.ready, () => loaded.next(0));
    },
  });
}

/** The address after `at`, the first after the last. */
function following(at: Signal, depth: number): Signal {
  const next = at.add(1);
  const wholeBits = (depth & (depth - 1)) === 0;
  return wholeBits ? next.wrap(index(depth)) : mux(at.eq(depth - 1), 0, next).narrow(index(depth));
}
