// From a design to figures that can be trusted: synthesis, place and route with several seeds, checks.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { removeAtExit } from "../simulate/processes.ts";
import { Semaphore } from "../simulate/semaphore.ts";
import { boundary, boundaryInstance, boundaryTop, isBoundary } from "./boundary.ts";
import { checkStyles, type MemoryPlacement, memoryPlacements } from "./checks.ts";
import { type Device, type Resource, type Resources, resources } from "./devices.ts";
import { type CircuitUse, countByCircuit, countCells, resourceOf, sumResources } from "./netlist.ts";
import { type Constraints, type PathStop, type Placement, placeAndRoute } from "./place.ts";
import { type Netlist, type Source, synthesize } from "./synthesize.ts";
import { type FlowTool, findTool, lackText, needTool, type ProgramName } from "./tools.ts";

/** What surrounds the design on its way to the device. */
export interface Board {
  /** Name of the top module, and of the design's instance in it. */
  readonly top: string;
  readonly instance: string;
  /** Verilog of the top. */
  readonly files: Source["files"];
  readonly constraints: Constraints;
}

export interface SynthOptions {
  readonly device: Device;
  /** Without: the design stands alone between registers, which are not counted. */
  readonly board?: Board;
  /** Seeds of place and route; none: synthesis only. Default: 1. */
  readonly seeds?: readonly number[];
  /** Without its program: an error. Default: synthesis only, and `missing` of the report says what there is not. */
  readonly needPlace?: boolean;
  /** What place and route aims at. Default: what networks reach on the device's family. */
  readonly clockMHz?: number;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

export interface SynthReport {
  readonly device: string;
  readonly part: string;
  /** Programs and their versions. */
  readonly tool: { readonly synthesis: string; readonly place: string | null };
  /** The program that place and route was asked for without, and how to get it; null: there is none missing. */
  readonly missing: string | null;
  readonly utilization: Resources;
  readonly available: Resources;
  readonly units: Readonly<Record<Resource, string>>;
  /** Every instance, without what is inside it. */
  readonly circuits: readonly CircuitUse[];
  readonly memories: readonly MemoryPlacement[];
  /** One entry a seed. */
  readonly seeds: readonly { readonly seed: number; readonly fmaxMHz: number | null }[];
  /** After routing, of the slowest seed; null: not placed, or not known, and then `problems` say why. */
  readonly fmaxMHz: number | null;
  readonly clockMHz: number;
  /** Of the slowest seed. */
  readonly criticalPath: readonly PathStop[];
  /** Why these figures cannot be true, or why there is none of them. Empty: all is well. */
  readonly problems: readonly string[];
  /** What Yosys warned of. */
  readonly warnings: readonly string[];
}

export interface Synthesized {
  readonly report: SynthReport;
  /** The netlist as Verilog of the vendor's cells. */
  readonly netlist: string;
  /** Cells of the netlist. */
  readonly cells: number;
  /** For the device's configuration; null where none was made. */
  readonly bitstream: Uint8Array | null;
}

const overfull = (used: Resources, device: Device) =>
  resources
    .filter((r) => used[r] > device.available[r])
    .map((r) => `does not fit: ${used[r]} ${device.family.units[r]} of ${device.available[r]}`);

/**
 * Synthesizes a design for a device. @throws FlowError where a tool is missing or the device lacks what the design
 * asks for, FlowRunError where a tool fails
 */
export async function synth(source: Source["design"], options: SynthOptions): Promise<Synthesized> {
  const { device, board, seeds = [1], needPlace = false, onProgress } = options;
  const { clockMHz = device.family.clockMHz } = options;
  checkStyles(source, device);
  const yosys = await needTool("yosys", device.family.oldestYosys);
  const program = seeds.length === 0 ? null : ((device.place?.program ?? null) as ProgramName | null);
  const router = program === null ? null : await (needPlace ? needTool(program) : findTool(program));
  const placed = router !== null;
  // Before the long work: what is placed is packed.
  const packer = board === undefined || !placed ? null : await packerOf(device);
  const alone = board === undefined && placed;
  const top = board?.top ?? (alone ? boundaryTop : source.top);
  const instance = board?.instance ?? (alone ? boundaryInstance : null);
  const prefix = instance === null ? "" : `${instance}.`;
  const folder = await mkdtemp(join(tmpdir(), "dmp-synth-"));
  const forget = removeAtExit(folder);
  try {
    const total = 1 + (placed ? seeds.length : 0);
    onProgress?.("synthesis", 0, total);
    const files = board?.files ?? (alone ? [boundary(source)] : []);
    const netlist = await synthesize({ design: source, top, files }, device, yosys, folder);
    const memories = memoryPlacements(source, device, netlist.cells, prefix);
    const problems = [
      ...memories.flatMap(({ name, problem }) => (problem === null ? [] : [`memory ${name} ${problem}`])),
      ...overfull(countCells(device.family, netlist.cells), device),
    ];
    let done = 1;
    const runs =
      placed && problems.length === 0
        ? await inParallel(seeds, async (seed) => {
            onProgress?.("place and route", done, total);
            const constraints = board === undefined ? {} : { constraints: board.constraints };
            const run = await placeAndRoute(netlist, device, router, folder, {
              seed,
              clockMHz,
              prefix,
              ...constraints,
            });
            done += 1;
            onProgress?.("place and route", done, total);
            return run;
          })
        : [];
    const slowest = runs.reduce<Placement | null>(
      (a, b) => (a === null || speedOf(b) < speedOf(a) ? b : a),
      null,
    );
    const fmaxMHz = slowest?.fmaxMHz ?? null;
    // What the router adds (feeds of carry chains) has a name of its own making; it is the design's.
    const isOutside = alone
      ? isBoundary
      : (name: string) => !name.startsWith(prefix) && !name.startsWith("$");
    const cells = counted(device, netlist, slowest);
    const { circuits, outside } = countByCircuit(device.family, source, cells, prefix, isOutside);
    const inside = sumResources(circuits);
    return {
      report: {
        device: device.name,
        part: device.part,
        tool: { synthesis: called(yosys), place: slowest === null ? null : called(router!) },
        missing: program !== null && router === null ? lackText(program) : null,
        utilization: alone ? inside : sumResources([inside, outside]),
        available: device.available,
        units: device.family.units,
        circuits,
        memories,
        seeds: runs.map(({ seed, fmaxMHz }) => ({ seed, fmaxMHz })),
        fmaxMHz,
        clockMHz,
        criticalPath: slowest?.criticalPath ?? [],
        problems: [
          ...problems,
          ...new Set(runs.flatMap((r) => r.problems)),
          // Alone, a design is as fast as it is; on a board it must keep up with the clock.
          ...(board !== undefined && fmaxMHz !== null && fmaxMHz < clockMHz
            ? [`too slow for the board: ${fmaxMHz} MHz with seed ${slowest!.seed}, clock ${clockMHz} MHz`]
            : []),
        ],
        warnings: netlist.warnings,
      },
      netlist: netlist.verilog,
      cells: netlist.cells.length,
      bitstream: packer === null ? null : await packer(runs, folder),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}

/** For comparisons: a speed that is not known is none. */
const speedOf = ({ fmaxMHz }: Placement): number => fmaxMHz ?? 0;

const called = ({ name, version, kind }: FlowTool) =>
  `${name} ${version}${kind === "yowasp" ? " (YoWASP)" : ""}`;

/** As many at a time as there are cores; results in the order of the items. */
function inParallel<A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<B[]> {
  const places = new Semaphore(availableParallelism());
  return Promise.all(items.map((item) => places.use(() => work(item))));
}

/** Logic as it was packed where it was placed; flip-flops and the rest as they were synthesized. */
function counted(device: Device, netlist: Netlist, placement: Placement | null) {
  // Only nextpnr-ice40 packs into cells that the family's units speak of.
  if (placement === null || device.family.name !== "ice40") return netlist.cells;
  const isLogic = ({ type }: { type: string }) => resourceOf(device.family, type)?.resource === "logic";
  return [...netlist.cells.filter((cell) => !isLogic(cell)), ...placement.cells.filter(isLogic)];
}

/** What makes a bitstream of a placed design. */
const packers = {
  ice40: { program: "icepack", args: (placed: string, to: string) => [placed, to] },
  ecp5: { program: "ecppack", args: (placed: string, to: string) => ["--compress", placed, "--bit", to] },
  gowin: {
    program: "gowin_pack",
    args: (placed: string, to: string, device: Device) => ["-d", device.packed!, "-o", to, placed],
  },
  xc7: null,
} as const;

/** Makes the bitstream of the fastest run; null where a device has none here. @throws FlowError where the program is missing */
async function packerOf(device: Device) {
  const packer = packers[device.family.name];
  if (packer === null) return null;
  const tool = await needTool(packer.program);
  return async (runs: readonly Placement[], folder: string): Promise<Uint8Array | null> => {
    const best = runs.reduce<Placement | null>(
      (a, b) => (a === null || speedOf(b) > speedOf(a) ? b : a),
      null,
    );
    if (best === null) return null;
    await tool.run(packer.args(best.file, "bitstream.bin", device), folder);
    return readFile(join(folder, "bitstream.bin"));
  };
}
