// Fits the area model to the samples, holds it against samples that it was not fitted to, and writes `data/area`. Run with
// `npm run bench:area-fit`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AreaModel } from "../../src/explore/area.ts";
import { dspsOf } from "../../src/explore/multipliers.ts";
import { deviceOf } from "../../src/flow/index.ts";
import { readSamples, type Sample } from "./samples.ts";

export const families = ["ice40", "ecp5", "xc7"] as const;
const figures = ["logic", "ff"] as const;
type Figure = (typeof figures)[number];

/** What a unit of each size takes, by kind of circuit and name of the size. */
type Factors = ReadonlyMap<string, number>;

/** Cells of one circuit or of several together, with their sizes by the keys of factors. */
interface Row {
  readonly sizes: ReadonlyMap<string, number>;
  readonly cells: number;
}

/**
 * Synthesis moves cells between these: what chooses the shift of a row is now in the one, now in the other, and what loads
 * parameters in the loader or around it.
 */
const together: Readonly<Record<string, string>> = {
  slow_state: "states",
  sequencer: "states",
  "": "around",
  loader: "around",
  intake: "around",
};

/** How strongly factors hold on to what is expected of them, as a share of what all samples say; where nothing is: to 0. */
const RIDGE = { family: 0.03, all: 0.003 };
const ROUNDS = 120;

/** Samples that a model is not fitted to, in turn: every fourth one. */
const FOLDS = 4;

const keyOf = (kind: string, size: string) => `${kind}|${size}`;
const totalOf = ({ circuits }: Sample, figure: Figure) => circuits.reduce((sum, c) => sum + c[figure], 0);

/** The rows of samples; a design counts for as much as the root of its cells, as what is counted scatters. */
function rowsOf(samples: readonly Sample[], figure: Figure): Row[] {
  return samples.flatMap((sample) => {
    const weight = 1 / Math.sqrt(totalOf(sample, figure));
    const rows = new Map<string, { sizes: Map<string, number>; cells: number }>();
    for (const [i, circuit] of sample.circuits.entries()) {
      const name = together[circuit.kind] ?? `${i}`;
      const row = rows.get(name) ?? { sizes: new Map<string, number>(), cells: 0 };
      rows.set(name, row);
      row.cells += weight * circuit[figure];
      for (const [size, value] of Object.entries(circuit.sizes)) {
        const key = keyOf(circuit.kind, size);
        row.sizes.set(key, (row.sizes.get(key) ?? 0) + weight * value);
      }
    }
    return [...rows.values()];
  });
}

/** Least squares with factors from 0 on, one after the other. */
function fit(rows: readonly Row[], ridge: number, expected: Factors): Factors {
  const names = [...new Set(rows.flatMap(({ sizes }) => [...sizes.keys()]))];
  const columns = names.map((name) =>
    rows.flatMap(({ sizes }, i) => (sizes.has(name) ? [[i, sizes.get(name)!] as const] : [])),
  );
  const norms = columns.map((column) => column.reduce((sum, [, v]) => sum + v * v, 0));
  const aims = names.map((name) => expected.get(name) ?? 0);
  const factors = [...aims];
  const place = new Map(names.map((name, j) => [name, j]));
  const rest = rows.map(
    ({ sizes, cells }) =>
      cells - [...sizes].reduce((sum, [name, v]) => sum + factors[place.get(name)!]! * v, 0),
  );
  for (let round = 0; round < ROUNDS; round++)
    for (const [j, column] of columns.entries()) {
      const before = factors[j]!;
      const pull = column.reduce((sum, [i, v]) => sum + v * rest[i]!, 0) / norms[j]! + before;
      const next = Math.max(0, (pull + ridge * aims[j]!) / (1 + ridge));
      if (next === before) continue;
      for (const [i, v] of column) rest[i]! -= (next - before) * v;
      factors[j] = next;
    }
  return new Map(names.map((name, j) => [name, factors[j]!]));
}

const familyOf = ({ device }: Sample) => deviceOf(device).family.name;
const samplesOf = (samples: readonly Sample[], family: AreaModel["family"]) =>
  samples.filter((s) => familyOf(s) === family);

/** Synthesis made multipliers of the products that are counted as such. */
const asCounted = ({ device, products, dsp }: Sample): boolean =>
  dspsOf(
    deviceOf(device),
    products.map((p) => ({ part: "", ...p })),
  ) === dsp;

