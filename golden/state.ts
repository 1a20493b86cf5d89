// What the model remembers between steps, and what one step shows.
import type { IntegerNetwork } from "../src/network/integer.ts";

/** Of one layer. Plain numbers: copying them is all that stopping and resuming takes. */
export interface LayerState {
  /** The slow state, `dim` values (none in a layer without one). */
  readonly m: Int32Array;
  /** The membranes, `neurons` values. */
  readonly u: Int32Array;
  /** The slow current of the last refresh, `neurons` values (integers); what a held current is taken from. */
  readonly held: Float64Array;
}

export interface ReadoutState {
  /** Membranes of the mode "mean-membrane", `classes` values. */
  readonly u: Int32Array;
  /** The logits so far: the sum over the last `lastSteps` steps, `classes` integers. */
  readonly logits: Float64Array;
  /** The terms of that sum, step k at row k mod lastSteps (empty where all steps count). */
  readonly recent: Float64Array;
}

export interface GoldenState {
  /** Steps done since the start of the sequence. */
  step: number;
  readonly layers: readonly LayerState[];
  readonly readout: ReadoutState;
}

/** Everything zero: the state before the first step of a sequence. */
export function initialState(net: IntegerNetwork): GoldenState {
  const { classes, lastSteps } = net.readout;
  return {
    step: 0,
    layers: net.layers.map(({ neurons, memory }) => ({
      m: new Int32Array(memory?.dim ?? 0),
      u: new Int32Array(neurons),
      held: new Float64Array(memory ? neurons : 0),
    })),
    readout: {
      u: new Int32Array(classes),
      logits: new Float64Array(classes),
      recent: new Float64Array((lastSteps ?? 0) * classes),
    },
  };
}

export const copyReadout = ({ u, logits, recent }: ReadoutState): ReadoutState => ({
  u: u.slice(),
  logits: logits.slice(),
  recent: recent.slice(),
});

/** A copy that shares nothing with `state`. */
export const copyState = ({ step, layers, readout }: GoldenState): GoldenState => ({
  step,
  layers: layers.map(({ m, u, held }) => ({ m: m.slice(), u: u.slice(), held: held.slice() })),
  readout: copyReadout(readout),
});

/** What a layer did in one step. */
export interface LayerStep {
  /** The scalar drive (0 in a layer without slow state). */
  x: number;
  /** Neurons that fired, in ascending order: the first `count` entries. */
  readonly spikes: Uint32Array;
  count: number;
}

export const emptySteps = (net: IntegerNetwork): LayerStep[] =>
  net.layers.map(({ neurons }) => ({ x: 0, spikes: new Uint32Array(neurons), count: 0 }));

/** Events of one step: `addresses[from]` up to `addresses[to - 1]`; values null: each counts 1. */
export interface StepEvents {
  addresses: Uint16Array | Uint32Array;
  values: Uint16Array | null;
  from: number;
  to: number;
}

/** One step of a network: advances `state` and writes what each layer did into `steps`. */
export type Advance = (state: GoldenState, events: StepEvents, steps: readonly LayerStep[]) => void;

/** A sequence under way. What it shows is that of the last step, and is overwritten by the next. */
export interface Runner {
  advance(events: StepEvents): void;
  readonly did: readonly Readonly<LayerStep>[];
  readonly layers: readonly Pick<LayerState, "m" | "u">[];
  readonly logits: Float64Array;
  /** The state after the last step; asked for once, when no step follows. */
  state(): GoldenState;
}

/** Begins after a state, which stays as it is. */
export type Begin = (from: GoldenState) => Runner;

/** Sequences by an arithmetic that advances states. */
export const beginWith =
  (network: IntegerNetwork, advance: Advance): Begin =>
  (from) => {
    const state = copyState(from);
    const did = emptySteps(network);
    return {
      advance: (events) => advance(state, events, did),
      did,
      layers: state.layers,
      logits: state.readout.logits,
      state: () => state,
    };
  };
