// Register slice: cuts every combinational path of a stream at full throughput.

import { mux } from "../choose.ts";
import { circuit } from "../circuit.ts";
import type { Circuit } from "../elaborated.ts";
import { bit, type RecordShape, type StreamShape, stream } from "../types.ts";

/** Data are valid only where a register that is reset says so. */
const unknownAtReset = { reset: null as never };

/** A part with one stream in and one out, of the same payload. */
export type StreamPart<P extends RecordShape> = Circuit<
  { readonly input: StreamShape<P> },
  { readonly output: StreamShape<P> }
>;

/**
 * A register slice: valid, payload and ready are all driven by registers. One transfer a cycle, latency 1 cycle; holds
 * up to two transfers (the second is the one that was under way when the output stalled).
 */
export function registerSlice<const P extends RecordShape>(name: string, payload: P): StreamPart<P> {
  return circuit(name, {
    note: "Register slice: no combinational path from one side to the other, one transfer a cycle.",
    inputs: { input: stream(payload) },
    outputs: { output: stream(payload) },
    body(c, { input }, { output }) {
      const { full, spare_full } = c.registers({ full: bit, spare_full: bit });
      const held = c.register("held", payload, unknownAtReset);
      c.note("Takes the transfer that arrives in the first cycle of a stall.");
      const spare = c.register("spare", payload, unknownAtReset);

      input.ready.is(spare_full.not());
      output.valid.is(full);
      c.drive(output.payload, held);

      const { moves } = c.signals({ moves: full.not().or(output.ready) });
      c.when(moves, () => {
        full.next(spare_full.or(input.valid));
        spare_full.next(0);
        c.next(held, mux(spare_full, spare, input.payload));
      }).elsewhen(input.fire, () => {
        spare_full.next(1);
        c.next(spare, input.payload);
      });
    },
  });
}
