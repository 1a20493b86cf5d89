// One layer in the kernels' memory: both pathways, then the neurons.
import { type IntegerLayer, ofNeuron } from "../../src/network/integer.ts";
import type { LayerState, LayerStep } from "../state.ts";
import { eventSums, type PlacedEvents } from "./events.ts";
import { neuronConstants } from "./kernels.ts";
import type { Layout, Opened } from "./memory.ts";
import { shiftOf } from "./shift.ts";
import { slowPathway } from "./slow-state.ts";

/** A layer that is being run. */
export interface RunningLayer {
  /** What it did in the last step; what it remembers. Both lie in the memory, or are overwritten by the next step. */
  readonly did: LayerStep;
  readonly state: { readonly m: Int32Array; readonly u: Int32Array; readonly held: Int32Array };
  /** The spikes of the last step, as events for the next layer. */
  readonly spikes: PlacedEvents;
  set(state: LayerState): void;
  /** A step: `start`, `add` once or more, `finish` for the step numbered `step`. */
  start(): void;
  add(events: Readonly<PlacedEvents>): void;
  finish(step: number): void;
}

const none = new Int32Array(0);

function constantsOf({ leak, fast, reset, membraneBits }: IntegerLayer): Int32Array {
  const most = 2 ** (membraneBits - 1) - 1;
  const [leakShift, fastShift] = [shiftOf(leak.shift), shiftOf(fast.shift)];
  const values: Record<(typeof neuronConstants)[number], number> = {
    leakHalf: leakShift.half,
    leakRight: leakShift.right,
    fastLeft: fastShift.left,
    fastHalf: fastShift.half,
    fastRight: fastShift.right,
    reset: reset === "subtract" ? -1 : 0,
    least: -most - 1,
    most,
  };
  return Int32Array.from(neuronConstants, (name) => values[name]);
}

/** Lays out a layer; what is returned opens it where it was laid out. */
export function layerParts(layout: Layout, layer: IntegerLayer) {
  const { neurons, memory, leak, threshold, resetBy = threshold } = layer;
  const fast = eventSums(layout, layer.fast.weights);
  const slow = memory && slowPathway(layout, memory);
  /** A number of each neuron, and of what pads them. */
  const keepNumbers = (of: (n: number) => number, padding = 0): number =>
    layout.keep(Int32Array.from({ length: fast.rows }, (_, n) => (n < neurons ? of(n) : padding)));
  const biasAt = keepNumbers((n) => layer.bias.values[n]);
  const { left } = shiftOf(leak.shift);
  const factorsAt = keepNumbers((n) => ofNeuron(leak.factor, n) << left);
  // Padding stays at 0 and never fires.
  const thresholdsAt = keepNumbers((n) => ofNeuron(threshold, n), 2 ** 31 - 1);
  const takenAt = keepNumbers((n) => ofNeuron(resetBy, n));
  const constantsAt = layout.keep(constantsOf(layer));
  const uAt = layout.room(4 * fast.rows);
  const firedAt = layout.room(fast.rows / 8);
  const spikesAt = layout.room(4 * neurons);
  // No slow current: stays as it is laid out, all zero.
  const quietAt = layout.room(4 * fast.rows);
  const drive = memory?.drive.weights.values ?? none;

  return ({ buffer, kernels }: Opened): RunningLayer => {
    const sums = fast.open({ buffer, kernels });
    const pathway = slow?.open({ buffer, kernels }) ?? null;
    const words = new Uint32Array(buffer);
    const u = new Int32Array(buffer, uAt, neurons);
    const fired = new Int32Array(buffer, firedAt, fast.rows / 32);
    const did: LayerStep = { x: 0, spikes: new Uint32Array(buffer, spikesAt, neurons), count: 0 };
    const spikes: PlacedEvents = { at: spikesAt, count: 0, values: null };
    const state = { m: pathway?.m ?? none, u, held: pathway?.held ?? none };
    let driveSum = 0;
    return {
      did,
      state,
      spikes,
      set(from) {
        state.m.set(from.m);
        state.u.set(from.u);
        state.held.set(from.held);
      },
      start() {
        sums.start();
        driveSum = 0;
      },
      add(events) {
        sums.add(events);
        if (pathway === null) return;
        const first = events.at / 4;
        const end = first + events.count;
        const behind = events.values;
        let sum = 0;
        if (behind === null) for (let e = first; e < end; e++) sum += drive[words[e]];
        else for (let e = first; e < end; e++) sum += drive[words[e]] * words[e + behind / 4];
        driveSum += sum;
      },
      finish(step) {
        let currentAt = quietAt;
        if (memory !== null) {
          const refresh = step % memory.dilation === 0;
          did.x = pathway!.step(driveSum, refresh);
          if (refresh || memory.refresh === "hold") currentAt = slow!.current;
        }
        kernels.neurons(
          uAt,
          fast.at,
          currentAt,
          biasAt,
          factorsAt,
          thresholdsAt,
          takenAt,
          4 * fast.rows,
          constantsAt,
          firedAt,
        );
        const addresses = did.spikes;
        let count = 0;
        for (let w = 0; w < fired.length; w++)
          for (let word = fired[w]; word !== 0; word &= word - 1) {
            addresses[count++] = 32 * w + 31 - Math.clz32(word & -word);
          }
        did.count = count;
        spikes.count = count;
      },
    };
  };
}
