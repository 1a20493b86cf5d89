// Modelled energy: counted accesses and operations times what a table says of each.
import type { MemoryAccess, OperationCount } from "../core/index.ts";
import { axesOf, type EnergyTable } from "./energy-table.ts";

/** Values of a point of a table. */
type Sram = Pick<EnergyTable["sram"]["points"][number], "read" | "write" | "leakage">;

/** A memory that is larger than the largest of a table, and the banks that stand in for it. */
export interface Banked {
  readonly name: string;
  /** Of the memory; of a bank, as the table's largest has them. */
  readonly bytes: number;
  readonly ofBank: number;
  readonly banks: number;
}

/** Where a value lies between two of an axis: their places, and how far from the first to the second. */
function between(axis: readonly number[], value: number): { low: number; high: number; part: number } {
  const high = axis.findIndex((a) => a >= value);
  if (high <= 0) return { low: 0, high: 0, part: 0 };
  const part =
    (Math.log(value) - Math.log(axis[high - 1]!)) / (Math.log(axis[high]!) - Math.log(axis[high - 1]!));
  return { low: high - 1, high, part };
}

const least = 1e-12;
const mix = (a: number, b: number, part: number) =>
  part === 0 ? a : Math.exp(Math.log(Math.max(a, least)) * (1 - part) + Math.log(Math.max(b, least)) * part);

/**
 * A memory by size and width, between the points of the table on logarithmic scales. What is smaller or narrower than the
 * table's least counts as that; a wide word is several memories side by side. What is larger than the table's largest is as
 * many banks of that size as hold it: a word is in one of them, and all of them leak.
 */
function sramOf(
  table: EnergyTable,
  { name, words, bits }: Pick<MemoryAccess, "name" | "words" | "bits">,
): { readonly sram: Sram; readonly banked: Banked | null } {
  const { points } = table.sram;
  const axes = axesOf(points);
  const beside = Math.ceil(bits / axes.bits.at(-1)!);
  const bytes = (words * bits) / 8 / beside;
  const largest = axes.bytes.at(-1)!;
  const banks = Math.max(1, Math.ceil(bytes / largest));
  const size = between(axes.bytes, Math.min(bytes, largest));
  const width = between(axes.bits, bits / beside);
  const at = (b: number, w: number) =>
    points.find((p) => p.bytes === axes.bytes[b] && p.bits === axes.bits[w])!;
  const value = (of: keyof Sram) =>
    beside *
    mix(
      mix(at(size.low, width.low)[of], at(size.low, width.high)[of], width.part),
      mix(at(size.high, width.low)[of], at(size.high, width.high)[of], width.part),
      size.part,
    );
  return {
    sram: { read: value("read"), write: value("write"), leakage: banks * value("leakage") },
    banked:
      banks === 1
        ? null
        : { name, bytes: Math.ceil((words * bits) / 8), ofBank: largest, banks: beside * banks },
  };
}

/** Energy of a step in pJ, and leakage in mW. */
export interface Energy {
  readonly memories: number;
  readonly arithmetic: number;
  readonly leakage: number;
}

const known = new WeakMap<EnergyTable, Map<string, ReturnType<typeof sramOf>>>();

/** Looked up once for each size. */
function cachedSram(table: EnergyTable, memory: MemoryAccess): Sram {
  const sizes = known.get(table) ?? new Map<string, ReturnType<typeof sramOf>>();
  known.set(table, sizes);
  const key = `${memory.words} ${memory.bits}`;
  const found = sizes.get(key) ?? sramOf(table, memory);
  sizes.set(key, found);
  return found.sram;
}

/** The memories so far that were larger than the largest of a table, one of each size. */
export const bankedOf = (table: EnergyTable): Banked[] =>
  [...(known.get(table)?.values() ?? [])].flatMap(({ banked }) => banked ?? []);

/** What accesses and operations of a step cost by a table. `copies`: memories that there are several of, only one at work. */
export function energyOf(
  table: EnergyTable,
  memories: readonly (MemoryAccess & { readonly copies?: number })[],
  operations: readonly OperationCount[],
): Energy {
  let [access, leakage, arithmetic] = [0, 0, 0];
  for (const memory of memories) {
    const sram = cachedSram(table, memory);
    access += memory.reads * sram.read + memory.writes * sram.write;
    leakage += (memory.copies ?? 1) * sram.leakage;
  }
  for (const { kind, widths, count } of operations)
    arithmetic +=
      count *
      (kind === "multiply"
        ? widths[0] * widths[1] * table.multiply.perBitSquared
        : widths[0] * table.add.perBit);
  return { memories: access, arithmetic, leakage };
}
