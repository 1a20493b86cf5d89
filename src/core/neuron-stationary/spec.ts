// What is held still while events stream by: the neurons of a core's layers, or the classes of the readout.
import { bit, index, type MemoryStyle, type Type } from "../../hdl/index.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";

/** What one job (a layer at a time step) works with. */
export interface HeldLayer {
  readonly inputs: number;
  /** Groups of `lanes` neurons. */
  readonly groups: number;
  /** First word of the layer in the weight memory. */
  readonly base: number;
}

export interface HeldSpec {
  /** Names of the circuits begin with it. */
  readonly name: string;
  readonly layers: readonly HeldLayer[];
  /** Addresses are below this. */
  readonly inputs: number;
  /** 0: every event counts 1. */
  readonly valueBits: number;
  /** Neurons that are held still together. */
  readonly lanes: number;
  /** Of them, those that leave in one cycle. */
  readonly word: number;
  /** Events of a step that a list holds. */
  readonly depth: number;
  /** Two lists, so that a step arrives while the one before is computed; else one. */
  readonly overlap: boolean;
  /** Cycles from a step's last event to its hand-over, in which other circuits still follow it. */
  readonly settleCycles: number;
  /** Registers between weights, as they come from memory, and their sum. */
  readonly memoryStages: number;
  readonly weights: ParameterMemory;
  /** A sum of weights times values. */
  readonly current: Type;
  readonly style: Exclude<MemoryStyle, "spram">;
}

/** A step that is handed on: it had an event that counts; it is the last of its sequence. Its sums lie in no bank. */
export const heldJob = { touched: bit, end: bit, bank: index(1) };
