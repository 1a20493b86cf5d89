// What can go wrong in a simulation, as error classes.
import { RunError } from "../../base/errors.ts";

/** A misuse of the simulator: an unknown name, a value outside a range, a circuit that cannot be ordered. */
export class SimulationError extends RunError {
  override name = "SimulationError";
}

/** One assertion that did not hold at a clock edge. */
export interface Failure {
  /** Hierarchical name of the assertion, or of the memory port whose declared behaviour was violated. */
  readonly path: string;
  readonly message: string;
  /** Number of clock edges before the one at which it failed. */
  readonly cycle: number;
}

/** An assertion of the circuit failed; the simulator still shows the values before the edge. */
export class AssertionFailure extends RunError {
  override name = "AssertionFailure";
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures.map((f) => `assertion ${f.path} failed at cycle ${f.cycle}: ${f.message}`).join("\n"));
    this.failures = failures;
  }
}
