// What a verification comes to, as plain data.
import type { EngineName } from "../simulate/index.ts";
import type { ClaimCount } from "../simulate/proved.ts";
import type { VerifyCase } from "./case.ts";
import type { Depth, Difference } from "./compare.ts";
import type { Coverage } from "./coverage.ts";
import type { Drawn } from "./drawn.ts";

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
  readonly seed: number;
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
