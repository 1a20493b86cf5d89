// Where a framework's membranes are while ours are 0: an import counts them from what a spike resets them to.
import { z } from "zod";
import type { FloatNetwork } from "../network/index.ts";
import { refuse } from "./error.ts";

/** By layer, one value a neuron: the framework's membranes are this much above ours. Null: they are the same. */
export type MembraneZeros = readonly (readonly number[] | null)[];

/** The file of a project that holds them. */
export const zerosFile = "membranes.json";

/** Null where all are 0. No -0, which JSON would not keep. */
export const zerosOf = (zeros: ArrayLike<number>): readonly number[] | null => {
  const values = Array.from(zeros, (v) => v + 0);
  return values.every((v) => v === 0) ? null : values;
};

const schema = z.strictObject({ layers: z.array(z.strictObject({ zero: z.array(z.number()) }).nullable()) });

/** What the file says, as JSON holds it. */
export const zerosJson = (zeros: MembraneZeros): object => ({
  layers: zeros.map((zero) => zero && { zero }),
});

/** Checks what `JSON.parse` gives of the file. @throws ImportError naming the layer that is not as the network's */
export function parseZeros(value: unknown, { layers }: FloatNetwork): MembraneZeros {
  const { success, data } = schema.safeParse(value);
  if (!success)
    return refuse(
      "the file",
      "does not say where membranes count from",
      'expected {"layers": [...]}, each null or {"zero": [...]}',
    );
  if (data.layers.length !== layers.length)
    refuse("layers", `${data.layers.length} of them`, `expected ${layers.length}, as the network has`);
  for (const [l, { neurons }] of layers.entries()) {
    const found = data.layers[l]?.zero.length ?? neurons;
    if (found !== neurons)
      refuse(`layers[${l}].zero`, `${found} numbers`, `expected ${neurons}, one for each neuron`);
  }
  return data.layers.map((layer) => layer?.zero ?? null);
}
