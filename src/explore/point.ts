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
import { placedMemory } from "./memories.ts";
import { dspsOf } from "./multipliers.ts";
import { type CountedPart, countedOf, countedParts, keysOf } from "./parts.ts";

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

/** A part as it is counted, in a plan that has it. */
interface KnownCount {
  readonly plan: NetworkPlan;
  readonly part: CountedPart;
  readonly counts: Omit<PartCosts, "area" | "energy">;
}

function countOf(plan: NetworkPlan, part: CountedPart): KnownCount {
  const done = (kind: "add" | "multiply" | "compare") =>
    part.operations.reduce((total, o) => total + (o.kind === kind ? o.count : 0), 0);
  const copies = (m: CountedPart["memories"][number]) => placedMemory(plan, m).copies;
  return {
    plan,
    part,
    counts: {
      bits: part.memories.reduce((sum, m) => sum + m.bits * (m.reads + m.writes), 0),
      operations: { add: done("add"), multiply: done("multiply"), compare: done("compare") },
      memoryBits: part.memories.reduce((sum, m) => sum + copies(m) * m.words * m.bits, 0),
    },
  };
}

/** The costs of a part that is counted, with its memories where `hardware` has them. */
function partCosts(setting: Setting, { plan, part, counts }: KnownCount, hardware: Hardware): PartCosts {
  const { device, tables, area } = setting;
  const placed = { ...plan, hardware };
  const memories = part.memories.map((m) => ({ ...m, ...placedMemory(placed, m) }));
  const cells = memories.map((m) => ({ m, cells: ramCells(device.family.name, m) }));
  const { logic, ff } = areaOfPart(area, placed, device, { ...part, memories });
  return {
    ...counts,
    area: {
      logic,
      ff,
      blockRam: cells.reduce((sum, { m, cells: c }) => sum + m.copies * c.blockRam, 0),
      spram: cells.reduce((sum, { m, cells: c }) => sum + m.copies * c.spram, 0),
      dsp: dspsOf(device, part.products),
    },
    energy: tables.map((table) => ({ table: table.name, ...energyOf(table, memories, part.operations) })),
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
  const { network, recorded, tables, area } = setting;
  const ranges = new Map<Hardware["parameters"], ReturnType<typeof rangesOf>>();
  const counts = new Map<string, KnownCount>();
  const parts = new Map<string, KnownPart>();
  const cycles = new Map<string, CyclesPerStep>();

  const planOf = (hardware: Hardware): NetworkPlan => {
    const known = ranges.get(hardware.parameters) ?? rangesOf(network, hardware.parameters);
    ranges.set(hardware.parameters, known);
    return plan(network, hardware, known);
  };
  const count = (hardware: Hardware): readonly KnownCount[] => {
    const reduced = countedOf(hardware);
    const keys = keysOf(reduced, network.layers.length).slice(0, -1);
    const known = keys.map((key) => counts.get(key));
    if (known.every((c) => c !== undefined)) return known;
    const planned = planOf(reduced);
    const made = countedParts(planned, recorded).map((part) => countOf(planned, part));
    for (const [i, c] of made.entries()) counts.set(keys[i]!, c);
    return made;
  };
  const learn = (hardware: Hardware, keys: readonly string[]): KnownPart[] => {
    const counted = count(hardware);
    return keys.map((key, i) => {
      const known = parts.get(key);
      if (known !== undefined) return known;
      const own = counted[i];
      const made =
        own === undefined
          ? { costs: around(areaAround(area, { ...counted[0]!.plan, hardware })), timing: "" }
          : { costs: partCosts(setting, own, hardware), timing: timingOfPart(own.plan, i) };
      parts.set(key, made);
      return made;
    });
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
