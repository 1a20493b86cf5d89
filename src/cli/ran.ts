// What recordings came to, as JSON and as text.
import { counted, grouped } from "../base/counted.ts";
import { type InferenceResult, type Inferred, resultOf } from "../inference/index.ts";
import { describe } from "../verify/index.ts";
import type { EngineChoice } from "./engine.ts";
import type { Io } from "./io.ts";
import { percent, seconds, table } from "./text.ts";

export interface Ran {
  readonly json: ReturnType<typeof runJson>;
  readonly text: string;
  readonly failed: boolean;
}

/** `names`: of the classes; null: they have none. `io` is told of every difference. */
export function ranResult(
  engine: EngineChoice,
  inferred: Inferred,
  names: readonly string[] | null,
  io: Io,
): Ran {
  const result = resultOf(inferred);
  for (const difference of result.differences) io.err(`difference: ${describe(difference)}\n`);
  return {
    json: runJson(engine, result, names),
    text: runText(engine, result, names, inferred.recordings),
    failed: result.mismatches > 0,
  };
}

const nameOf = (names: readonly string[] | null, c: number | null) =>
  c === null ? null : (names?.[c] ?? `${c}`);

/** The JSON of a run: what every consumer may rely on. */
function runJson(engine: EngineChoice, result: InferenceResult, names: readonly string[] | null) {
  const { seconds: s, cyclesPerStep } = result;
  return {
    engine,
    recordings: result.results.length,
    mismatches: result.mismatches,
    compared: result.compared,
    values: result.values,
    accuracy: result.accuracy,
    cyclesPerStep: cyclesPerStep && {
      mean: cyclesPerStep.mean,
      max: cyclesPerStep.max,
      bound: cyclesPerStep.bound,
    },
    bitsPerStep: result.bitsPerStep,
    operationsPerStep: result.operationsPerStep,
    cycles: result.cycles,
    steps: result.steps,
    seconds: s.models + s.build + s.hardware,
    results: result.results.map((r) => ({ ...r, className: nameOf(names, r.rtl ?? r.golden ?? r.float) })),
    differences: result.differences,
  };
}

/** At most so many recordings are listed one by one. */
const listed = 20;

function runText(
  engine: EngineChoice,
  result: InferenceResult,
  names: readonly string[] | null,
  recordings: Inferred["recordings"],
): string {
  const { results, accuracy, cyclesPerStep: cycles, compared, mismatches } = result;
  const show = (c: number | null) => nameOf(names, c) ?? "-";
  // Of what was not asked, and of labels that no recording has, there is no column.
  const answers = (["label", "float", "golden", "rtl"] as const).filter((key) =>
    results.some((r) => r[key] !== null),
  );
  const rows = results
    .slice(0, listed)
    .map((r, i) => [r.name, recordings[i]!.steps, ...answers.map((key) => show(r[key]))]);
  const head = ["recording", "steps", ...answers.map((key) => (key === "rtl" ? "RTL" : key))];
  const more = results.length > listed ? `... and ${results.length - listed} more (--json lists all)\n` : "";
  const lines = [
    `Engine ${engine}: ${counted(results.length, "recording")}, ${counted(result.steps, "time step")}, ${seconds(result.seconds.models + result.seconds.hardware)}.`,
  ];
  if (answers.includes("label"))
    lines.push(
      `Accuracy: float ${percent(accuracy.float)}, integer ${percent(accuracy.golden)}, RTL ${percent(accuracy.rtl)}.`,
    );
  if (compared !== null)
    lines.push(`Mismatches between RTL and golden model: ${mismatches} (compared: ${compared}).`);
  if (cycles !== null)
    lines.push(
      `Cycles per step: ${cycles.mean.toFixed(1)} (at most ${cycles.max}); bound ${cycles.bound.toFixed(1)}.`,
    );
  if (result.bitsPerStep !== null)
    lines.push(
      `Memory moved per step: ${(result.bitsPerStep.total / 1000).toFixed(1)} kbit (--json: by memory).`,
    );
  if (result.operationsPerStep !== null) {
    const { add, multiply, compare } = result.operationsPerStep;
    const of = (n: number, what: string) => `${grouped(n)} ${what}`;
    lines.push(
      `Operations per step: ${of(add, "sums")}, ${of(multiply, "products")}, ${of(compare, "comparisons")} (--json: by width, circuit and layer).`,
    );
  }
  if (results.some((r) => r.rtlSteps !== null))
    lines.push("The hardware answers after every step: --json lists it, results[].rtlSteps.");
  return `${table(head, rows)}${more}\n${lines.join("\n")}\n`;
}
