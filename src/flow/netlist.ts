// A synthesized netlist as Yosys writes it in JSON: its cells, counted by resource, by circuit and by memory.
import { clockGate } from "../hdl/gated-part.ts";
import type { CircuitIR, Design } from "../hdl/index.ts";
import { type Family, type Resource, type Resources, resources } from "./devices.ts";
import { FlowRunError } from "./error.ts";

/** A cell of the flat netlist. */
export interface Cell {
  /** Instance names from the top down, then what the tool made of a name of the source; separated by dots. */
  readonly name: string;
  readonly type: string;
  /** Parameters; numbers are strings of binary digits, the most significant first. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface JsonNetlist {
  readonly modules: Readonly<
    Record<
      string,
      {
        readonly attributes?: Readonly<Record<string, string>>;
        readonly cells: Readonly<
          Record<string, { readonly type: string; readonly parameters?: Readonly<Record<string, string>> }>
        >;
      }
    >
  >;
}

/** The cells of the top module. @throws FlowRunError where the text is not such a netlist */
export function cellsOf(json: string, top: string): Cell[] {
  const module = (JSON.parse(json) as JsonNetlist).modules[top];
  if (module === undefined) throw new FlowRunError(`the netlist has no module ${top}`);
  return Object.entries(module.cells).map(([name, { type, parameters = {} }]) => ({
    name,
    type,
    parameters,
  }));
}

/** What cells of this type take; null: nothing that is counted. */
export const resourceOf = (family: Family, type: string): { resource: Resource; count: number } | null =>
  family.classes.find((c) => c.type.test(type)) ?? null;

/** Sums up what cells take. */
export function countCells(family: Family, cells: readonly Cell[]): Resources {
  const total: Record<Resource, number> = { logic: 0, ff: 0, blockRam: 0, spram: 0, dsp: 0 };
  for (const { type } of cells) {
    const taken = resourceOf(family, type);
    if (taken !== null) total[taken.resource] += taken.count;
  }
  return total;
}

/** One instance of a circuit, and what it takes without the instances inside it. */
export interface CircuitUse extends Resources {
  /** Instance names from the top down, with dots; "" is the top. */
  readonly path: string;
  /** Name of the circuit. */
  readonly circuit: string;
}

/** Every instance of the design with its path, parents before children. */
export function instancesOf(design: Design): { path: string; circuit: CircuitIR }[] {
  const byName = new Map(design.circuits.map((c) => [c.name, c]));
  const below = (circuit: CircuitIR, path: string): { path: string; circuit: CircuitIR }[] => [
    { path, circuit },
    ...circuit.items.flatMap((item) =>
      item.kind === "instance"
        ? below(byName.get(item.circuit)!, path === "" ? item.name : `${path}.${item.name}`)
        : [],
    ),
  ];
  return below(byName.get(design.top)!, "");
}

/** Whether a design has clock gates, which only a cell library has. */
export const usesClockGate = (design: Design): boolean =>
  instancesOf(design).some(({ circuit }) => circuit.external?.module === clockGate.name);

/** Where the cells of a design went. */
export interface Breakdown {
  /** One entry an instance. */
  readonly circuits: readonly CircuitUse[];
  /** What stands around the design in the netlist. */
  readonly outside: Resources;
}

/** An instance of a circuit, and the cells that are its own. */
export interface CellsOfInstance<C> {
  readonly path: string;
  readonly circuit: string;
  readonly cells: readonly C[];
}

/**
 * The cells by instance; the design's own begin with `prefix` ("" or a name with a dot). A cell belongs to the instance
 * whose signal it was named after: optimization across instances makes the border of neighbours blurred by some cells,
 * the sum stays exact.
 */
export function cellsByInstance<C extends { readonly name: string }>(
  design: Design,
  cells: readonly C[],
  prefix = "",
): CellsOfInstance<C>[] {
  const instances = instancesOf(design);
  const own = new Map<string, C[]>(instances.map(({ path }) => [path, []]));
  for (const cell of cells) {
    let path = cell.name.startsWith(prefix) ? cell.name.slice(prefix.length) : "";
    while (!own.has(path)) path = path.slice(0, Math.max(0, path.lastIndexOf(".")));
    own.get(path)!.push(cell);
  }
  return instances.map(({ path, circuit }) => ({ path, circuit: circuit.name, cells: own.get(path)! }));
}

/** What the cells of every instance take; `isOutside` knows the cells around the design. */
export function countByCircuit(
  family: Family,
  design: Design,
  cells: readonly Cell[],
  prefix: string,
  isOutside: (name: string) => boolean,
): Breakdown {
  const inside = cells.filter(({ name }) => !isOutside(name));
  return {
    circuits: cellsByInstance(design, inside, prefix).map(({ path, circuit, cells: own }) => ({
      path,
      circuit,
      ...countCells(family, own),
    })),
    outside: countCells(
      family,
      cells.filter(({ name }) => isOutside(name)),
    ),
  };
}

/** The sum, resource by resource. */
export const sumResources = (all: readonly Resources[]): Resources =>
  Object.fromEntries(
    resources.map((r) => [r, all.reduce((total, one) => total + one[r], 0)]),
  ) as unknown as Resources;
