// What one part of a network's hardware costs, and what parts cost together.
import { bitsMoved, type Hardware, type HardwarePart, type MemoryAccess } from "../core/index.ts";
import type { Device, Resources } from "../flow/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import type { Recorded } from "./activity.ts";
import { type AreaModel, areaOfPart, type Cells } from "./area.ts";
import { ramCells } from "./block-ram.ts";
import type { CyclesPerStep } from "./cycles.ts";
import { energyOf } from "./energy.ts";
import type { EnergyTable } from "./energy-table.ts";
import { placedMemory } from "./memories.ts";
import { modelledFamily } from "./modelled.ts";
import { dspsOf } from "./multipliers.ts";
import { type CountedPart, countedPart } from "./parts.ts";

/** Energy by one table: pJ a step, leakage in mW. */
export interface TableEnergy {
  readonly table: string;
  readonly memories: number;
  readonly arithmetic: number;
  /** Of all registers, none of them gated, in the mean step. */
  readonly clock: number;
  readonly leakage: number;
}

export interface PointCosts {
  /** Exact. */
  readonly cyclesPerStep: CyclesPerStep;
  /** Exact, mean over the steps of the recordings. */
  readonly bitsPerStep: number;
  readonly operationsPerStep: Readonly<Record<"add" | "multiply" | "compare", number>>;
  readonly memoryBits: number;
  /** `blockRam`, `spram` and `dsp` exact; `logic` and `ff` modelled. */
  readonly area: Resources;
  /** Modelled. */
  readonly energy: readonly TableEnergy[];
}

/** What one part costs: all but its cycles, which no part has on its own. */
export interface PartCosts {
  readonly bits: number;
  readonly operations: PointCosts["operationsPerStep"];
  readonly memoryBits: number;
  readonly area: Resources;
  readonly energy: readonly Omit<TableEnergy, "clock">[];
}

export interface Setting {
  readonly network: IntegerNetwork;
  readonly recorded: Recorded;
  readonly device: Device;
  readonly area: AreaModel;
  readonly tables: readonly EnergyTable[];
}

/** A part of the hardware, and what is counted of it. */
export interface KnownCount {
  readonly part: HardwarePart;
  readonly counted: CountedPart;
  readonly counts: Omit<PartCosts, "area" | "energy">;
}

export function countOf(part: HardwarePart, recorded: Recorded): KnownCount {
  const counted = countedPart(part, recorded);
  const { memories, operations } = counted;
  const done = (kind: "add" | "multiply" | "compare") =>
    operations.reduce((total, o) => total + (o.kind === kind ? o.count : 0), 0);
  const copies = (m: MemoryAccess) => placedMemory(part, m).copies;
  return {
    part,
    counted,
    counts: {
      bits: memories.reduce((sum, m) => sum + bitsMoved(m), 0),
      operations: { add: done("add"), multiply: done("multiply"), compare: done("compare") },
      memoryBits: memories.reduce((sum, m) => sum + copies(m) * m.words * m.bits, 0),
    },
  };
}

/** The costs of a part that is counted, with its memories where `hardware` has them. */
export function partCosts(
  { device, tables, area }: Setting,
  { part, counted: { memories, operations, products }, counts }: KnownCount,
  hardware: Hardware,
): PartCosts {
  const placed = { ...part, hardware };
  const own = memories.map((m) => ({ ...m, ...placedMemory(placed, m) }));
  const { logic, ff } = areaOfPart(area, placed, device, { memories: own, products });
  let [blockRam, spram] = [0, 0];
  for (const m of own) {
    const cells = ramCells(modelledFamily(device), m);
    blockRam += m.copies * cells.blockRam;
    spram += m.copies * cells.spram;
  }
  return {
    ...counts,
    area: { logic, ff, blockRam, spram, dsp: dspsOf(device, products) },
    energy: tables.map((table) => ({ table: table.name, ...energyOf(table, own, operations) })),
  };
}

/** What stands around the parts: cells only. */
export const around = (cells: Cells): PartCosts => ({
  bits: 0,
  operations: { add: 0, multiply: 0, compare: 0 },
  memoryBits: 0,
  area: { ...cells, blockRam: 0, spram: 0, dsp: 0 },
  energy: [],
});

/** Cells that parts take together, in whole ones. */
export function areaOf(parts: readonly PartCosts[]): Resources {
  let [logic, ff, blockRam, spram, dsp] = [0, 0, 0, 0, 0];
  for (const { area } of parts) {
    logic += area.logic;
    ff += area.ff;
    blockRam += area.blockRam;
    spram += area.spram;
    dsp += area.dsp;
  }
  return { logic: Math.round(logic), ff: Math.round(ff), blockRam, spram, dsp };
}

function energiesOf(
  parts: readonly PartCosts[],
  ff: number,
  cycles: number,
  tables: readonly EnergyTable[],
): TableEnergy[] {
  return tables.map(({ name, register }, i) => {
    let [memories, arithmetic, leakage] = [0, 0, ff * register.leakagePerBit * 1e-6];
    for (const { energy } of parts) {
      const own = energy[i];
      if (own === undefined) continue;
      memories += own.memories;
      arithmetic += own.arithmetic;
      leakage += own.leakage;
    }
    return { table: name, memories, arithmetic, clock: ff * cycles * register.clockPerBit, leakage };
  });
}

/** Adds costs of parts up. */
export function sumOf(
  parts: readonly PartCosts[],
  cycles: CyclesPerStep,
  tables: readonly EnergyTable[],
): PointCosts {
  const area = areaOf(parts);
  let [bits, add, multiply, compare, memoryBits] = [0, 0, 0, 0, 0];
  for (const part of parts) {
    bits += part.bits;
    add += part.operations.add;
    multiply += part.operations.multiply;
    compare += part.operations.compare;
    memoryBits += part.memoryBits;
  }
  return {
    cyclesPerStep: cycles,
    bitsPerStep: bits,
    operationsPerStep: { add, multiply, compare },
    memoryBits,
    area,
    energy: energiesOf(parts, area.ff, cycles.mean, tables),
  };
}
