// Modelled energy: counted accesses and operations times what a table says of each.
import type { MemoryAccess, OperationCount } from "../core/index.ts";
import { axesOf, type EnergyTable, EnergyTableError } from "./energy-table.ts";

/** Values of a point of a table. */
type Sram = Pick<EnergyTable["sram"]["points"][number], "read" | "write" | "leakage">;

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
 * table's least counts as that; a wide word is several memories side by side. @throws EnergyTableError where it is too large
 */
function sramOf(
  table: EnergyTable,
  { name, words, bits }: Pick<MemoryAccess, "name" | "words" | "bits">,
): Sram {
  const { points } = table.sram;
  const axes = axesOf(points);
  const banks = Math.ceil(bits / axes.bits.at(-1)!);
  const bytes = (words * bits) / 8 / banks;
  if (bytes > axes.bytes.at(-1)!)
    throw new EnergyTableError(
      `energy table ${table.name}: no entry for memory ${name}: ${Math.ceil(bytes)} bytes with words of ` +
        `${Math.ceil(bits / banks)} bits; its sizes go up to ${axes.bytes.at(-1)} bytes`,
    );
  const size = between(axes.bytes, bytes);
  const width = between(axes.bits, bits / banks);
  const at = (b: number, w: number) =>
    points.find((p) => p.bytes === axes.bytes[b] && p.bits === axes.bits[w])!;
  const value = (of: keyof Sram) =>
    banks *
    mix(
      mix(at(size.low, width.low)[of], at(size.low, width.high)[of], width.part),
      mix(at(size.high, width.low)[of], at(size.high, width.high)[of], width.part),
      size.part,
    );
  return { read: value("read"), write: value("write"), leakage: value("leakage") };
}

/** Energy of a step in pJ, and leakage in mW. */
export interface Energy {
  readonly memories: number;
  readonly arithmetic: number;
  readonly leakage: number;
}

const known = new WeakMap<EnergyTable, Map<string, Sram>>();

/** Looked up once for each size. */
function cachedSram(table: EnergyTable, memory: MemoryAccess): Sram {
  const sizes = known.get(table) ?? new Map<string, Sram>();
  known.set(table, sizes);
  const key = `${memory.words} ${memory.bits}`;
  const found = sizes.get(key) ?? sramOf(table, memory);
  sizes.set(key, found);
  return found;
}

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
