// What is counted of a circuit, and when it happens.
import type { CircuitIR, Expr, MemoryItem } from "../ir.ts";
import { rangeOf, widthOf } from "../range.ts";
import { bit } from "../types.ts";

/** One read or write port of a memory; `bits`: of a word. */
export interface Counted {
  readonly kind: "read" | "write";
  readonly memory: string;
  readonly bits: number;
}

/** How often it happens in a cycle. */
export interface CountedEvent {
  readonly what: Counted;
  readonly times: Expr;
}

const always: Expr = { op: "const", value: "1", type: bit };
const not = (a: Expr): Expr => ({ op: "not", args: [a], type: bit });
const both = (a: Expr, b: Expr): Expr => ({ op: "and", args: [a, b], type: bit });

/**
 * A read port reads in the cycles in which it is enabled, a write port writes in those in which it is, whatever lanes it
 * writes. The only port of a single-port memory does not read while it writes.
 */
function accessesOf(memory: MemoryItem): CountedEvent[] {
  const { name, lanes, type, style, reads, writes } = memory;
  const bits = lanes * widthOf(rangeOf(type));
  const free = (enable: Expr): Expr =>
    style === "spram" ? writes.reduce((e, w) => both(e, not(w.enable)), enable) : enable;
  return [
    ...reads.map(
      ({ enable }): CountedEvent => ({
        what: { kind: "read", memory: name, bits },
        times: free(enable ?? always),
      }),
    ),
    ...writes.map(
      ({ enable }): CountedEvent => ({ what: { kind: "write", memory: name, bits }, times: enable }),
    ),
  ];
}

/** Everything that is counted of a circuit. */
export const eventsOf = ({ items }: CircuitIR): CountedEvent[] =>
  items.flatMap((item) => (item.kind === "memory" ? accessesOf(item) : []));
