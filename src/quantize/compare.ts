// What quantizing changed: the float network and the integer network over the same recordings.
import {
  type EventSequence,
  type FloatModel,
  type FloatNetwork,
  floatModel,
  type IntegerNetwork,
} from "../network/index.ts";
import { QuantizeError } from "./error.ts";

/** Events with the class they belong to, where it is known. */
export type LabelledSequence = EventSequence & { readonly label?: number | null };

/** Runs an integer network and shows everything; `createGolden` of golden/ is one. */
export type IntegerModel = (network: IntegerNetwork) => {
  record(events: EventSequence): {
    readonly class: number;
    readonly layers: readonly {
      readonly spikes: { readonly offsets: Uint32Array; readonly addresses: Uint32Array };
      readonly x: Int32Array;
      readonly m: Int32Array;
      readonly u: Int32Array;
    }[];
  };
};

/** How often a quantity stood at an end of its width, of how many values. */
export interface Saturation {
  readonly count: number;
  readonly of: number;
}

export interface LayerComparison {
  /** The scalar drive at its largest value (its other end, 0, is what the relu gives). */
  readonly x: Saturation;
  readonly m: Saturation;
  readonly u: Saturation;
  readonly spikes: {
    readonly float: number;
    readonly integer: number;
    /** Neurons and steps at which only one of the two fired. */
    readonly differ: number;
  };
}

export interface Comparison {
  readonly recordings: number;
  readonly layers: readonly LayerComparison[];
  /** Recordings whose class differs. */
  readonly classesDiffer: number;
  /** Share of the labelled recordings that got their label; null where none is labelled. */
  readonly accuracy: { readonly float: number; readonly integer: number } | null;
}

interface Spikes {
  readonly offsets: Uint32Array;
  readonly addresses: Uint32Array;
}

/** Entries that only one of the two has; both ascend within a step. */
function spikesThatDiffer(a: Spikes, b: Spikes): number {
  let differ = 0;
  for (let k = 0; k + 1 < a.offsets.length; k++) {
    let i = a.offsets[k];
    let j = b.offsets[k];
    while (i < a.offsets[k + 1] && j < b.offsets[k + 1]) {
      if (a.addresses[i] === b.addresses[j]) {
        i++;
        j++;
        continue;
      }
      differ++;
      if (a.addresses[i] < b.addresses[j]) i++;
      else j++;
    }
    differ += a.offsets[k + 1] - i + (b.offsets[k + 1] - j);
  }
  return differ;
}

const countAt = (values: Int32Array, low: number, high: number): number =>
  values.reduce((count, value) => count + (value === low || value === high ? 1 : 0), 0);

const signedEnds = (bits: number): [number, number] => [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];

/**
 * Runs both networks over `recordings`. `model`: what runs the integer network, `createGolden` say. `runFloat`: what runs the
 * float one, if it has been prepared.
 */
export function compareNetworks(
  float: FloatNetwork,
  integer: IntegerNetwork,
  recordings: readonly LabelledSequence[],
  model: IntegerModel,
  runFloat: FloatModel = floatModel(float),
): Comparison {
  if (recordings.length === 0) throw new QuantizeError("comparison: no recordings; at least one is needed");
  const golden = model(integer);
  const layers = integer.layers.map(() => ({
    x: { count: 0, of: 0 },
    m: { count: 0, of: 0 },
    u: { count: 0, of: 0 },
    spikes: { float: 0, integer: 0, differ: 0 },
  }));
  const right = { float: 0, integer: 0, labelled: 0 };
  let classesDiffer = 0;

  for (const [i, events] of recordings.entries()) {
    const a = runFloat(events, { record: true });
    const b = golden.record(events);
    if (a.class !== b.class) classesDiffer++;
    if (typeof events.label === "number") {
      if (events.label >= integer.readout.classes)
        throw new QuantizeError(
          `comparison: recording ${i} has the label ${events.label}, but the network has ${integer.readout.classes} classes`,
        );
      right.labelled++;
      if (a.class === events.label) right.float++;
      if (b.class === events.label) right.integer++;
    }
    b.layers.forEach(({ spikes, x, m, u }, l) => {
      const { memory, membraneBits } = integer.layers[l];
      const to = layers[l];
      const floatSpikes = a.trace!.layers[l].spikes;
      to.spikes.float += floatSpikes.addresses.length;
      to.spikes.integer += spikes.addresses.length;
      to.spikes.differ += spikesThatDiffer(floatSpikes, spikes);
      to.u.count += countAt(u, ...signedEnds(membraneBits));
      to.u.of += u.length;
      if (!memory) return;
      const top = 2 ** memory.drive.bits - 1;
      to.x.count += countAt(x, top, top);
      to.x.of += x.length;
      to.m.count += countAt(m, ...signedEnds(memory.state.bits));
      to.m.of += m.length;
    });
  }
  const { labelled } = right;
  return {
    recordings: recordings.length,
    layers,
    classesDiffer,
    accuracy: labelled > 0 ? { float: right.float / labelled, integer: right.integer / labelled } : null,
  };
}
