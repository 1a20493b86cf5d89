// What the plan of a network's hardware says: every size, address base and type of its cores. Plain data.
import type { Type } from "../../hdl/index.ts";
import type { IntegerLayer, IntegerNetwork } from "../../network/integer.ts";
import type { Hardware } from "../hardware.ts";

/** The memories of a core in which its layers lie one after the other. */
export type LayeredMemory = "weights" | "drive" | "slow" | "update" | "neuron" | "state";

/** One layer within its core. */
export interface LayerPlan {
  /** Number of the layer in the network. */
  readonly index: number;
  readonly layer: IntegerLayer;
  /** Dimension of the slow state; 0 without. */
  readonly dim: number;
  /** Words of spike lanes a row of Wf takes. */
  readonly spikeGroups: number;
  /** Groups of memory lanes the neurons take. */
  readonly memoryGroups: number;
  /** Groups of update lanes the slow states take. */
  readonly updateGroups: number;
  /** Words of neuron lanes the membranes take. */
  readonly words: number;
  /** First word of the layer in each memory of its core. */
  readonly base: Readonly<Record<LayeredMemory, number>>;
}

/** One core: the layers it computes in turn, its lanes and its types. */
export interface CorePlan {
  readonly name: string;
  readonly hardware: Hardware;
  readonly layers: readonly LayerPlan[];
  /** Largest number of inputs of a layer of this core. */
  readonly inputs: number;
  /** Width of an event's value; 0: every event counts 1. Only the first layer of the network has values. */
  readonly valueBits: number;
  readonly lanes: {
    readonly spike: number;
    readonly memory: number;
    readonly update: number;
    /** Lanes of the fused neuron pass: a word of membranes. */
    readonly neuron: number;
  };
  /** Neuron words a group of memory lanes takes. */
  readonly wordsPerGroup: number;
  /** Neuron words that a word of collected currents holds; 1 where none are collected. */
  readonly wordsPerRead: number;
  /** Groups of memory lanes in a group of neurons that is held still; 1 where events are. */
  readonly groupsPerMeeting: number;
  /**
   * Depth of each memory in words. `state`: of one of the two halves (old and new slow state). `currents`: of a bank;
   * `events`: of a list. The dataflow that has none of them has 1.
   */
  readonly depth: Readonly<Record<LayeredMemory | "currents" | "events", number>>;
  readonly types: CoreTypes;
  /** Some layer has a slow state. */
  readonly hasMemory: boolean;
  /** Some layer does not refresh its slow current at every step. */
  readonly dilated: boolean;
  /** Some layer holds its slow current between refreshes. */
  readonly holds: boolean;
  /** Some layer's neurons have leaks, thresholds, or what is subtracted from them, of their own: a memory holds those of all layers. */
  readonly own: Readonly<Record<"leaks" | "thresholds" | "resets", boolean>>;
}

/** The types of a core's values. What no layer has is 0. */
export interface CoreTypes {
  readonly weight: Type;
  readonly current: Type;
  readonly driveWeight: Type;
  readonly driveSum: Type;
  readonly drive: Type;
  readonly state: Type;
  /** What a term multiplies: a slow state or the scalar drive. */
  readonly multiplicand: Type;
  readonly slowWeight: Type;
  readonly slowSum: Type;
  readonly updateWeight: Type;
  readonly updateSum: Type;
  readonly bias: Type;
  /** The factor of a leak, the threshold, and what a reset subtracts, where neurons have their own. */
  readonly leak: Type;
  readonly threshold: Type;
  readonly reset: Type;
  /** The slow current: the slow sum after its shift. */
  readonly slowCurrent: Type;
  /** The slow current that some layer holds between refreshes. */
  readonly heldCurrent: Type;
  readonly membrane: Type;
}

export interface ReadoutPlan {
  readonly classes: number;
  readonly inputs: number;
  readonly lanes: number;
  readonly groups: number;
  readonly hardware: Hardware;
  readonly types: {
    readonly weight: Type;
    readonly current: Type;
    readonly bias: Type;
    /** What one step adds to a class. */
    readonly step: Type;
    readonly logit: Type;
    readonly membrane: Type;
  };
}

export interface NetworkPlan {
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
  readonly cores: readonly CorePlan[];
  readonly readout: ReadoutPlan;
}
