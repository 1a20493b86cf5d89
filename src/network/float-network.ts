// The float network: a description together with its parameters, as the trained network has them.

import type { NetworkDescription } from "./description.ts";
import { isNetwork, NetworkKindError } from "./integer.ts";
import type { FloatMatrix } from "./matrix.ts";

/** The slow pathway of a layer with C inputs, N neurons and a slow state of dimension d. */
export interface FloatMemory {
  /** Wx, C values, and bx: x = relu(Wx . s + bx). */
  readonly drive: { readonly weights: Float64Array; readonly bias: number };
  /** A, d x d: m[k] = A m[k-1] + B x[k]. */
  readonly transition: FloatMatrix;
  /** B, d values. */
  readonly input: Float64Array;
  /** Wm, N x d: the slow current is Wm m[k]. */
  readonly output: FloatMatrix;
}

/**
 * Parameters of one layer. The gain of a time constant (1/tau) is already in `fast`, `bias` and `memory.output`, the scale
 * of the inputs in `fast` and `memory.drive` of the first layer.
 */
export interface FloatLayer {
  readonly inputs: number;
  readonly neurons: number;
  /** Factor of the membrane each time step, N values. */
  readonly beta: Float64Array;
  /** Where it fires, N values. */
  readonly threshold: Float64Array;
  readonly reset: "subtract" | "zero";
  /** What "subtract" takes, N values; left out: the threshold. */
  readonly resetBy?: Float64Array;
  /** Wf, N x C: the fast current is Wf s[k]. */
  readonly fast: FloatMatrix;
  /** b, N values, added to the membrane each step. */
  readonly bias: Float64Array;
  /** Null: a plain leaky integrate-and-fire layer. */
  readonly memory: FloatMemory | null;
}

/** The readout; with a time constant its gain (1/tau) is already in the weights and the bias. */
export interface FloatReadout {
  /** Wo, classes x neurons of the last layer. */
  readonly weights: FloatMatrix;
  /** bo, one value a class. */
  readonly bias: Float64Array;
  /** Factor of the membranes each step, for "mean-membrane"; null for "mean-logits". */
  readonly beta: number | null;
}

export interface FloatNetwork {
  readonly description: NetworkDescription;
  /** One for each layer of the description. */
  readonly layers: readonly FloatLayer[];
  readonly readout: FloatReadout;
}

/** @throws NetworkKindError where `value` is no float network */
export function needFloatNetwork(value: FloatNetwork): void {
  if (!isNetwork(value, "description"))
    throw new NetworkKindError(
      "not a float network: loadCheckpoint makes one of a description and its weights, floatNetwork of parameters",
    );
}
