// The costs of a point: a network with its recordings, and a hardware choice for a device.
import { checkLanes, type Hardware, type NetworkPlan, plan, rangesOf } from "../core/index.ts";
import type { Device, Resources } from "../flow/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import type { Recorded } from "./activity.ts";
import { type AreaModel, areaAround, areaOfPart, type Cells } from "./area.ts";
import { ramCells } from "./block-ram.ts";
import { type CyclesPerStep, countCycles, timingKey, timingOfPart } from "./cycles.ts";
import { energyOf } from "./energy.ts";
import type { EnergyTable } from "./energy-table.ts";
import { dspsOf } from "./multipliers.ts";
import { type CountedPart, countedParts, keysOf } from "./parts.ts";

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
interface PartCosts {
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

function partCosts(
  { device, tables }: Setting,
  part: CountedPart,
  cells: { logic: number; ff: number },
): PartCosts {
  const sum = (of: (m: CountedPart["memories"][number]) => number) =>
    part.memories.reduce((total, m) => total + of(m), 0);
  const done = (kind: "add" | "multiply" | "compare") =>
    part.operations.reduce((total, o) => total + (o.kind === kind ? o.count : 0), 0);
  const { name } = device.family;
  return {
    bits: sum((m) => m.bits * (m.reads + m.writes)),
    operations: { add: done("add"), multiply: done("multiply"), compare: done("compare") },
    memoryBits: sum((m) => m.copies * m.words * m.bits),
    area: {
      ...cells,
      blockRam: sum((m) => m.copies * ramCells(name, m).blockRam),
      spram: sum((m) => m.copies * ramCells(name, m).spram),
      dsp: dspsOf(device.name, part.products),
    },
    energy: tables.map((table) => ({
      table: table.name,
      ...energyOf(table, part.memories, part.operations),
    })),
  };
}

const totalOf = (parts: readonly PartCosts[], of: (p: PartCosts) => number): number => {
  let sum = 0;
  for (const part of parts) sum += of(part);
  return sum;
};

/** Cells that parts take together, in whole ones. */
const areaOf = (parts: readonly PartCosts[]): Resources => ({
  logic: Math.round(totalOf(parts, (p) => p.area.logic)),
  ff: Math.round(totalOf(parts, (p) => p.area.ff)),
  blockRam: totalOf(parts, (p) => p.area.blockRam),
  spram: totalOf(parts, (p) => p.area.spram),
  dsp: totalOf(parts, (p) => p.area.dsp),
});

/** Adds costs of parts up. */
function sumOf(
  parts: readonly PartCosts[],
  cycles: CyclesPerStep,
  tables: readonly EnergyTable[],
): PointCosts {
  const total = (of: (p: PartCosts) => number) => totalOf(parts, of);
  const area = areaOf(parts);
  return {
    cyclesPerStep: cycles,
    bitsPerStep: total((p) => p.bits),
    operationsPerStep: {
      add: total((p) => p.operations.add),
      multiply: total((p) => p.operations.multiply),
      compare: total((p) => p.operations.compare),
    },
    memoryBits: total((p) => p.memoryBits),
    area,
    energy: tables.map((table, i) => ({
      table: table.name,
      memories: total((p) => p.energy[i]?.memories ?? 0),
      arithmetic: total((p) => p.energy[i]?.arithmetic ?? 0),
      clock: area.ff * cycles.mean * table.register.clockPerBit,
      leakage: total((p) => p.energy[i]?.leakage ?? 0) + area.ff * table.register.leakagePerBit * 1e-6,
    })),
  };
}

/** What a part costs, and what of it times depend on. */
interface KnownPart {
  readonly costs: PartCosts;
  readonly timing: string;
}

const around = (cells: Cells): PartCosts => ({
  bits: 0,
  operations: { add: 0, multiply: 0, compare: 0 },
  memoryBits: 0,
  area: { ...cells, blockRam: 0, spram: 0, dsp: 0 },
  energy: [],
});

/** Gives costs of choices; what is asked for the first time takes longest. */
export interface Evaluator {
  /** All but cycles and energy of the clock, which take a timeline. */
  area(hardware: Hardware): Resources;
  costs(hardware: Hardware): PointCosts;
}

/**
 * Makes an evaluator. Plans, counts and timelines are made once for all choices that share them. Its functions throw
 * `HardwareError` where a choice does not go with the network, `EnergyTableError` where a table lacks an entry.
 */
export function evaluator(setting: Setting): Evaluator {
  const { network, recorded, tables, device, area } = setting;
  const ranges = new Map<Hardware["parameters"], ReturnType<typeof rangesOf>>();
  const parts = new Map<string, KnownPart>();
  const cycles = new Map<string, CyclesPerStep>();

  const planOf = (hardware: Hardware): NetworkPlan => {
    const known = ranges.get(hardware.parameters) ?? rangesOf(network, hardware.parameters);
    ranges.set(hardware.parameters, known);
    return plan(network, hardware, known);
  };
  const learn = (hardware: Hardware, keys: readonly string[]): KnownPart[] => {
    const planned = planOf(hardware);
    const counted = countedParts(planned, recorded);
    const made = counted.map((part, i) => ({
      costs: partCosts(setting, part, areaOfPart(area, planned, device, part)),
      timing: timingOfPart(planned, i),
    }));
    const all = [...made, { costs: around(areaAround(area, planned)), timing: "" }];
    for (const [i, part] of all.entries()) parts.set(keys[i]!, part);
    return all;
  };
  const partsOf = (hardware: Hardware): readonly KnownPart[] => {
    checkLanes(hardware, network.layers.length);
    const keys = keysOf(hardware, network.layers.length);
    const known = keys.map((key) => parts.get(key));
    return known.every((part) => part !== undefined) ? known : learn(hardware, keys);
  };
  return {
    area: (hardware) => areaOf(partsOf(hardware).map(({ costs }) => costs)),
    costs(hardware) {
      const all = partsOf(hardware);
      const time = timingKey(hardware, all);
      const found = cycles.get(time) ?? countCycles(planOf(hardware), recorded.sequences);
      cycles.set(time, found);
      return sumOf(
        all.map(({ costs }) => costs),
        found,
        tables,
      );
    },
  };
}
