// Energy tables: what an access, an operation and a register bit cost in a process, each value with its source.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { InputError } from "../base/errors.ts";
import { JsonError, parseJsonText } from "../base/json.ts";
import { isFile } from "../base/paths.ts";
import { object, text, wrongFields } from "./schema.ts";

const positive = z.number("a number above 0").positive("a number above 0");
const notNegative = z.number("a number from 0 on").nonnegative("a number from 0 on");
const size = z.int("a whole number above 0").positive("a whole number above 0");

const FORMAT = "dmp-rtl energy table 1";

const schema = object({
  format: z.literal(FORMAT, JSON.stringify(FORMAT)),
  name: text,
  /** Of the process. */
  nm: positive,
  sram: object({
    source: text,
    /** Reads and writes of a word in pJ, leakage in mW, of a memory of so many bytes with words of so many bits. */
    points: z
      .array(
        object({ bytes: size, bits: size, read: notNegative, write: notNegative, leakage: notNegative }),
        "a list of points",
      )
      .min(1, "a list of points"),
  }),
  /** A sum, and a comparison: pJ a bit of the wider operand. */
  add: object({ source: text, perBit: notNegative }),
  /** A product: pJ a bit of one operand and bit of the other. */
  multiply: object({ source: text, perBitSquared: notNegative }),
  /** A bit of a register: pJ of its clock pin a cycle, nW of leakage. */
  register: object({ source: text, clockPerBit: notNegative, leakagePerBit: notNegative }),
});

export type EnergyTable = z.output<typeof schema>;

/** An energy table that cannot be used: what is wrong, and what is allowed. */
export class EnergyTableError extends InputError {
  override readonly name = "EnergyTableError";
}

/** Checks a table. `where`: its file, for messages. @throws EnergyTableError that names every wrong field */
export function energyTable(value: unknown, where: string): EnergyTable {
  const result = schema.safeParse(value);
  if (!result.success)
    throw new EnergyTableError(`${where}: not an energy table\n${wrongFields(result.error)}`);
  checkGrid(result.data, where);
  return result.data;
}

/** The points must be a grid: every size with every width, once, or what lies between could not be told. */
function checkGrid({ sram }: EnergyTable, where: string): void {
  const { bytes, bits } = axesOf(sram.points);
  for (const b of bytes)
    for (const w of bits) {
      const found = sram.points.filter((p) => p.bytes === b && p.bits === w).length;
      if (found !== 1)
        throw new EnergyTableError(
          `${where}: sram.points: ${found === 0 ? "no entry" : `${found} entries`} for ${b} bytes with words of ${w} ` +
            "bits; expected every size with every width, once",
        );
    }
}

const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);

/** Sizes and widths that a table has. */
export const axesOf = (points: EnergyTable["sram"]["points"]) => ({
  bytes: ascending(points.map((p) => p.bytes)),
  bits: ascending(points.map((p) => p.bits)),
});

/** Loads a table of one's own. @throws EnergyTableError */
export function loadEnergyTable(path: string): EnergyTable {
  if (!isFile(path)) throw new EnergyTableError(`${path}: no such file; expected an energy table`);
  try {
    return energyTable(parseJsonText(readFileSync(path, "utf8")), path);
  } catch (error) {
    if (error instanceof JsonError) throw new EnergyTableError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The tables in `data/energy` of the package. */
export const shippedTables = (folder: string): EnergyTable[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => loadEnergyTable(join(folder, basename(name))));
