// What a circuit is to those who use it, before and after its body has run.
import type { CircuitIR } from "./ir.ts";
import type { PortShapes } from "./values.ts";

/** An elaborated circuit, and what its users need to know of it beyond its ports. */
export interface Elaborated {
  readonly ir: CircuitIR;
  /** Circuits instantiated in it. */
  readonly children: readonly Elaborated[];
  /** Of each output, the inputs that reach it without a register or memory between. */
  readonly paths: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What of a circuit's source its plain data hold. */
export interface ElaborateOptions {
  /** Also what `work` says, with all that it depends on: for `counted`. */
  readonly work?: boolean;
}

/** A circuit that can be instantiated, printed and simulated. Elaborated on first use, once with each set of options. */
export interface Circuit<I extends PortShapes = PortShapes, O extends PortShapes = PortShapes> {
  readonly name: string;
  readonly inputs: I;
  readonly outputs: O;
  /** The circuit as plain data, with what its users need to check it. Throws `HdlError` where it breaks a rule. */
  elaborate(options?: ElaborateOptions): Elaborated;
}
