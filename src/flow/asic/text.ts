// The report of gates as text.
import { grouped } from "../../base/counted.ts";
import { table } from "../text.ts";
import type { EnergyReport, GatesReport } from "./report.ts";

/** Kinds of cells that are named, the largest first. */
const NAMED = 12;

const area = (value: number) => grouped(Math.round(value));
const share = (part: number, whole: number) => (whole === 0 ? "" : `${((100 * part) / whole).toFixed(1)} %`);

function energyText(energy: EnergyReport | null): string {
  if (energy === null) return "Energy: not measured.\n";
  const { steps, cycles, perStep, perCycle, voltage, transition } = energy;
  const part = (name: string, value: number) => [name, value.toFixed(1), share(value, perStep.total)];
  return `Energy of the cells over ${grouped(steps)} time steps of ${(cycles / steps).toFixed(1)} cycles, at ${voltage} V:

${table([
  ["", "pJ a step", "share"],
  part("within cells", perStep.cells),
  part("loads of pins", perStep.loads),
  part("clock pins", perStep.clocks),
  part("all", perStep.total),
])}
${perCycle.toFixed(2)} pJ a cycle. Every net's changes were counted in simulation without delays; inputs change in ${(transition * 1e12).toFixed(0)} ps
(an inverter with a fan-out of four). Wires, the tree of the clock, glitches and RAM are not in it.
`;
}

/** For people: area by kind and circuit, RAM macros, energy. */
export function gatesText(report: GatesReport): string {
  const { library, tool, total, registers, clockGates, leakage, circuits, cells, macros, energy } = report;
  const logic = {
    cells: total.cells - registers.cells - clockGates.cells,
    area: total.area - registers.area - clockGates.area,
  };
  const kind = (name: string, use: { cells: number; area: number }) => [
    name,
    use.cells,
    area(use.area),
    share(use.area, total.area),
  ];
  const measured = energy !== null;
  return `Gates of ${library} (${tool})

${table([
  ["", "cells", "um2", "share"],
  kind("logic", logic),
  kind("registers", registers),
  ...(clockGates.cells === 0 ? [] : [kind("clock gates", clockGates)]),
  kind("all", total),
])}
Leakage of the cells: ${(leakage * 1e6).toPrecision(3)} uW. RAM macros are not in these figures.

${table([
  ["circuit", "cells", "registers", "um2", ...(measured ? ["pJ a step"] : [])],
  ...circuits.map((c) => [
    c.path === "" ? c.circuit : `  ${c.path}`,
    c.cells,
    c.registers,
    area(c.area),
    ...(c.picojoulePerStep === null ? [] : [c.picojoulePerStep.toFixed(1)]),
  ]),
])}
${macros.length === 0 ? "No RAM macros." : `RAM macros, ${grouped(report.macroBits)} bits:`}
${table(
  macros.length === 0
    ? [[""]]
    : [
        ["module", "words", "bits", "ports", "memories"],
        ...macros.map((m) => [
          m.module,
          m.words,
          m.bits,
          m.onePort ? "one, reads or writes" : "one reads, one writes",
          m.memories.join(", "),
        ]),
      ],
)}
${table([
  ["cell", "number", "um2"],
  ...cells.slice(0, NAMED).map((c) => [c.cell, c.cells, area(c.area)]),
  ...(cells.length > NAMED
    ? [
        [
          `${cells.length - NAMED} more`,
          cells.slice(NAMED).reduce((n, c) => n + c.cells, 0),
          area(cells.slice(NAMED).reduce((n, c) => n + c.area, 0)),
        ],
      ]
    : []),
])}
${energyText(energy)}`;
}
