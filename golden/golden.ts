// The golden model of a network: steps and whole sequences, in the fastest arithmetic that is exact for it.
import type { EventSequence, IntegerNetwork } from "../src/network/integer.ts";
import { type Arithmetic, exactArithmetics } from "./bounds.ts";
import { exactAdvance } from "./exact.ts";
import { fastAdvance } from "./fast.ts";
import { checkEvents, checkNetwork, checkState, refuse } from "./legal.ts";
import { simdRunner } from "./simd/simd.ts";
import {
  type Begin,
  beginWith,
  emptySteps,
  type GoldenState,
  initialState,
  type LayerStep,
  type Runner,
  type StepEvents,
} from "./state.ts";

/** What a whole sequence, or a part of one, comes to. */
export interface GoldenRun {
  /** Index of the largest logit, the lowest index first. */
  readonly class: number;
  /** The logits after the last step: sums, not divided. `classes` integers. */
  readonly logits: Float64Array;
  /** The state after the last step: what to go on from. */
  readonly state: GoldenState;
}

/** Everything one layer did; T steps, one row a step. */
export interface LayerRecord {
  /** Spikes of step k: addresses[offsets[k]] up to addresses[offsets[k + 1] - 1], ascending. */
  readonly spikes: { readonly offsets: Uint32Array; readonly addresses: Uint32Array };
  /** Scalar drive, T values (none in a layer without slow state). */
  readonly x: Int32Array;
  /** Slow state after each step, T x dim. */
  readonly m: Int32Array;
  /** Membranes after each step, T x neurons. */
  readonly u: Int32Array;
}

export interface GoldenRecord extends GoldenRun {
  readonly layers: readonly LayerRecord[];
  /** Logits after each step, T x classes. */
  readonly logitsPerStep: Float64Array;
}

/** What one step shows: valid until the next step of the same model. Slow state, membranes and logits are in the state. */
export type GoldenStep = readonly Readonly<LayerStep>[];

export interface Golden {
  readonly network: IntegerNetwork;
  /** What `run` and `record` compute in; the results are the same. */
  readonly arithmetic: Arithmetic;
  /** The state before the first step: all zero. */
  initialState(): GoldenState;
  /** Advances `state` by one step with events `addresses[from .. to - 1]`; values null: each counts 1. */
  step(
    state: GoldenState,
    addresses: Uint16Array | Uint32Array,
    values: Uint16Array | null,
    from: number,
    to: number,
  ): GoldenStep;
  /** The steps of `events` after `state` (default: from the start), which is not changed; one of another network is refused. */
  run(events: EventSequence, state?: GoldenState): GoldenRun;
  /** As `run`, with every spike, x, m, u and logit of every step. */
  record(events: EventSequence, state?: GoldenState): GoldenRecord;
}

/** Index of the largest value, the lowest index first. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < values.length; c++) if (values[c] > values[best]) best = c;
  return best;
}

/** Entries of a typed array are whole numbers from 0; those of others need not be. */
function needBelow(end: number, value: number, step: number, event: number, what: string): void {
  if (value >= 0 && value < end && Number.isInteger(value)) return;
  refuse(
    `step ${step}, event ${event}: ${what}`,
    value,
    value >= end ? `below ${end}` : "a whole number from 0",
  );
}

/** Refuses events that `inputs` does not allow; `step` is named in the message. A step without events needs no values. */
function checkStep(
  { channels, valueBits, maxPerStep }: IntegerNetwork["inputs"],
  { addresses, values, from, to }: StepEvents,
  step: number,
): void {
  let sum = to - from;
  const within = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to <= addresses.length;
  if (sum !== 0 && !(within && sum > 0))
    refuse(
      `step ${step}: events`,
      `${from} to ${to}`,
      `from 0 to ${addresses.length}, the number of addresses`,
    );
  if (sum === 0) return;
  for (let e = from; e < to; e++) needBelow(channels, addresses[e], step, e - from, "address");
  if (valueBits === 0) {
    if (values) refuse(`step ${step}: values`, "an array", "null: the network's events carry none");
  } else {
    if (!values)
      refuse(`step ${step}: values`, "null", `an array: the network's events carry ${valueBits} bits`);
    sum = 0;
    for (let e = from; e < to; e++) {
      needBelow(2 ** valueBits, values[e], step, e - from, "value");
      sum += values[e];
    }
  }
  if (sum > maxPerStep) refuse(`step ${step}: the sum of the events' values`, sum, `${maxPerStep} at most`);
}

