// What an import gives, from whatever file: a network in our own terms, and what is to be known of it.
import type { FloatNetwork } from "../network/index.ts";
import type { MembraneZeros } from "./zeros.ts";

export interface Imported {
  readonly network: FloatNetwork;
  /** What the file is: "PyTorch cells of the published code" and the like. */
  readonly source: string;
  /** What was assumed, or left out because it changes nothing; a sentence each. */
  readonly notes: readonly string[];
  /** Of membranes, where the file counts them from elsewhere; left out: all are the same. */
  readonly zeros?: MembraneZeros;
}

/** What no file of weights says, and the user or the exporting framework does. */
export interface ImportOptions {
  /** Name of the network: becomes a Verilog module name. */
  readonly name: string;
  /** Seconds of one time step; null: not said. */
  readonly timestep: number | null;
  /** Most time steps of a sequence; null: not said. */
  readonly maxSteps: number | null;
  /** Trained on pixels of 0 to 1, which come as events of 0 to 255. Default: events count 1. */
  readonly pixels?: boolean;
}

/** Seconds of a step where nobody says: the weights do not depend on it, only how spike times become steps. */
export const assumedTimestep = 1e-3;

/** The options as fields of a description, and what they leave open as notes. */
export function generalFields({ name, timestep, maxSteps, pixels = false }: ImportOptions) {
  const notes = [
    ...(timestep === null
      ? [`time step: ${assumedTimestep} s assumed; it says only how spike times become steps (--timestep)`]
      : []),
    ...(maxSteps === null ? ["longest sequence: 1024 steps assumed (--steps)"] : []),
  ];
  return {
    name,
    inputs: { timestep: timestep ?? assumedTimestep, ...(pixels ? { valueBits: 8, scale: 1 / 255 } : {}) },
    ...(maxSteps === null ? {} : { maxSteps }),
    notes,
  };
}
