// What the probes of a network show, in a design that has none: the signals behind each probe, by their path.
import type { CircuitIR, Design, Expr, Statement, Type } from "../hdl/ir.ts";
import { isSigned, rangeOf, widthOf } from "../hdl/range.ts";
import type { Bench, MonitorInterface } from "./bench.ts";
import { BenchError } from "./errors.ts";

/**
 * Where a value lies: a signal by its path below the top, so many cycles before it shows; or a constant; or nowhere, where
 * only the probe asks for it (membranes of neurons that keep nothing, say).
 */
type Place = { readonly path: string; readonly type: Type; readonly before: number } | "constant" | "nowhere";

/** An instance on the way from the top to a signal. */
interface Level {
  readonly name: string;
  readonly circuit: CircuitIR;
}

/** The only assignment of a target, where it is one without a condition. */
function assigned(circuit: CircuitIR, target: string): Expr | null {
  const found: Expr[] = [];
  const visit = (body: readonly Statement[], plain: boolean): void => {
    for (const s of body) {
      if (s.kind === "assign") {
        if (s.target === target) found.push(...(plain ? [s.value] : [s.value, s.value]));
      } else if (s.kind === "if") {
        for (const b of s.branches) visit(b.body, false);
        visit(s.otherwise ?? [], false);
      } else {
        for (const c of s.cases) visit(c.body, false);
        visit(s.otherwise ?? [], false);
      }
    }
  };
  for (const item of circuit.items) if (item.kind === "process") visit(item.body, true);
  return found.length === 1 ? found[0]! : null;
}

/** The type of a circuit's own signal of this name; null where it has none (a port is none). */
function typeOf(circuit: CircuitIR | undefined, name: string): Type | null {
  for (const item of circuit?.items ?? []) {
    const own = item.kind === "register" || item.kind === "signal" || item.kind === "wire";
    if (own && item.name === name) return item.type;
    if (item.kind === "memory" && item.reads.some((r) => r.lanes.includes(name))) return item.type;
  }
  return null;
}

/** Follows an output of the probed design's top back to a signal that the bare design has too. */
function placeOf(probed: Design, bare: Design, port: string): Place {
  const circuitOf = (design: Design, name: string) => design.circuits.find((c) => c.name === name);
  let gone = false;
  const lost = (why: string): Place => {
    if (gone) return "nowhere";
    throw new BenchError(
      `the probe ${port} of ${probed.top} shows nothing that can be seen without it: ${why}`,
    );
  };
  const follow = (levels: readonly Level[], e: Expr, before: number): Place => {
    if (e.op === "const") return "constant";
    // A narrowing is proved or asserted.
    if (e.op === "cast" || e.op === "wrap") return follow(levels, e.args[0], before);
    // What a probe shows while its `valid` is 0 does not matter.
    if (e.op === "mux" && e.args[2].op === "const") return follow(levels, e.args[1], before);
    if (e.op !== "ref") return lost(`it is an expression (${e.op}) in ${levels.at(-1)!.circuit.name}`);
    return named(levels, e.name, before);
  };
  const named = (levels: readonly Level[], name: string, before: number): Place => {
    const { circuit } = levels.at(-1)!;
    const [instance, output] = name.split(".");
    if (output !== undefined) {
      const item = circuit.items.find((i) => i.kind === "instance" && i.name === instance);
      if (item?.kind !== "instance") return lost(`${circuit.name} has no instance ${instance}`);
      const inner = circuitOf(probed, item.circuit)!;
      return named([...levels, { name: item.name, circuit: inner }], output, before);
    }
    const twin = circuitOf(bare, circuit.name);
    const type = typeOf(circuit, name) && typeOf(twin, name);
    if (type !== null) return { path: [...levels.slice(1).map((l) => l.name), name].join("."), type, before };
    gone ||= typeOf(circuit, name) !== null;
    const direction = circuit.ports.find((p) => p.name === name)?.direction;
    if (direction === "in") {
      const parent = levels.slice(0, -1);
      const item = parent
        .at(-1)
        ?.circuit.items.find((i) => i.kind === "instance" && i.name === levels.at(-1)!.name);
      if (item?.kind !== "instance") return lost(`it is an input of ${circuit.name}`);
      return follow(parent, item.inputs.find((i) => i.port === name)!.value, before);
    }
    const signal = circuit.items.find((i) => i.kind === "signal" && i.name === name);
    if (signal?.kind === "signal") return follow(levels, signal.value, before);
    const value = assigned(circuit, name);
    if (value === null) return lost(`${circuit.name}.${name} is assigned under conditions`);
    const register = circuit.items.some((i) => i.kind === "register" && i.name === name);
    return follow(levels, value, before + (register ? 1 : 0));
  };
  return named([{ name: probed.top, circuit: circuitOf(probed, probed.top)! }], port, 0);
}

/**
 * The monitors of a bench with probes as they are without: the signals behind each probe in `bare`, the design of the same
 * network and hardware without probes. A field that is constant is left out, and one that is nowhere is named as unseen.
 * @throws BenchError where a probe shows what only a design with probes computes
 */
export function insideMonitors(probed: Design, bare: Design, { monitors }: Bench): MonitorInterface[] {
  return monitors.map(({ name, valid, fields }) => {
    const start = placeOf(probed, bare, valid);
    const places = fields.map(({ port }) => ({ port, place: placeOf(probed, bare, port) }));
    const seen = places.flatMap(({ port, place }) => (typeof place === "string" ? [] : [{ port, ...place }]));
    const lag = seen[0]?.before ?? 0;
    if (typeof start === "string" || start.before < lag || seen.some((f) => f.before !== lag))
      throw new BenchError(`the probe ${name} of ${probed.top} shows values of different cycles`);
    return {
      name,
      valid: start.path,
      fields: seen.map(({ port, path, type }) => {
        const range = rangeOf(type);
        return { port: path, width: widthOf(range), signed: isSigned(range), shows: port };
      }),
      inside: { delay: start.before - lag },
      unseen: places.flatMap(({ port, place }) => (place === "nowhere" ? [port] : [])),
    };
  });
}
