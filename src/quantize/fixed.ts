// Formats that a user gives: checked before they are used, because they may come from a file that no compiler has seen.
import type { FloatNetwork, IntegerNetwork } from "../network/index.ts";
import { QuantizeError, QuantizeOptionError } from "./error.ts";
import type { FormatChoice } from "./formats.ts";

/** The fractions that make sense beside shifts of -31 to 62. */
const FRACTION = [-40, 60] as const;
const SHIFT = [-31, 62] as const;

type Limits = readonly [number, number];

const layerFields: Readonly<Record<string, Limits>> = {
  ...{ fast: FRACTION, membrane: FRACTION, membraneBits: [4, 32], leak: [1, 24] },
};
const memoryFields: Readonly<Record<string, Limits>> = {
  ...{ drive: FRACTION, x: FRACTION, stateBits: [2, 32], currentShift: SHIFT },
};
const memoryLists: Readonly<Record<string, Limits>> = { m: FRACTION, stateShifts: SHIFT };
const readoutFields: Readonly<Record<string, Limits>> = {
  ...{ weights: FRACTION, membrane: FRACTION, membraneBits: [4, 32], leak: [1, 24] },
};

const fail = (where: string, found: unknown, allowed: string): never => {
  throw new QuantizeOptionError(`${where}: found ${JSON.stringify(found)}, allowed: ${allowed}`);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function checkInteger(where: string, value: unknown, [low, high]: Limits): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
    fail(where, value, `an integer from ${low} to ${high}`);
}

/** Every field of `value` is a number within its limits; null where it is to be chosen or does not apply. `more` are fields checked elsewhere. */
function checkFields(
  where: string,
  value: unknown,
  fields: Readonly<Record<string, Limits>>,
  more: readonly string[] = [],
): void {
  const names = [...Object.keys(fields), ...more];
  const given = isObject(value) ? value : fail(where, value, `an object of ${names.join(", ")}`);
  for (const [name, number] of Object.entries(given)) {
    if (more.includes(name) || number === undefined || number === null) continue;
    const limits = fields[name] ?? fail(`${where}.${name}`, number, `no field but ${names.join(", ")}`);
    checkInteger(`${where}.${name}`, number, limits);
  }
}

function checkMemory(where: string, memory: Record<string, unknown>): void {
  checkFields(where, memory, memoryFields, Object.keys(memoryLists));
  for (const [name, limits] of Object.entries(memoryLists)) {
    const list = memory[name];
    if (list === undefined || list === null) continue;
    const values: unknown[] = Array.isArray(list)
      ? list
      : fail(`${where}.${name}`, list, "a list of integers, one a row");
    for (const [i, value] of values.entries()) checkInteger(`${where}.${name}[${i}]`, value, limits);
  }
}

/** The choice, where every part of it is usable. @throws QuantizeError naming the field, what was found and what is allowed */
export function checkFormatChoice({ layers }: FloatNetwork, choice: FormatChoice): FormatChoice {
  checkFields("formats", choice, {}, ["layers", "readout"]);
  const given: unknown = choice.layers ?? [];
  if (!Array.isArray(given) || given.length > layers.length)
    return fail(
      "formats.layers",
      Array.isArray(given) ? given.length : given,
      `a list of at most ${layers.length}`,
    );
  for (const [l, layer] of given.entries()) {
    if (layer === undefined || layer === null) continue;
    const where = `formats.layers[${l}]`;
    checkFields(where, layer, layerFields, ["memory"]);
    if (isObject(layer.memory)) checkMemory(`${where}.memory`, layer.memory);
    else if (layer.memory !== undefined && layer.memory !== null)
      fail(`${where}.memory`, layer.memory, "an object, or null");
  }
  if (choice.readout !== undefined && choice.readout !== null)
    checkFields("formats.readout", choice.readout, readoutFields);
  return choice;
}

/** Every shift between two formats is one that the arithmetic has. @throws QuantizeError where magnitudes lie too far apart */
export function checkShifts({ layers, readout }: IntegerNetwork): void {
  const check = (what: string, shift: number) => {
    if (shift < SHIFT[0] || shift > SHIFT[1])
      throw new QuantizeError(
        `${what}: values of so different size that their formats are ${Math.abs(shift)} bits apart; ` +
          `allowed is a shift from ${SHIFT[0]} to ${SHIFT[1]}: scale the weights`,
      );
  };
  layers.forEach(({ fast, memory }, l) => {
    check(`layers[${l}].fast, weights and membrane`, fast.shift);
    if (memory === null) return;
    check(`layers[${l}].memory.drive, weights and x`, memory.drive.shift);
    check(`layers[${l}].memory.current, weights and membrane`, memory.current.shift);
    for (const shift of memory.state.shifts) check(`layers[${l}].memory.state, D, B and m`, shift);
  });
  if (readout.membrane !== null) check("readout, weights and membrane", readout.membrane.shift);
}
