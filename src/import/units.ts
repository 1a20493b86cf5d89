// What one unit of a membrane is in the framework, where an import counts membranes in other units than the file does.
import { z } from "zod";
import type { FloatNetwork } from "../network/index.ts";
import { refuse } from "./error.ts";

/** Membranes of a layer: the framework's is `zero + unit` times this network's. One value a neuron each. */
export interface MembraneUnits {
  readonly unit: readonly number[];
  readonly zero: readonly number[];
}

/** By layer; null: the framework's own units. */
export type NetworkUnits = readonly (MembraneUnits | null)[];

/** The file of a project that holds them. */
export const unitsFile = "membranes.json";

/** Null where both count alike. */
export const unitsOf = (unit: ArrayLike<number>, zero: ArrayLike<number>): MembraneUnits | null => {
  const [units, zeros] = [Array.from(unit), Array.from(zero)];
  // No -0, which JSON would not keep.
  const plain = units.every((v) => v === 1) && zeros.every((v) => v === 0);
  return plain ? null : { unit: units, zero: zeros.map((v) => v + 0) };
};

const schema = z.strictObject({
  layers: z.array(
    z.strictObject({ unit: z.array(z.number().positive()), zero: z.array(z.number()) }).nullable(),
  ),
});

/** Checks what `JSON.parse` gives of the file. @throws ImportError naming the layer that is not as the network's */
export function parseUnits(value: unknown, { layers }: FloatNetwork): NetworkUnits {
  const { success, data } = schema.safeParse(value);
  if (!success)
    return refuse(
      "the file",
      "says no units of membranes",
      'expected {"layers": [...]}, each null or {"unit": [...], "zero": [...]}',
    );
  if (data.layers.length !== layers.length)
    refuse("layers", `${data.layers.length} of them`, `expected ${layers.length}, as the network has`);
  for (const [l, { neurons }] of layers.entries())
    for (const name of ["unit", "zero"] as const) {
      const found = data.layers[l]?.[name].length ?? neurons;
      if (found !== neurons)
        refuse(`layers[${l}].${name}`, `${found} numbers`, `expected ${neurons}, one for each neuron`);
    }
  return data.layers;
}
