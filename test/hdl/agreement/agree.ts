// The agreement of the built-in simulator, Icarus and Verilator over random circuits, and the smallest one that breaks it.
import fc from "fast-check";
import { elaborate } from "../../../src/hdl/index.ts";
import { printVerilog } from "../../../src/hdl/verilog/print.ts";
import { circuitOf } from "./circuit.ts";
import { type Difference, type Engine, run } from "./engines.ts";
import { type Recipe, recipe } from "./recipe.ts";
import { type Case, caseOf } from "./stimulus.ts";

export interface Run {
  readonly seed: number;
  readonly cycles: number;
}

/** A circuit that is not elaborated or simulated as it should be, or that an engine disagrees about. */
export interface Finding {
  readonly engine: Engine | "built-in";
  /** Number of the circuit under the seed; null: a tool failed as a whole. */
  readonly index: number | null;
  readonly text: string;
}

/** The first `count` recipes of a seed. */
export const recipesOf = (seed: number, count: number): Recipe[] =>
  fc.sample(recipe, { seed, numRuns: count });

const nameOf = (index: number) => `fuzz_${index}`;

/** Elaborates and simulates; what fails on the way is a finding. `from` is the number of the first recipe. */
export function casesOf(recipes: readonly Recipe[], from: number, { seed, cycles }: Run) {
  const cases: { index: number; case: Case }[] = [];
  const findings: Finding[] = [];
  recipes.forEach((one, i) => {
    const index = from + i;
    try {
      cases.push({ index, case: caseOf(nameOf(index), one, cycles, seed + index) });
    } catch (error) {
      findings.push({ engine: "built-in", index, text: `${error}` });
    }
  });
  return { cases, findings };
}

/** Everything the engines disagree about in these recipes. */
export async function findingsOf(
  recipes: readonly Recipe[],
  from: number,
  settings: Run,
  engines: readonly Engine[],
): Promise<Finding[]> {
  const { cases, findings } = casesOf(recipes, from, settings);
  if (cases.length === 0) return findings;
  for (const engine of engines) {
    const differences = await run(
      engine,
      cases.map((c) => c.case),
    );
    findings.push(
      ...differences.map((d: Difference) => ({
        ...d,
        index: d.index === null ? null : cases[d.index]!.index,
      })),
    );
  }
  return findings;
}

/** A finding as the smallest circuit that shows it: its source, its Verilog and the difference. */
export async function counterexample(found: Finding, settings: Run): Promise<string> {
  const { index, engine } = found;
  if (index === null) return `${engine} failed: ${found.text}`;
  const engines = engine === "built-in" ? [] : [engine];
  const result = await fc.check(
    fc.asyncProperty(recipe, async (one) => {
      const [first] = await findingsOf([one], index, settings, engines);
      if (first !== undefined) throw new Error(first.text);
    }),
    { seed: settings.seed, path: `${index}`, numRuns: 1, interruptAfterTimeLimit: 120_000 },
  );
  const smallest = result.counterexample?.[0];
  if (smallest === undefined)
    return `Circuit ${index} of seed ${settings.seed}: ${found.text} (not seen again alone)`;
  const [again] = await findingsOf([smallest], index, settings, engines);
  return [
    `Circuit ${index} of seed ${settings.seed}, shrunk ${result.numShrinks} times: ${again?.text ?? found.text}`,
    ...textsOf(nameOf(index), smallest),
  ].join("\n\n");
}

/** The source and, where it elaborates, the Verilog. */
function textsOf(name: string, smallest: Recipe): string[] {
  const { circuit, source } = circuitOf(name, smallest);
  try {
    const files = printVerilog(elaborate(circuit));
    return [source(), ...files.map((f) => f.text)];
  } catch {
    return [source()];
  }
}