/** The model of a family: what all families have in common is expected of it, and mended by its own samples. */
function modelOf(family: AreaModel["family"], all: readonly Sample[]): AreaModel {
  const samples = all.filter(asCounted);
  const [logic, ff] = figures.map((figure) => {
    const common = fit(rowsOf(samples, figure), RIDGE.all, new Map());
    return fit(rowsOf(samplesOf(samples, family), figure), RIDGE.family, common);
  }) as [Factors, Factors];
  const kinds = [...new Set(samplesOf(samples, family).flatMap((s) => s.circuits.map((c) => c.kind)))].sort();
  const own = (factors: Factors, kind: string) =>
    Object.fromEntries(
      [...factors]
        .filter(([key, factor]) => key.startsWith(`${kind}|`) && factor > 0)
        .map(([key, factor]) => [key.slice(kind.length + 1), Number(factor.toPrecision(4))]),
    );
  return {
    family,
    circuits: Object.fromEntries(
      kinds.map((kind) => [kind, { logic: own(logic, kind), ff: own(ff, kind) }] as const),
    ),
  };
}

/** The models of all families, fitted to all samples. */
export const fitModels = (samples: readonly Sample[]): AreaModel[] =>
  families.map((family) => modelOf(family, samples));

/** A sample, and how far a model is off that was not fitted to it. */
export interface Crossed extends Record<Figure, number> {
  readonly sample: Sample;
  readonly family: AreaModel["family"];
}

/** Every sample against a model that was fitted to three quarters of all, without it. */
export function crossed(samples: readonly Sample[]): Crossed[] {
  return families.flatMap((family) => {
    const own = samplesOf(samples, family);
    return Array.from({ length: FOLDS }, (_, fold) => {
      const left = own.filter((_, i) => i % FOLDS === fold);
      const model = modelOf(
        family,
        samples.filter((s) => !left.includes(s)),
      );
      return left.map((sample) => ({
        ...{ sample, family },
        ...{ logic: errorOf(model, sample, "logic"), ff: errorOf(model, sample, "ff") },
      }));
    }).flat();
  });
}

/** How far the model is off a sample, as a share of it. */
export function errorOf({ circuits: known }: AreaModel, sample: Sample, figure: Figure): number {
  const modelled = sample.circuits.reduce(
    (sum, c) =>
      sum +
      Object.entries(known[c.kind]?.[figure] ?? {}).reduce((s, [name, f]) => s + f * (c.sizes[name] ?? 0), 0),
    0,
  );
  return modelled / totalOf(sample, figure) - 1;
}

/** Sums in banks of memory instead of registers. */
const banked = ({ sample }: Crossed) => sample.circuits.some(({ kind }) => kind === "integrate");

/** The text of a model's file. */
export const modelText = (model: AreaModel): string => `${JSON.stringify(model, null, 2)}\n`;

function rowText(name: string, errors: readonly Crossed[]): string {
  const shown = (figure: Figure) => {
    const all = errors.map((e) => 100 * Math.abs(e[figure]));
    return `${(all.reduce((a, b) => a + b, 0) / all.length).toFixed(1)} %, ${Math.max(...all).toFixed(1)} %`;
  };
  const within = (figure: Figure) => errors.filter((e) => Math.abs(e[figure]) <= 0.1).length;
  return `| ${name} | ${errors.length} | ${shown("logic")} | ${within("logic")} | ${shown("ff")} | ${within("ff")} |`;
}

if (process.argv[1]?.endsWith("fit.ts")) {
  const samples = readSamples();
  for (const model of fitModels(samples))
    writeFileSync(
      fileURLToPath(new URL(`../../data/area/${model.family}.json`, import.meta.url)),
      modelText(model),
    );
  console.log(
    "| family, dataflow | designs | logic: mean error, most | within 10 % | flip-flops: mean error, most | within 10 % |\n|---|---|---|---|---|---|",
  );
  const all = crossed(samples);
  for (const family of families)
    for (const [dataflow, is] of [
      ["neuron-stationary", false],
      ["event-stationary", true],
    ] as const)
      console.log(
        rowText(
          `${family}, ${dataflow}`,
          all.filter((e) => e.family === family && banked(e) === is),
        ),
      );
  console.log(rowText("all", all));
}
