// What a design takes of a cell library, circuit by circuit, and what a step costs.
import type { Design } from "../../hdl/index.ts";
import { type MacroShape, macroOf, macrosOf } from "../../hdl/verilog/macro.ts";
import { cellsByInstance } from "../netlist.ts";
import type { NetlistActivity } from "./activity.ts";
import { memoriesByPath } from "./checks.ts";
import { type Energy, energyOf, type GateEnergy, totalOf } from "./energy.ts";
import type { Gate, GateNetlist } from "./gates.ts";
import type { Library } from "./library.ts";

/** Cells of one kind: their count and their area in square micrometres, before placement. */
export interface GateUse {
  readonly cells: number;
  readonly area: number;
}

/** An instance of a circuit, without what is inside it. */
export interface GatesOfCircuit extends GateUse {
  /** Instance names from the top down, with dots; "" is the top. */
  readonly path: string;
  readonly circuit: string;
  readonly registers: number;
  /** Picojoule a step; null: not measured. */
  readonly picojoulePerStep: number | null;
}

/** RAM macros of one shape. */
export interface MacroUse extends MacroShape {
  /** The memories that are such a macro. */
  readonly memories: readonly string[];
}

/** What was counted in a simulation of the netlist. */
export interface EnergyReport {
  readonly steps: number;
  readonly cycles: number;
  /** Picojoule a step. */
  readonly perStep: Energy & { readonly total: number };
  /** Picojoule a cycle. */
  readonly perCycle: number;
  /** Volt, and seconds that an input takes to change. */
  readonly voltage: number;
  readonly transition: number;
}

export interface GatesReport {
  readonly library: string;
  readonly tool: string;
  /** All cells; RAM macros are not among them. */
  readonly total: GateUse;
  readonly registers: GateUse;
  readonly clockGates: GateUse;
  /** Watt, of the cells. */
  readonly leakage: number;
  readonly circuits: readonly GatesOfCircuit[];
  /** By cell of the library, the largest area first. */
  readonly cells: readonly (GateUse & { readonly cell: string })[];
  readonly macros: readonly MacroUse[];
  /** Bits in RAM macros. */
  readonly macroBits: number;
  readonly energy: EnergyReport | null;
  /** What Yosys warned of. */
  readonly warnings: readonly string[];
}

const picojoules = (joules: number) => joules * 1e12;

const sumOf = (parts: readonly Energy[]): Energy => ({
  loads: parts.reduce((sum, e) => sum + e.loads, 0),
  cells: parts.reduce((sum, e) => sum + e.cells, 0),
  clocks: parts.reduce((sum, e) => sum + e.clocks, 0),
});

/** Registers behind a clock gate are a part of their own in the netlist, and belong to the circuit that they were taken from. */
const isGatedPart = (path: string) => /(^|\.)gated_\w+$/.test(path);
const circuitOf = (path: string): string =>
  isGatedPart(path) ? path.slice(0, Math.max(0, path.lastIndexOf("."))) : path;

/** The report of a netlist, with energy where it was at work. @throws FlowRunError where a net was not counted */
export function gatesReport(
  design: Design,
  library: Library,
  netlist: GateNetlist,
  activity: NetlistActivity | null,
): GatesReport {
  const cells = netlist.gates.filter(({ type }) => library.cells.has(type));
  const cellOf = ({ type }: Gate) => library.cells.get(type)!;
  const use = (gates: readonly Gate[]): GateUse => ({
    cells: gates.length,
    area: gates.reduce((sum, gate) => sum + cellOf(gate).area, 0),
  });
  const isRegister = (gate: Gate) => cellOf(gate).register !== null;
  const energies = activity === null ? null : energyOf(netlist, library, activity.toggles);
  const byGate = new Map(energies?.map((e) => [e.gate, e]));
  const types = [...new Set(cells.map(({ type }) => type))];
  const parts = cellsByInstance(design, cells);
  const memories = memoriesByPath(design);
  const macros = macrosOf(design).map((shape) => ({
    ...shape,
    memories: memories
      .filter(({ item }) => macroOf(design.top, item)?.module === shape.module)
      .map(({ name }) => name),
  }));
  return {
    library: library.name,
    tool: netlist.tool,
    total: use(cells),
    registers: use(cells.filter(isRegister)),
    clockGates: use(cells.filter((gate) => cellOf(gate).clockGate !== null)),
    leakage: cells.reduce((sum, gate) => sum + cellOf(gate).leakage, 0),
    circuits: parts
      .filter(({ path }) => !isGatedPart(path))
      .map(({ path, circuit }) => {
        const own = parts.filter((part) => circuitOf(part.path) === path).flatMap((part) => part.cells);
        const energy = sumOf(own.flatMap(({ name }) => byGate.get(name) ?? []));
        return {
          ...{ path, circuit, ...use(own) },
          registers: own.filter(isRegister).length,
          picojoulePerStep: activity === null ? null : picojoules(totalOf(energy)) / activity.steps,
        };
      }),
    cells: types
      .map((cell) => ({ cell, ...use(cells.filter(({ type }) => type === cell)) }))
      .sort((a, b) => b.area - a.area || (a.cell < b.cell ? -1 : 1)),
    macros,
    macroBits: macros.reduce((sum, m) => sum + m.words * m.bits * m.memories.length, 0),
    energy: activity === null ? null : energyReport(library, activity, energies!),
    warnings: netlist.warnings,
  };
}

function energyReport(
  library: Library,
  { steps, cycles }: NetlistActivity,
  energies: readonly GateEnergy[],
): EnergyReport {
  const all = sumOf(energies);
  const perStep = (joules: number) => picojoules(joules) / steps;
  return {
    ...{ steps, cycles },
    perStep: {
      loads: perStep(all.loads),
      cells: perStep(all.cells),
      clocks: perStep(all.clocks),
      total: perStep(totalOf(all)),
    },
    perCycle: picojoules(totalOf(all)) / cycles,
    voltage: library.voltage,
    transition: library.transition * library.timeUnit,
  };
}
