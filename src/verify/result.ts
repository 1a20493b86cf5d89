// What a verification comes to, as plain data.
import type { EngineName } from "../simulate/index.ts";
import type { ClaimCount } from "../simulate/proved.ts";
import type { VerifyCase } from "./case.ts";
import type { Depth, Difference } from "./compare.ts";
import { addCoverage, type Coverage, noCoverage } from "./coverage.ts";
import { addDrawn, type Drawn, noneDrawn } from "./drawn.ts";

/** The first failing case of a shape. */
export interface Failure {
  readonly shape: string;
  /** Number of the case within its shape. */
  readonly case: number;
  readonly seed: number;
  /** As drawn. */
  readonly original: Difference;
  /** After shrinking; the same where nothing is shrunk. */
  readonly difference: Difference;
  readonly description: string;
  readonly shrunk: VerifyCase;
  /** Where everything about it lies; null without `keep`, and where it could not be written. */
  readonly folder: string | null;
  /** Why it could not be written; null where it could, or was not asked for. */
  readonly unkept: string | null;
}

/** What the cases of one shape came to. */
export interface ShapeResult {
  readonly name: string;
  /** What it was drawn from, and its cases. */
  readonly seed: number;
  readonly depth: Depth;
  /** Random cases; directed ones beside them. */
  readonly cases: number;
  readonly directed: number;
  readonly steps: number;
  /** Clock cycles of all cases. */
  readonly cycles: number;
  /** Cases with a difference. */
  readonly mismatches: number;
  readonly seconds: number;
  readonly first: Failure | null;
  /** Claims of the circuit, and those not checked since they are proved; null where no proofs are given. */
  readonly claims: ClaimCount | null;
  readonly drawn: Drawn;
  readonly coverage: Coverage;
}

export interface VerifyResult {
  readonly engine: EngineName;
  /** The first of so many. */
  readonly seed: number;
  readonly seeds: number;
  readonly shapes: number;
  /** Random cases; directed ones beside them. */
  readonly cases: number;
  readonly directed: number;
  readonly steps: number;
  readonly cycles: number;
  readonly mismatches: number;
  /** What was compared: "classes" where the Verilog has no probes. */
  readonly depth: Depth;
  readonly first: Failure | null;
  readonly seconds: number;
  /** Claims of all circuits, and those not checked since they are proved; null where no proofs are given. */
  readonly claims: ClaimCount | null;
  /** What was drawn, all shapes together. */
  readonly drawn: Drawn;
  /** What the cases reached, all shapes together. */
  readonly coverage: Coverage;
  readonly results: readonly ShapeResult[];
}

/** What shapes come to together. */
export function resultOf(
  { engine, seed, seeds, seconds }: Pick<VerifyResult, "engine" | "seed" | "seeds" | "seconds">,
  results: readonly ShapeResult[],
): VerifyResult {
  const sum = (of: (r: ShapeResult) => number) => results.reduce((all, r) => all + of(r), 0);
  return {
    engine,
    seed,
    seeds,
    shapes: results.length,
    cases: sum((r) => r.cases),
    directed: sum((r) => r.directed),
    steps: sum((r) => r.steps),
    cycles: sum((r) => r.cycles),
    mismatches: sum((r) => r.mismatches),
    depth: results.some((r) => r.depth === "classes") ? "classes" : "every value",
    first: results.find((r) => r.first !== null)?.first ?? null,
    seconds,
    claims: results.every((r) => r.claims === null)
      ? null
      : { total: sum((r) => r.claims?.total ?? 0), proved: sum((r) => r.claims?.proved ?? 0) },
    drawn: results.map((r) => r.drawn).reduce(addDrawn, noneDrawn),
    coverage: results.map((r) => r.coverage).reduce(addCoverage, noCoverage),
    results,
  };
}
