// What an integrator is made for: the layers of a core, or the readout.
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { BankSpec } from "./banks.ts";

/** What one job (a layer at a time step) of the integrator works with. */
export interface IntegratedLayer {
  /** Words a weight row takes. */
  readonly groups: number;
  /** First word of the layer in the weight memory. */
  readonly base: number;
}

export interface IntegratorSpec extends BankSpec {
  readonly name: string;
  readonly layers: readonly IntegratedLayer[];
  /** Addresses are below this. */
  readonly inputs: number;
  /** 0: every event counts 1. */
  readonly valueBits: number;
  /** Both banks in one memory: an event waits in a cycle in which the other bank is read. */
  readonly joint: boolean;
  readonly weights: ParameterMemory;
}
