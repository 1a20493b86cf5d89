// What place and route knows of the delays: a cell without any cuts every path through it out of the timing.
import { FlowRunError } from "./error.ts";

interface PlacedCell {
  readonly type: string;
  readonly port_directions: Readonly<Record<string, string>>;
  readonly connections: Readonly<Record<string, readonly (number | string)[]>>;
}

const key = (instance: string, port: string) => `${instance}\n${port}`;

/** The outputs, by instance and port, to which an SDF file has a delay. */
function delayedOutputs(sdf: string): Set<string> {
  const found = new Set<string>();
  let instance = "";
  for (const line of sdf.split("\n")) {
    const named = /^\s*\(INSTANCE (.*)\)\s*$/.exec(line);
    if (named !== null) instance = named[1]!.replaceAll("\\", "");
    const path = /^\s*\(IOPATH (?:\((?:pos|neg)edge )?[^\s)]+\)? (\S+) /.exec(line);
    if (path !== null) found.add(key(instance, path[1]!.replaceAll("\\", "")));
  }
  return found;
}

/**
 * Cells of the types that `timed` names, with an output that something reads and of whose delay nothing is known: as one
 * reason why the timing cannot be used, or none. `placed`, `sdf`: what nextpnr wrote of one design.
 * @throws FlowRunError where the placed design has no module `top`
 */
export function delayProblems(placed: string, sdf: string, timed: RegExp): string[] {
  const { modules } = JSON.parse(placed) as {
    modules: Readonly<Record<string, { readonly cells: Readonly<Record<string, PlacedCell>> }>>;
  };
  if (modules.top === undefined) throw new FlowRunError("the placed design has no module top");
  const cells = Object.entries(modules.top.cells);
  const portsOf = ({ port_directions, connections }: PlacedCell, direction: string) =>
    Object.entries(connections).filter(([port]) => port_directions[port] === direction);
  const read = new Set(cells.flatMap(([, cell]) => portsOf(cell, "input").flatMap(([, bits]) => bits)));
  const known = delayedOutputs(sdf);
  const counts = new Map<string, { all: number; unknown: number }>();
  for (const [name, cell] of cells) {
    if (!timed.test(cell.type)) continue;
    const count = counts.get(cell.type) ?? { all: 0, unknown: 0 };
    counts.set(cell.type, count);
    count.all += 1;
    const isUnknown = portsOf(cell, "output").some(
      ([port, bits]) => bits.some((bit) => read.has(bit)) && !known.has(key(name, port)),
    );
    if (isUnknown) count.unknown += 1;
  }
  const unknown = [...counts].filter(([, count]) => count.unknown > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (unknown.length === 0) return [];
  const list = unknown.map(([type, { all, unknown: some }]) => `${some} of ${all} ${type}`).join(", ");
  return [`place and route knows no delay of ${list}: every path through them is left out of the timing`];
}
