// Modelled area: logic and flip-flops of each circuit from its sizes, by factors fitted to synthesis.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HardwarePart } from "../core/index.ts";
import type { Device } from "../flow/index.ts";
import { circuitsAround, circuitsOfPart, familyFacts, pathOf, type SizedCircuit } from "./circuits.ts";
import type { PlacedMemory } from "./memories.ts";
import { type ModelledFamily, modelledFamily } from "./modelled.ts";
import { dspsOf, type Product } from "./multipliers.ts";

/** What a unit of each size of a circuit takes. */
type Factors = Readonly<Record<string, number>>;

/** Factors of a family by kind of circuit. */
export interface AreaModel {
  readonly family: ModelledFamily;
  readonly circuits: Readonly<Record<string, { readonly logic: Factors; readonly ff: Factors }>>;
}

export interface Cells {
  readonly logic: number;
  readonly ff: number;
}

/** The model of a family, from `data/area` of the package. */
export const areaModelOf = (folder: string, family: AreaModel["family"]): AreaModel =>
  JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")) as AreaModel;

const weighed = (factors: Factors, { sizes }: SizedCircuit): number => {
  let sum = 0;
  for (const [size, factor] of Object.entries(factors)) sum += factor * (sizes[size] ?? 0);
  return sum;
};

function cellsOf(model: AreaModel, circuits: readonly SizedCircuit[]): Cells {
  let [logic, ff] = [0, 0];
  for (const circuit of circuits) {
    const factors = model.circuits[circuit.kind];
    if (factors === undefined) continue;
    logic += weighed(factors.logic, circuit);
    ff += weighed(factors.ff, circuit);
  }
  return { logic, ff };
}

/** Circuits of a part for a device: products that it has no multipliers for are among their sizes. */
export function circuitsFor(
  part: HardwarePart,
  device: Device,
  {
    memories,
    products,
  }: { readonly memories: readonly PlacedMemory[]; readonly products: readonly Product[] },
): SizedCircuit[] {
  const logic = products.filter((p) => dspsOf(device, [p]) === 0);
  return circuitsOfPart(part, memories, familyFacts[modelledFamily(device)]).map(({ kind, sizes }) => {
    const path = pathOf(part, kind);
    const own = logic.filter((p) => p.part === path);
    const multiplied = own.reduce((sum, { lanes, widths: [a, b] }) => sum + lanes * a * b, 0);
    // A leak that a multiplier takes adds nothing up.
    const leak = own.length > 0 ? (sizes.leak ?? 0) : 0;
    return { kind, sizes: { ...sizes, leak, multiplied } };
  });
}

export const areaOfPart = (model: AreaModel, ...part: Parameters<typeof circuitsFor>): Cells =>
  cellsOf(model, circuitsFor(...part));

export const areaAround = (model: AreaModel, ...whole: Parameters<typeof circuitsAround>): Cells =>
  cellsOf(model, circuitsAround(...whole));
