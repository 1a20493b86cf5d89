// dmp run --expect: the float model beside what a framework recorded of the same network.
import { join } from "node:path";
import { counted, grouped } from "../base/counted.ts";
import { isFile } from "../base/paths.ts";
import { compareTrace, parseZeros, readTrace, type TraceComparison, zerosFile } from "../import/index.ts";
import { type FloatNetwork, readTensors } from "../network/index.ts";
import type { Result } from "./command.ts";
import { UsageError } from "./errors.ts";
import { inFile, loadValue, needFile, readBytes } from "./files/module.ts";
import { loadFloat } from "./inputs.ts";
import type { BinningOptions, NetworkOptions } from "./options.ts";
import { binningGiven } from "./recordings.ts";
import { table } from "./text.ts";

interface Given extends NetworkOptions, BinningOptions {
  readonly network: string;
  readonly recordings: readonly string[];
  readonly engine?: string;
  readonly hardware?: string;
  readonly trace?: string;
  readonly probe?: true;
  readonly logits?: true;
  readonly jobs: number;
}

export async function runExpected(path: string, given: Given): Promise<Result> {
  if (given.recordings.length > 0)
    throw new UsageError(`--expect: ${path} holds its own input; leave ${given.recordings.join(", ")} out`);
  if (given.engine !== undefined && given.engine !== "float")
    throw new UsageError(
      `--expect: a framework's values are compared with the float model, not with --engine ${given.engine}, whose numbers are rounded`,
    );
  for (const name of ["hardware", "trace", "probe", "logits"] as const)
    if (given[name] !== undefined) throw new UsageError(`--${name}: --expect runs the float model only`);
  const [unused] = [...binningGiven(given), ...(given.jobs > 1 ? ["--jobs"] : [])];
  if (unused !== undefined)
    throw new UsageError(`${unused}: --expect runs the one input that ${path} holds, as it is`);
  needFile(path);
  const { file, float } = await loadFloat(given.network, given);
  const zeros = await zerosIn(file.folder, float);
  const bytes = readBytes(path);
  const comparison = inFile(path, () => compareTrace(float, readTrace(readTensors(bytes), float, zeros)));
  return {
    json: { engine: "float", expect: path, ...comparison },
    text: textOf(comparison),
    failed: comparison.first !== null,
  };
}

/** What the import of a project wrote of its membranes, where it did. */
async function zerosIn(folder: string, network: FloatNetwork) {
  const path = join(folder, zerosFile);
  if (!isFile(path)) return [];
  const value = await loadValue(path);
  return inFile(path, () => parseZeros(value, network));
}

function textOf({ steps, quantities, first, causes }: TraceComparison): string {
  const rows = quantities.map(({ name, values, differ, first: at }) => [
    name,
    grouped(values),
    grouped(differ),
    at === null ? "-" : (at.step ?? "all"),
  ]);
  const shown = table(["recorded", "values", "differ", "first at step"], rows);
  if (first === null) return `${shown}\nAll agree over ${counted(steps, "step")}.\n`;
  const where = first.step === null ? "" : `, step ${first.step}`;
  return `${shown}
First difference: ${first.name}${where}, element ${first.index}: the framework has ${first.expected}, this network ${first.found}.
${causes.length === 0 ? "None of the usual causes explains it." : causes.map((cause) => `It would agree with: ${cause}.`).join("\n")}
`;
}
