// Fits the area model to the samples, holds it against those kept out, and writes `data/area`. Run with `npm run bench:area-fit`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AreaModel } from "../../src/explore/area.ts";
import { deviceOf } from "../../src/flow/index.ts";
import { isHeldOut, readSamples, type Sample } from "./samples.ts";

export const families = ["ice40", "ecp5", "xc7"] as const;
const figures = ["logic", "ff"] as const;
type Figure = (typeof figures)[number];
type Factors = Record<string, number>;
type Circuit = Sample["circuits"][number];

/** How strongly factors hold on to what is expected of them, as a share of what all samples say. */
const RIDGE = 0.03;
const ROUNDS = 2000;

/** Least squares with factors from 0 on, one after the other; `expected` are those of another family. */
function fit(circuits: readonly Circuit[], figure: Figure, expected: Factors): Factors {
  const names = [...new Set(circuits.flatMap((c) => Object.keys(c.sizes)))];
  const columns = names.map((name) => circuits.map((c) => c.sizes[name] ?? 0));
  const norms = columns.map((column) => column.reduce((sum, v) => sum + v * v, 0));
  const factors = names.map((name) => expected[name] ?? 0);
  const rest = circuits.map(
    (c, i) => c[figure] - names.reduce((sum, _, j) => sum + factors[j]! * columns[j]![i]!, 0),
  );
  for (let round = 0; round < ROUNDS; round++)
    for (const [j, column] of columns.entries()) {
      const before = factors[j]!;
      const aim = expected[names[j]!] ?? 0;
      const pull = column.reduce((sum, v, i) => sum + v * rest[i]!, 0) / norms[j]! + before;
      const next = Math.max(0, (pull + RIDGE * aim) / (1 + RIDGE));
      if (next === before) continue;
      for (const [i, v] of column.entries()) rest[i]! -= (next - before) * v;
      factors[j] = next;
    }
  return Object.fromEntries(
    names.map((name, j) => [name, Number(factors[j]!.toPrecision(4))] as const).filter(([, f]) => f > 0),
  );
}

const familyOf = ({ device }: Sample) => deviceOf(device).family.name;

/** The model of a family; `before`: that of another, which small numbers of samples lean on. */
function modelOf(
  family: AreaModel["family"],
  samples: readonly Sample[],
  before: AreaModel | null,
): AreaModel {
  const all = samples.flatMap((s) => s.circuits);
  const kinds = [...new Set(all.map((c) => c.kind))].sort();
  const circuits = kinds.map((kind) => {
    const own = all.filter((c) => c.kind === kind);
    const expected = before?.circuits[kind];
    return [
      kind,
      { logic: fit(own, "logic", expected?.logic ?? {}), ff: fit(own, "ff", expected?.ff ?? {}) },
    ];
  });
  return { family, circuits: Object.fromEntries(circuits) as AreaModel["circuits"] };
}

/** Samples of a family: those that are fitted to, and those kept out. */
export function splitOf(samples: readonly Sample[], family: AreaModel["family"]) {
  const own = samples.filter((s) => familyOf(s) === family);
  return { fitted: own.filter((_, i) => !isHeldOut(i)), heldOut: own.filter((_, i) => isHeldOut(i)) };
}

/** The models of all families. */
export function fitModels(samples: readonly Sample[]): AreaModel[] {
  const first = modelOf(families[0], splitOf(samples, families[0]).fitted, null);
  return [first, ...families.slice(1).map((f) => modelOf(f, splitOf(samples, f).fitted, first))];
}

/** How far the model is off a sample, as a share of it. */
export function errorOf({ circuits: known }: AreaModel, { circuits }: Sample, figure: Figure): number {
  const modelled = circuits.reduce(
    (sum, c) =>
      sum +
      Object.entries(known[c.kind]?.[figure] ?? {}).reduce((s, [name, f]) => s + f * (c.sizes[name] ?? 0), 0),
    0,
  );
  return modelled / circuits.reduce((sum, c) => sum + c[figure], 0) - 1;
}

/** The text of a model's file. */
export const modelText = (model: AreaModel): string => `${JSON.stringify(model, null, 2)}\n`;

if (process.argv[1]?.endsWith("fit.ts")) {
  const samples = readSamples();
  console.log(
    "| family | fitted to | kept out | logic: mean error, most | flip-flops | within 10 % |\n|---|---|---|---|---|---|",
  );
  for (const model of fitModels(samples)) {
    const { fitted, heldOut } = splitOf(samples, model.family);
    const shown = (figure: Figure) => {
      const errors = heldOut.map((s) => 100 * Math.abs(errorOf(model, s, figure)));
      return `${(errors.reduce((a, b) => a + b, 0) / errors.length).toFixed(1)} %, ${Math.max(...errors).toFixed(1)} %`;
    };
    const within = heldOut.filter((s) => Math.abs(errorOf(model, s, "logic")) <= 0.1).length;
    console.log(
      `| ${model.family} | ${fitted.length} | ${heldOut.length} | ${shown("logic")} | ${shown("ff")} | ${within} |`,
    );
    writeFileSync(
      fileURLToPath(new URL(`../../data/area/${model.family}.json`, import.meta.url)),
      modelText(model),
    );
  }
}
