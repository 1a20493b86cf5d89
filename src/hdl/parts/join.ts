// Join: several streams to one, whose transfers carry one transfer of each.

import { circuit } from "../circuit.ts";
import { all } from "../combine.ts";
import type { Circuit } from "../elaborated.ts";
import { HdlError } from "../errors.ts";
import type { Wire } from "../target.ts";
import { type RecordShape, type StreamShape, stream } from "../types.ts";
import type { StreamIn } from "../values.ts";
import { leafSignals } from "./payload.ts";

/**
 * A join of the streams that `payloads` names: one input a key, and an output whose payload has a record a key.
 * A transfer leaves when every input has one. One transfer a cycle, latency 0; the inputs' ready waits for their valid.
 */
export function join<const P extends { readonly [input: string]: RecordShape }>(
  name: string,
  payloads: P,
): Circuit<{ readonly [K in keyof P]: StreamShape<P[K]> }, { readonly output: StreamShape<P> }> {
  const keys = Object.keys(payloads);
  if (keys.length < 2)
    throw new HdlError(
      "bounds",
      `Number of streams out of bounds: join ${name} of ${keys.length}. Allowed: from 2.`,
    );
  const inputs = Object.fromEntries(Object.entries(payloads).map(([key, payload]) => [key, stream(payload)]));
  return circuit(name, {
    note: `Join: one transfer of each of ${keys.join(", ")} makes one transfer.`,
    inputs: inputs as { readonly [K in keyof P]: StreamShape<P[K]> },
    outputs: { output: stream(payloads) },
    body(c, streams, { output }) {
      const sources = Object.values(streams) as unknown as StreamIn[];
      const { complete } = c.signals({ complete: all(...sources.map((s) => s.valid)) });
      output.valid.is(complete);
      const { leaves } = c.signals({ leaves: complete.and(output.ready) });
      for (const source of sources) source.ready.is(leaves);
      const arriving = sources.flatMap((s) => leafSignals(s.payload));
      leafSignals<Wire>(output.payload).forEach((wire, i) => {
        wire.is(arriving[i]!);
      });
    },
  });
}
