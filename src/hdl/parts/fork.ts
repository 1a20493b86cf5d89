// Fork: one stream to several takers, each transfer once to every one of them.

import { circuit } from "../circuit.ts";
import { all } from "../combine.ts";
import type { Circuit } from "../elaborated.ts";
import type { Signal } from "../signal.ts";
import type { Register, Wire } from "../target.ts";
import { bit, type RecordShape, type StreamShape, stream, vector } from "../types.ts";
import type { StreamOut } from "../values.ts";
import { leafSignals } from "./payload.ts";
import { checkWays, numbered } from "./ways.ts";

/**
 * A fork into `ways` outputs `output_0`, `output_1`, ... Each output takes a transfer when it is ready, in its own
 * cycle; the input moves on when all have taken it. One transfer a cycle, latency 0; the payload passes straight
 * through.
 */
export function fork<const P extends RecordShape>(
  name: string,
  payload: P,
  ways: number,
): Circuit<{ readonly input: StreamShape<P> }, { readonly [output: `output_${number}`]: StreamShape<P> }> {
  checkWays(`fork ${name}`, ways);
  return circuit(name, {
    note: `Fork: gives each transfer once to each of ${ways} outputs.`,
    inputs: { input: stream(payload) },
    outputs: numbered("output", ways, stream(payload)),
    body(c, { input }, streams) {
      const outputs = Object.values(streams) as unknown as StreamOut[];
      c.note("Outputs that have taken the present transfer already.");
      const { taken } = c.registers({ taken: vector(ways, bit) }) as { taken: Register[] };
      const arriving = leafSignals(input.payload);
      const served = c.signals({ served: outputs.map((o, i) => taken[i]!.or(o.ready)) }).served as Signal[];
      const { done } = c.signals({ done: all(...served) });
      input.ready.is(done);
      outputs.forEach((output, i) => {
        output.valid.is(input.valid.and(taken[i]!.not()));
        leafSignals<Wire>(output.payload).forEach((wire, leaf) => {
          wire.is(arriving[leaf]!);
        });
        taken[i]!.next(input.valid.and(done.not()).and(served[i]!));
      });
    },
  });
}
