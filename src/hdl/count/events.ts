// What is counted of a circuit, and when it happens.

import type { CircuitIR, Expr, MemoryItem, Operated } from "../ir.ts";
import { and, constantBit, not } from "../ir-make.ts";
import { assigning, loadsWhere } from "../loads.ts";
import { isOnePort } from "../one-port.ts";
import { rangeOf, widthOf } from "../range.ts";

/**
 * One read or write port of a memory, with the bits of a word; operations of a circuit that are alike; or all its register
 * bits that are clocked.
 */
export type Counted =
  | { readonly kind: "read" | "write"; readonly memory: string; readonly bits: number }
  | Operated
  | { readonly kind: "clocked" };

/** How often it happens in a cycle. */
export interface CountedEvent {
  readonly what: Counted;
  readonly times: Expr;
}

const always = constantBit(1);

/**
 * A read port reads in the cycles in which it is enabled, a write port writes in those in which it is, whatever lanes it
 * writes. The only port of a single-port memory does not read while it writes.
 */
function accessesOf(memory: MemoryItem): CountedEvent[] {
  const { name, lanes, type, reads, writes } = memory;
  const bits = lanes * widthOf(rangeOf(type));
  const free = (enable: Expr): Expr =>
    isOnePort(memory) ? writes.reduce((e, w) => and(e, not(w.enable)), enable) : enable;
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

/**
 * Bits of registers that are clocked in a cycle: of those whose enable, made of the conditions around their assignments, is 1.
 * What is assigned in an `otherwise` or a switch has no enable, and is clocked in every cycle.
 */
function clockedOf({ items }: CircuitIR): CountedEvent[] {
  const bitsWhere = new Map<string, { readonly where: Expr; bits: number }>();
  for (const register of items) {
    if (register.kind !== "register") continue;
    const isOwn = (name: string) => name === register.name;
    const bodies = items.map((item) => (item.kind === "process" ? assigning(item.body, isOwn) : []));
    const body = bodies.find((b) => b.length > 0);
    if (body === undefined) continue;
    const where = loadsWhere(body) ?? always;
    const key = JSON.stringify(where);
    const known = bitsWhere.get(key) ?? { where, bits: 0 };
    known.bits += widthOf(rangeOf(register.type));
    bitsWhere.set(key, known);
  }
  const times = [...bitsWhere.values()].map(({ where, bits }) => chosen(where, bits));
  return times.length === 0 ? [] : [{ what: { kind: "clocked" }, times: times.reduce(sum) }];
}

/** Operations that are alike, wherever the circuit says that they are work. */
function operationsOf({ work }: CircuitIR): CountedEvent[] {
  const alike = new Map<string, { readonly what: Operated; readonly times: Expr[] }>();
  for (const { when, operations } of work?.said ?? []) {
    const counts = new Map<string, { readonly what: Operated; count: number }>();
    for (const what of operations) {
      const key = JSON.stringify(what);
      const known = counts.get(key) ?? { what, count: 0 };
      known.count++;
      counts.set(key, known);
    }
    for (const [key, { what, count }] of counts) {
      const known = alike.get(key) ?? { what, times: [] };
      known.times.push(chosen(when, count));
      alike.set(key, known);
    }
  }
  return [...alike.values()].map(({ what, times }) => ({ what, times: times.reduce(sum) }));
}

const typeTo = (most: bigint) => ({ lo: "0", hi: `${most}` });

/** `count` where the condition holds, else 0. */
function chosen(where: Expr, count: number): Expr {
  const type = typeTo(BigInt(count));
  const number = (value: number): Expr => ({ op: "const", value: `${value}`, type });
  return { op: "mux", args: [where, number(count), number(0)], type };
}

const sum = (a: Expr, b: Expr): Expr => ({
  op: "add",
  args: [a, b],
  type: typeTo(rangeOf(a.type).hi + rangeOf(b.type).hi),
});

/** Everything that is counted of a circuit. */
export const eventsOf = (circuit: CircuitIR): CountedEvent[] => [
  ...circuit.items.flatMap((item) => (item.kind === "memory" ? accessesOf(item) : [])),
  ...operationsOf(circuit),
  ...clockedOf(circuit),
];
