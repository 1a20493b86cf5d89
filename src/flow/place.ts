// Place and route with nextpnr: one run a seed, and what its report says.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { timingProblems } from "./checks.ts";
import { delayProblems } from "./delays.ts";
import type { Device, Family } from "./devices.ts";
import { type Cell, cellsOf } from "./netlist.ts";
import { sourceName } from "./source-names.ts";
import type { FlowTool } from "./tools.ts";

/** Pins of a board. */
export interface Constraints {
  readonly name: string;
  readonly text: string;
}

/** A stop on the critical path: a name of the source, and the time at which the signal has left it. */
export interface PathStop {
  readonly name: string;
  readonly ns: number;
}

/** One run of place and route. */
export interface Placement {
  readonly seed: number;
  /** Null: the report leaves out too much, `problems` say what. */
  readonly fmaxMHz: number | null;
  readonly criticalPath: readonly PathStop[];
  /** Why the report cannot be true; empty where it can. */
  readonly problems: readonly string[];
  /** File of the placed design for the packer, within the folder. */
  readonly file: string;
  /** The cells after packing. */
  readonly cells: readonly Cell[];
}

interface Report {
  readonly fmax: Readonly<Record<string, { readonly achieved: number }>>;
  readonly critical_paths: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: readonly { readonly delay: number; readonly to: { readonly cell: string } }[];
  }[];
}

/** The clocks at which paths begin or end: some have no path of their own, and then no entry in `fmax`. */
const endsOf = ({ critical_paths }: Report): string[] =>
  critical_paths
    .flatMap(({ from, to }) => [from, to])
    .filter((end) => end.startsWith("posedge "))
    .map((end) => end.slice("posedge ".length));

/** The stops of the slowest path between two edges of the clock, one for each name of the source on the way. */
function criticalPath({ critical_paths }: Report, clock: string, prefix: string): PathStop[] {
  const found = critical_paths.find((p) => p.from === `posedge ${clock}` && p.to === `posedge ${clock}`);
  const stops: PathStop[] = [];
  let ns = 0;
  for (const { delay, to } of found?.path ?? []) {
    ns += delay;
    // What the router adds (feeds of carry chains) has no name in the source.
    const name = to.cell.startsWith("$") ? stops.at(-1)?.name : sourceName(to.cell.slice(prefix.length));
    if (name === undefined) continue;
    if (stops.at(-1)?.name === name) stops.pop();
    stops.push({ name, ns: Number(ns.toFixed(2)) });
  }
  return stops;
}

/** How the programs of a family are told where to write what is packed, and which pins there are. */
interface Dialect {
  /** How the file that is packed ends. */
  readonly packed: string;
  readonly output: (file: string) => readonly string[];
  readonly pins: (file: string) => readonly string[];
  /** Where there are no pins. */
  readonly without: readonly string[];
}

const dialects: Readonly<Record<Exclude<Family["name"], "xc7">, Dialect>> = {
  ice40: {
    packed: "asc",
    output: (file) => ["--asc", file],
    pins: (file) => ["--pcf", file],
    without: [],
  },
  ecp5: {
    packed: "config",
    output: (file) => ["--textcfg", file],
    pins: (file) => ["--lpf", file],
    without: ["--lpf-allow-unconstrained"],
  },
  // What is packed is the placed design itself.
  gowin: { packed: "placed.json", output: () => [], pins: (file) => ["--vopt", `cst=${file}`], without: [] },
};

export interface PlaceOptions {
  readonly seed: number;
  readonly clockMHz: number;
  /** What names of the design begin with in the netlist. */
  readonly prefix: string;
  readonly constraints?: Constraints;
}

/** Places and routes once. The figures are those after routing, from the JSON report. @throws FlowRunError */
export async function placeAndRoute(
  netlist: { readonly file: string },
  device: Device,
  tool: FlowTool,
  folder: string,
  { seed, clockMHz, prefix, constraints }: PlaceOptions,
): Promise<Placement> {
  const name = (what: string) => `seed${seed}.${what}`;
  const { timed } = device.family;
  const dialect = dialects[device.family.name as keyof typeof dialects];
  if (constraints !== undefined) await writeFile(join(folder, constraints.name), constraints.text);
  const pins = constraints === undefined ? dialect.without : dialect.pins(constraints.name);
  await tool.run(
    [
      ...device.place!.args,
      ...["--json", netlist.file, "--seed", `${seed}`, "--freq", `${clockMHz}`, "--timing-allow-fail"],
      ...["--report", name("report.json"), "--write", name("placed.json"), "--quiet"],
      ...(timed === undefined ? [] : ["--sdf", name("sdf")]),
      ...dialect.output(name(dialect.packed)),
      ...pins,
    ],
    folder,
  );
  const read = (what: string) => readFile(join(folder, name(what)), "utf8");
  const report = JSON.parse(await read("report.json")) as Report;
  const placed = await read("placed.json");
  const clocks = Object.keys(report.fmax);
  const slowest = clocks.reduce(
    (a, b) => (report.fmax[a]!.achieved <= report.fmax[b]!.achieved ? a : b),
    clocks[0]!,
  );
  const untimed = timed === undefined ? [] : delayProblems(placed, await read("sdf"), timed);
  const used = slowest !== undefined && untimed.length === 0;
  return {
    seed,
    fmaxMHz: untimed.length > 0 ? null : Number((report.fmax[slowest]?.achieved ?? 0).toFixed(2)),
    criticalPath: used ? criticalPath(report, slowest, prefix) : [],
    problems: [...timingProblems([...new Set([...clocks, ...endsOf(report)])], 1), ...untimed],
    file: name(dialect.packed),
    cells: cellsOf(placed, "top"),
  };
}
