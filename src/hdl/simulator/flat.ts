// A design without hierarchy, as plain data: nets, and the units that compute them.
import type { Place } from "../errors.ts";
import type { Expr, MemoryItem, ProcessItem } from "../ir.ts";
import { SimulationError } from "./errors.ts";
import type { Representation } from "./representation.ts";

/** A named value, or a hidden one (no name): a register's next value, an operand of a memory port. */
export interface Net {
  /** Position among the nets of the design. */
  readonly id: number;
  readonly name: string;
  readonly scope: Scope | null;
  readonly representation: Representation;
  /** Names of the values of a state register. */
  readonly states: readonly string[] | null;
  role: "input" | "state" | "computed";
  /** Whether it is a clock: as an input it runs from the start. */
  readonly isClock: boolean;
  /** Another net that always has the same value; its storage is used. */
  alias: Net | null;
  /** Numbered among the nets of one kind that have storage of their own. */
  slot: number;
  /** Its local variable in generated functions. */
  variable: string;
}

/** The hierarchical name of a net. */
export const pathOf = ({ scope, name }: Net): string => below(scope?.path ?? "", name);

/** A name below a path of instances. */
export const below = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** One circuit in the hierarchy: what its expressions can refer to, and what belongs to it. */
export interface Scope {
  readonly name: string;
  readonly path: string;
  /** Everything that can be referred to, `instance.port` included. */
  readonly names: Map<string, Net>;
  /** The circuit's own nets by name, in source order. */
  readonly own: Net[];
  readonly children: Map<string, Scope>;
  /** Clock edges pass in the cycles in which it is 1; null: in all. */
  readonly clock: Net | null;
}

/** A net that a process drives. */
export interface Target {
  readonly name: string;
  readonly net: Net;
  /** Its value on paths that do not assign: a register's present value, a wire's default. */
  readonly otherwise: Net | Expr | null;
}

/** Something to compute from nets, in an order to be found. */
export type Unit =
  | { readonly kind: "value"; readonly scope: Scope; readonly net: Net; readonly value: Expr }
  | {
      readonly kind: "process";
      readonly scope: Scope;
      readonly item: ProcessItem;
      readonly targets: readonly Target[];
      /** The names among the assigned ones that this unit drives; null: all. */
      readonly slice: ReadonlySet<string> | null;
    }
  | { readonly kind: "assert"; readonly scope: Scope; readonly condition: Expr; readonly index: number };

export interface FlatRegister {
  readonly net: Net;
  readonly next: Net;
  /** Its value after a clock edge at which `rst` is 1. */
  readonly reset: { readonly rst: Net; readonly value: bigint } | null;
  /** Its value at power-up, where that is known. */
  readonly initial: bigint | null;
  readonly clock: Net | null;
}

interface FlatRead {
  readonly address: Net;
  readonly enable: Net | null;
  readonly lanes: readonly Net[];
}

interface FlatWrite {
  readonly address: Net;
  readonly enable: Net;
  readonly laneEnables: readonly Net[] | null;
  readonly data: readonly Net[];
}

export interface FlatMemory {
  readonly path: string;
  readonly item: MemoryItem;
  readonly representation: Representation;
  readonly clock: Net | null;
  readonly reads: readonly FlatRead[];
  readonly writes: readonly FlatWrite[];
}

export interface FlatAssertion {
  readonly path: string;
  readonly message: string;
  /** What a failure shows; null: nothing. */
  readonly value: Net | null;
  /** Where it was written, if known. */
  readonly place: Place | undefined;
}

export interface FlatDesign {
  readonly root: Scope;
  /** Every net, the hidden ones included. */
  readonly nets: readonly Net[];
  /** The input `rst`. */
  readonly reset: Net | null;
  readonly units: readonly Unit[];
  readonly registers: readonly FlatRegister[];
  readonly memories: readonly FlatMemory[];
  readonly assertions: readonly FlatAssertion[];
}

/** The net whose storage holds the value of `net`. */
export function storage(net: Net): Net {
  let found = net;
  while (found.alias !== null) found = found.alias;
  if (net !== found) net.alias = found;
  return found;
}

export function resolve(scope: Scope, name: string): Net {
  const net = scope.names.get(name);
  if (net === undefined) throw new SimulationError(`${scope.path || scope.name}: nothing is named ${name}`);
  return net;
}
