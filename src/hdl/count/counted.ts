// Counters in any design: accesses of its memories, operations of its arithmetic, register bits that are clocked.
import { HdlError } from "../errors.ts";
import type { CircuitIR, Design, Expr, InstanceItem, Item, Port } from "../ir.ts";
import { assign, ref } from "../ir-make.ts";
import { rangeOf, widthOf } from "../range.ts";
import { uint } from "../types.ts";
import { type Counted, eventsOf } from "./events.ts";

/** A counter of the instrumented design: an output of its top. */
export interface CountPort {
  readonly port: string;
  /** Instances from the top to what is counted. */
  readonly path: string;
  readonly what: Counted;
}

/** Bits of a counter. */
export const counterBits = 40;

const type = uint(counterBits);

/** A port of a circuit that shows a counter of it, or of one below. */
interface Shown {
  readonly port: string;
  readonly path: string;
  readonly what: Counted;
}

/** An operation on data of which no `work` says when it is done: nothing counts it. */
export interface Unsaid {
  readonly circuit: string;
  readonly operation: string;
}

/**
 * The design with a counter for everything that `eventsOf` finds in its circuits, each an output of the top beside those that
 * it has: all else is as it was. Counters start from 0 at a reset, and count in every cycle outside it.
 * Operations are counted where the design was elaborated with `work`.
 */
export function counted(design: Design): {
  readonly design: Design;
  readonly counters: readonly CountPort[];
  readonly unsaid: readonly Unsaid[];
} {
  const shown = new Map<string, readonly Shown[]>();
  const circuits = design.circuits.map((circuit) => {
    const made = withCounters(circuit, shown);
    shown.set(circuit.name, made.shown);
    return made.circuit;
  });
  const unsaid = design.circuits.flatMap(({ name, work }) =>
    (work?.unsaid ?? []).map((operation) => ({ circuit: name, operation })),
  );
  return { design: { ...design, circuits }, counters: shown.get(design.top)!, unsaid };
}

function withCounters(
  circuit: CircuitIR,
  below: ReadonlyMap<string, readonly Shown[]>,
): { readonly circuit: CircuitIR; readonly shown: readonly Shown[] } {
  // A part behind a gated clock sees only some of the cycles.
  const isPlain = circuit.external === undefined && circuit.items.every((i) => i.kind !== "clocking");
  const own = isPlain ? eventsOf(circuit) : [];
  const ports: Port[] = [];
  const shown: Shown[] = [];
  const added: Item[] = [];
  const taken = new Set([...circuit.ports, ...circuit.items].flatMap((i) => ("name" in i ? [i.name] : [])));
  const show = (value: (port: string) => Expr, path: string, what: Counted) => {
    const port = `count_${shown.length}`;
    if (taken.has(port) || taken.has(`${port}_so_far`))
      throw new HdlError(
        "name",
        `Name clash: ${circuit.name} has something called ${port}, as its counter would be.`,
      );
    ports.push({ name: port, direction: "out", type });
    shown.push({ port, path, what });
    added.push(assign(port, value(port)));
  };
  for (const { what, times } of own)
    show(
      (port) => {
        const name = `${port}_so_far`;
        const sum: Expr = { op: "add", args: [ref(name, type), times], type: sumType(times) };
        added.push(
          { kind: "register", name, type, reset: "0" },
          assign(name, { op: "wrap", args: [sum], type }),
        );
        return ref(name, type);
      },
      "",
      what,
    );
  const items = circuit.items.map((item): Item => {
    const inner = item.kind === "instance" ? (below.get(item.circuit) ?? []) : [];
    if (item.kind !== "instance" || inner.length === 0) return item;
    for (const { port, path, what } of inner)
      show(() => ref(`${item.name}.${port}`, type), path === "" ? item.name : `${item.name}.${path}`, what);
    const outputs = [...item.outputs, ...inner.map(({ port }) => ({ port, type }))];
    return { ...item, outputs } satisfies InstanceItem;
  });
  return {
    circuit: { ...circuit, ports: [...circuit.ports, ...ports], items: [...items, ...added] },
    shown,
  };
}

/** The type of a counter's sum with what it grows by. */
const sumType = (times: Expr) => {
  const most = BigInt(type.hi) + rangeOf(times.type).hi;
  return uint(widthOf({ lo: 0n, hi: most }));
};
