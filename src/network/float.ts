// The float reference: a whole sequence through a float network, in float64.
import { addProduct, type LayerState, layerStep, places, restingState, transposed } from "./float-layer.ts";
import { type FloatNetwork, type FloatReadout, needFloatNetwork } from "./float-network.ts";
import type { EventSequence } from "./integer.ts";
import { checkSequence } from "./sequence.ts";

/** Everything a network remembers between time steps. */
export interface FloatState {
  /** Time steps since the sequence began; dilation counts from there. */
  readonly step: number;
  readonly layers: readonly LayerState[];
  /** Membranes of a "mean-membrane" readout, one a class. */
  readonly readout: Float64Array;
}

/** What one layer did over T steps. */
export interface LayerTrace {
  /** Its spikes: those of step k are addresses[offsets[k]] up to addresses[offsets[k + 1]], ascending. */
  readonly spikes: { readonly offsets: Uint32Array; readonly addresses: Uint32Array };
  /** x, T values. */
  readonly drive: Float64Array;
  /** m after each step, T x d. */
  readonly slow: Float64Array;
  /** u of each step before the reset, T x N. */
  readonly beforeReset: Float64Array;
  /** u after each step, T x N. */
  readonly membrane: Float64Array;
}

export interface FloatTrace {
  readonly layers: readonly LayerTrace[];
  /** What each step adds to the logits before the mean, T x classes. */
  readonly logits: Float64Array;
}

export interface FloatResult {
  /** The class with the largest logit, the lowest of several. */
  readonly class: number;
  /** Mean over the steps of this run that the readout uses, one value a class. */
  readonly logits: Float64Array;
  /** Number of spikes of each layer over the whole run. */
  readonly spikes: readonly number[];
  /** To continue the sequence from. */
  readonly state: FloatState;
  /** Null unless asked for. */
  readonly trace: FloatTrace | null;
}

export interface FloatOptions {
  /** Keep every intermediate value. Default: no. */
  readonly record?: boolean;
  /** Where to continue; it is not changed. Default: at rest, at the start of a sequence. */
  readonly state?: FloatState;
}

export type FloatModel = (events: EventSequence, options?: FloatOptions) => FloatResult;

/** The state at the start of a sequence: everything zero. */
export const initialFloatState = ({ layers, readout }: FloatNetwork): FloatState => ({
  step: 0,
  layers: layers.map(restingState),
  readout: new Float64Array(readout.bias.length),
});

/**
 * Prepares a network to run many sequences. Throws NetworkKindError where it is none; the model throws SequenceError where the
 * network does not accept the events.
 */
export function floatModel(network: FloatNetwork): FloatModel {
  needFloatNetwork(network);
  const { description, layers } = network;
  const steps = layers.map((layer, l) => layerStep(layer, description.layers[l]));
  const readOut = readoutStep(network.readout);
  const inputs = new Float64Array(description.inputs.channels);
  const spikes = layers.map(({ neurons }) => new Float64Array(neurons));
  const beforeReset = layers.map(({ neurons }) => new Float64Array(neurons));
  const contribution = new Float64Array(network.readout.bias.length);

  return (events, options = {}) => {
    const start = options.state ?? initialFloatState(network);
    checkSequence(description, events, start.step);
    const state = structuredClone({ ...start, step: start.step + events.steps });
    const recorder = options.record ? recorderFor(network, events.steps) : null;
    const counts = layers.map(() => 0);
    const sums = new Float64Array(contribution.length);
    const used = Math.min(events.steps, description.readout.lastSteps ?? events.steps);
    for (let k = 0; k < events.steps; k++) {
      inputs.fill(0);
      for (let e = events.offsets[k]; e < events.offsets[k + 1]; e++)
        inputs[events.addresses[e]] += events.values ? events.values[e] : 1;
      for (let l = 0; l < layers.length; l++) {
        const s = l === 0 ? inputs : spikes[l - 1];
        const x = steps[l](state.layers[l], start.step + k, s, spikes[l], beforeReset[l]);
        const fired = spikes[l];
        let count = 0;
        for (let n = 0; n < fired.length; n++) count += fired[n];
        counts[l] += count;
        recorder?.layer(l, k, x, spikes[l], beforeReset[l], state.layers[l]);
      }
      readOut(state.readout, spikes[layers.length - 1], contribution);
      recorder?.logits(k, contribution);
      if (k >= events.steps - used) for (let c = 0; c < sums.length; c++) sums[c] += contribution[c];
    }
    const logits = sums.map((sum) => sum / used);
    return { class: argmax(logits), logits, spikes: counts, state, trace: recorder?.trace() ?? null };
  };
}

/** Runs one sequence; `floatModel` is faster for several. @throws SequenceError where the network does not accept it */
export const runFloat = (network: FloatNetwork, events: EventSequence, options?: FloatOptions): FloatResult =>
  floatModel(network)(events, options);

/** Prepares one step of the readout: it writes what the step adds to the logits. */
function readoutStep({ weights, bias, beta }: FloatReadout) {
  const columns = transposed(weights);
  return (membrane: Float64Array, spikes: Float64Array, contribution: Float64Array): void => {
    contribution.set(bias);
    addProduct(contribution, columns, spikes, places(spikes));
    if (beta === null) return;
    for (let c = 0; c < contribution.length; c++) contribution[c] += beta * membrane[c];
    membrane.set(contribution);
  };
}

const argmax = (values: Float64Array) => values.reduce((best, v, i) => (v > values[best] ? i : best), 0);

/** Keeps the values of every step. */
function recorderFor({ layers, readout }: FloatNetwork, steps: number) {
  const classes = readout.bias.length;
  const logits = new Float64Array(steps * classes);
  const kept = layers.map(({ neurons, memory }) => ({
    offsets: new Uint32Array(steps + 1),
    addresses: [] as number[],
    drive: new Float64Array(steps),
    slow: new Float64Array(steps * (memory?.input.length ?? 0)),
    beforeReset: new Float64Array(steps * neurons),
    membrane: new Float64Array(steps * neurons),
  }));
  return {
    layer(
      l: number,
      k: number,
      x: number,
      spikes: Float64Array,
      beforeReset: Float64Array,
      state: LayerState,
    ) {
      const to = kept[l];
      for (let n = 0; n < spikes.length; n++) if (spikes[n] !== 0) to.addresses.push(n);
      to.offsets[k + 1] = to.addresses.length;
      to.drive[k] = x;
      to.slow.set(state.slow, k * state.slow.length);
      to.beforeReset.set(beforeReset, k * spikes.length);
      to.membrane.set(state.membrane, k * spikes.length);
    },
    logits: (k: number, contribution: Float64Array) => logits.set(contribution, k * classes),
    trace: (): FloatTrace => ({
      layers: kept.map(({ offsets, addresses, ...rest }) => ({
        spikes: { offsets, addresses: Uint32Array.from(addresses) },
        ...rest,
      })),
      logits,
    }),
  };
}
