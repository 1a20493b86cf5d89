// Arbiter: several streams take turns on one.

import { circuit } from "../circuit.ts";
import { any, mux, select } from "../combine.ts";
import type { Circuit } from "../elaborated.ts";
import { constant, type Signal } from "../signal.ts";
import type { Wire } from "../target.ts";
import { bit, index, type RecordShape, type StreamShape, stream } from "../types.ts";
import type { StreamIn } from "../values.ts";
import { leafSignals } from "./payload.ts";
import { checkWays, numbered } from "./ways.ts";

/** How an arbiter chooses. */
export interface ArbiterOptions {
  /**
   * Who goes next: with `round-robin` (default) the first in line after the one served last, so that nobody waits for
   * more than one turn of each other; with `priority` always the lowest number that asks.
   */
  readonly policy?: "round-robin" | "priority";
}

/**
 * An arbiter between `ways` inputs `input_0`, `input_1`, ... An input keeps its grant until its transfer is taken; if
 * the payload has a one-bit field `last`, until the transfer with `last` is. One transfer a cycle, latency 0.
 */
export function arbiter<const P extends RecordShape>(
  name: string,
  payload: P,
  ways: number,
  { policy = "round-robin" }: ArbiterOptions = {},
): Circuit<{ readonly [input: `input_${number}`]: StreamShape<P> }, { readonly output: StreamShape<P> }> {
  checkWays(`arbiter ${name}`, ways);
  return circuit(name, {
    note: `Arbiter: ${ways} streams to one, ${policy}.`,
    inputs: numbered("input", ways, stream(payload)),
    outputs: { output: stream(payload) },
    body(c, streams, { output }) {
      const inputs = Object.values(streams) as unknown as StreamIn[];
      const requests = inputs.map((input) => input.valid);
      c.note("The owner keeps the output until its transfer, or its packet, has left.");
      const { owned } = c.registers({ owned: bit });
      const { owner } = c.registers({ owner: index(ways) });

      const { pick } =
        policy === "priority"
          ? c.signals({ pick: first(requests) })
          : (() => {
              const { waiting } = c.signals({ waiting: requests.map((r, i) => r.and(owner.lt(i))) });
              return c.signals({ pick: mux(any(...waiting), first(waiting), first(requests)) });
            })();
      const { granted } = c.signals({ granted: mux(owned, owner, pick) });
      const { valid } = c.signals({ valid: select(granted, requests) });
      output.valid.is(valid);

      const leaves = inputs.map((input) => leafSignals(input.payload));
      leafSignals<Wire>(output.payload).forEach((wire, leaf) => {
        wire.is(
          select(
            granted,
            leaves.map((l) => l[leaf]!),
          ),
        );
      });
      inputs.forEach((input, i) => {
        input.ready.is(output.ready.and(granted.eq(i)));
      });

      const { last } = output.payload as { last?: Wire };
      const ends = last === undefined ? output.ready : output.ready.and(last);
      c.when(valid, () => {
        owner.next(granted);
        owned.next(ends.not());
      });
    },
  });
}

/** The number of the first request; of the last where there is none. */
const first = (requests: readonly Signal[]): Signal =>
  requests
    .slice(0, -1)
    .reduceRight((later, request, i) => mux(request, i, later), constant(requests.length - 1));
