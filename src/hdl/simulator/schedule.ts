// The order in which the units of a flat design are computed: operands first; and the error for a combinational loop.
import type { Expr, Statement } from "../ir.ts";
import { SimulationError } from "./errors.ts";
import {
  type FlatDesign,
  type Net,
  pathOf,
  resolve,
  type Scope,
  storage,
  type Target,
  type Unit,
} from "./flat.ts";

/** A unit in its place. */
export interface Step {
  readonly unit: Unit;
  /** Nets with storage that it reads, each at least once. */
  readonly reads: readonly Net[];
  /** Number of operators. */
  readonly size: number;
}

/** Collects what expressions read and how large they are. */
interface Collector {
  readonly scope: Scope;
  readonly reads: Net[];
  size: number;
}

/** Without recursion: an expression can be deeper than the stack. */
function collect(into: Collector, e: Expr): void {
  const open = [e];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    into.size += 1;
    if (top.op === "ref") into.reads.push(storage(resolve(into.scope, top.name)));
    else if (top.op !== "const") for (let k = top.args.length - 1; k >= 0; k -= 1) open.push(top.args[k]);
  }
}

/** Whether any of the statements assigns one of the names. */
export function assignsAny(body: readonly Statement[], names: ReadonlySet<string>): boolean {
  return body.some((s) => {
    if (s.kind === "assign") return names.has(s.target);
    const branches: readonly { readonly body: readonly Statement[] }[] =
      s.kind === "if" ? s.branches : s.cases;
    return (
      branches.some((b) => assignsAny(b.body, names)) ||
      (s.otherwise !== null && assignsAny(s.otherwise, names))
    );
  });
}

/** What the assignments to `names` read; `names` null: all assignments. */
function collectBody(into: Collector, body: readonly Statement[], names: ReadonlySet<string> | null): void {
  for (const s of body) {
    if (s.kind === "assign") {
      if (names === null || names.has(s.target)) collect(into, s.value);
      continue;
    }
    if (names !== null && !assignsAny([s], names)) continue;
    if (s.kind === "if") for (const branch of s.branches) collect(into, branch.when);
    else collect(into, s.on);
    for (const branch of s.kind === "if" ? s.branches : s.cases) collectBody(into, branch.body, names);
    if (s.otherwise !== null) collectBody(into, s.otherwise, names);
  }
}

function measured(unit: Unit): Step {
  const into: Collector = { scope: unit.scope, reads: [], size: 0 };
  if (unit.kind === "value") collect(into, unit.value);
  else if (unit.kind === "assert") collect(into, unit.condition);
  else {
    for (const { otherwise } of unit.targets) {
      if (otherwise === null) continue;
      if ("op" in otherwise) collect(into, otherwise);
      else into.reads.push(storage(otherwise));
    }
    collectBody(into, unit.item.body, unit.slice);
  }
  return { unit, reads: into.reads, size: into.size };
}

/** The nets that a unit computes. */
export const results = (unit: Unit): readonly Net[] =>
  unit.kind === "value" ? [unit.net] : unit.kind === "process" ? unit.targets.map((t) => t.net) : [];

/** A process in parts: every wire by itself, and the registers together (nothing waits for those). */
function split(unit: Unit & { kind: "process" }): Unit[] {
  const part = (targets: readonly Target[]): Unit => ({
    ...unit,
    targets,
    slice: new Set(targets.map((t) => t.name)),
  });
  const registers = unit.targets.filter((t) => t.net.name === "");
  const wires = unit.targets.filter((t) => t.net.name !== "");
  return [...wires.map((t) => part([t])), ...(registers.length > 0 ? [part(registers)] : [])];
}

/** A loop in what depends on what: the units on it, each with the net through which it is reached. */
interface Loop {
  readonly units: readonly Unit[];
  readonly nets: readonly Net[];
}

/** Depth-first from the units in source order, so that what belongs together stays together. */
function sort(units: readonly Unit[], netCount: number): Step[] | Loop {
  const steps = units.map(measured);
  /** The unit that computes each net, by the net's id; -1: none does. */
  const producer = new Int32Array(netCount).fill(-1);
  units.forEach((unit, at) => {
    for (const net of results(unit)) producer[storage(net).id] = at;
  });
  const order: Step[] = [];
  const mark = new Uint8Array(units.length);
  const OPEN = 1;
  const DONE = 2;
  for (let first = 0; first < units.length; first += 1) {
    if (mark[first] !== 0) continue;
    mark[first] = OPEN;
    const path: { at: number; via: Net | null; next: number }[] = [{ at: first, via: null, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      const reads = steps[top.at].reads;
      if (top.next === reads.length) {
        mark[top.at] = DONE;
        order.push(steps[top.at]);
        path.pop();
        continue;
      }
      const via = reads[top.next++];
      const at = producer[via.id];
      if (at < 0 || mark[at] === DONE) continue;
      if (mark[at] === OPEN) {
        const loop = path.slice(path.findIndex((p) => p.at === at));
        return { units: loop.map((p) => units[p.at]), nets: [...loop.slice(1).map((p) => p.via!), via] };
      }
      mark[at] = OPEN;
      path.push({ at, via, next: 0 });
    }
  }
  return order;
}

/**
 * The units of a design in an order in which each comes after what it reads.
 * A process that assigns several nets is one unit, unless that alone makes a loop.
 * @throws SimulationError for a combinational loop, with the path of names
 */
export function schedule(design: FlatDesign): Step[] {
  let units = design.units;
  for (;;) {
    const sorted = sort(units, design.nets.length);
    if (Array.isArray(sorted)) return sorted;
    const { units: looping, nets } = sorted as Loop;
    const splittable = new Set(
      looping.flatMap((u) => (u.kind === "process" && u.targets.length > 1 ? [u.item] : [])),
    );
    if (splittable.size === 0) {
      const names = nets.map(pathOf).reverse();
      throw new SimulationError(`combinational loop: ${[...names, names[0]].join(" -> ")}`);
    }
    // Every instance of the same process is split at once, so that the number of attempts follows the source.
    units = units.flatMap((u) =>
      u.kind === "process" && u.slice === null && splittable.has(u.item) ? split(u) : [u],
    );
  }
}