function recorder(net: IntegerNetwork, T: number) {
  const layers = net.layers.map(({ neurons, memory }) => ({
    spikes: { offsets: new Uint32Array(T + 1), addresses: [] as number[] },
    x: new Int32Array(memory ? T : 0),
    m: new Int32Array(T * (memory?.dim ?? 0)),
    u: new Int32Array(T * neurons),
  }));
  const logitsPerStep = new Float64Array(T * net.readout.classes);

  const take = (k: number, { did, layers: now, logits }: Runner): void => {
    layers.forEach(({ spikes, x, m, u }, l) => {
      const { m: mNow, u: uNow } = now[l];
      for (let s = 0; s < did[l].count; s++) spikes.addresses.push(did[l].spikes[s]);
      spikes.offsets[k + 1] = spikes.addresses.length;
      if (x.length > 0) x[k] = did[l].x;
      m.set(mNow, k * mNow.length);
      u.set(uNow, k * uNow.length);
    });
    logitsPerStep.set(logits, k * net.readout.classes);
  };
  const result = () => ({
    layers: layers.map(({ spikes, ...rest }) => ({
      // The constructor: `from` takes ten times as long.
      spikes: { offsets: spikes.offsets, addresses: new Uint32Array(spikes.addresses) },
      ...rest,
    })),
    logitsPerStep,
  });
  return { take, result };
}

/** An arithmetic that advances a given state. */
const advanceIn = (net: IntegerNetwork, arithmetic: "double" | "bigint") =>
  arithmetic === "double" ? fastAdvance(net) : exactAdvance(net);

const beginIn = (net: IntegerNetwork, arithmetic: Arithmetic): Begin =>
  arithmetic === "int32" ? simdRunner(net) : beginWith(net, advanceIn(net, arithmetic));

/** The first call of `make` makes what all return. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * The golden model of `network`. Throws a GoldenError where the network is not legal, a NetworkKindError where it is none; its steps throw one where
 * an address, a value, the sum of a step's values or the number of steps is not.
 * `arithmetic`: left out, the fastest that is exact for the network; one that is not exact for it is refused.
 */
export function createGolden(network: IntegerNetwork, arithmetic?: Arithmetic): Golden {
  checkNetwork(network);
  const exact = exactArithmetics(network);
  const chosen = arithmetic ?? exact[0];
  if (!exact.includes(chosen)) refuse("arithmetic", chosen, `exact for the network: ${exact.join(" or ")}`);
  const begin = once(() => beginIn(network, chosen));
  const start = once(() => initialState(network));
  // The kernels' memory holds no states between sequences.
  const single = once(() => ({
    advance: advanceIn(network, chosen === "int32" ? "double" : chosen),
    did: emptySteps(network),
  }));
  const events: StepEvents = { addresses: new Uint16Array(0), values: null, from: 0, to: 0 };

  /** The events of the step numbered `step`, where they are allowed. */
  const allowed = (
    step: number,
    addresses: StepEvents["addresses"],
    values: StepEvents["values"],
    from: number,
    to: number,
  ): StepEvents => {
    if (network.maxSteps !== null && step >= network.maxSteps)
      refuse("step", step, `below ${network.maxSteps}, the network's maxSteps`);
    events.addresses = addresses;
    events.values = values;
    events.from = from;
    events.to = to;
    checkStep(network.inputs, events, step);
    return events;
  };

  const runSteps = (
    { steps: T, offsets, addresses, values }: EventSequence,
    given: GoldenState | undefined,
    take?: (k: number, runner: Runner) => void,
  ): GoldenRun => {
    if (given !== undefined) checkState(network, given);
    const from = given ?? start();
    const runner = begin()(from);
    for (let k = 0; k < T; k++) {
      runner.advance(allowed(from.step + k, addresses, values, offsets[k], offsets[k + 1]));
      take?.(k, runner);
    }
    const state = runner.state();
    const logits = state.readout.logits.slice();
    return { class: argmax(logits), logits, state };
  };

  return {
    network,
    arithmetic: chosen,
    initialState: () => initialState(network),
    step(state, addresses, values, from, to) {
      const { advance, did } = single();
      advance(state, allowed(state.step, addresses, values, from, to), did);
      return did;
    },
    run(sequence, state) {
      checkEvents(sequence);
      return runSteps(sequence, state);
    },
    record(sequence, state) {
      checkEvents(sequence);
      const { take, result } = recorder(network, sequence.steps);
      return { ...runSteps(sequence, state, take), ...result() };
    },
  };
}
