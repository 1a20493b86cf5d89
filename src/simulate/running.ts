// A circuit being simulated, whatever simulates it.
import type { Bench } from "./bench.ts";
import type { Case, CaseResult } from "./case.ts";
import type { Build } from "./verilator/build.ts";

export type EngineName = "verilator" | "builtin";

/** A circuit being simulated. Results are the same in every engine, to the cycle. */
export interface Engine {
  readonly name: EngineName;
  readonly bench: Bench;
  /** The compiled model (Verilator). */
  readonly build?: Build;
  /** The process that simulates (Verilator). */
  readonly pid?: number | undefined;
  /** Time spent so far in the simulation proper: without building, encoding and waiting. */
  readonly clockSeconds: number;
  /**
   * Runs cases in order. Calls while another runs wait for their turn.
   * @throws BenchError for a case that does not fit the bench (then none of the call is run)
   * @throws EngineError where the simulation crashes, hangs or is killed; the engine is of no use after that
   */
  run(cases: readonly Case[]): Promise<CaseResult[]>;
  close(): Promise<void>;
}
