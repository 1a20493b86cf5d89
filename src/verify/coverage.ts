// What the cases of a shape reached: neurons that fired, classes that won, words of memories, ends of sums.
import { type NetworkPlan, parametersOf } from "../core/index.ts";
import type { VerifyCase } from "./case.ts";
import { endsOf } from "./ends.ts";
import type { Expected } from "./expect.ts";

/** So many of so many. */
export interface Share {
  readonly reached: number;
  readonly total: number;
}

export interface Coverage {
  /** Neurons that fired. */
  readonly neurons: Share;
  /** Classes that were answered. */
  readonly classes: Share;
  /** Words of weight memories that were read; every word of every other memory is read and written in two steps. */
  readonly words: Share;
  /** Both ends of every sum and of every value that saturates, as far as the directed cases drove them. */
  readonly ends: Share;
  /** Ends that were not reached: some cannot be, with the network's own weights. */
  readonly missingEnds: readonly string[];
}

const none: Share = { reached: 0, total: 0 };
export const noCoverage: Coverage = {
  neurons: none,
  classes: none,
  words: none,
  ends: none,
  missingEnds: [],
};

const addShare = (a: Share, b: Share): Share => ({
  reached: a.reached + b.reached,
  total: a.total + b.total,
});
export const addCoverage = (a: Coverage, b: Coverage): Coverage => ({
  neurons: addShare(a.neurons, b.neurons),
  classes: addShare(a.classes, b.classes),
  words: addShare(a.words, b.words),
  ends: addShare(a.ends, b.ends),
  missingEnds: [],
});

/** A set of small numbers that knows when it is full. */
class Marks {
  private readonly marked: Uint8Array;
  reached = 0;

  constructor(total: number) {
    this.marked = new Uint8Array(total);
  }

  get total(): number {
    return this.marked.length;
  }

  add(values: ArrayLike<number>): void {
    if (this.reached === this.total) return;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]!;
      if (value >= this.total || this.marked[value] === 1) continue;
      this.marked[value] = 1;
      this.reached += 1;
    }
  }
}

/** Collects what the cases of a shape reach. */
export function coverageOf(plan: NetworkPlan) {
  const { network } = plan;
  const channels = new Marks(network.inputs.channels);
  const neurons = network.layers.map((l) => new Marks(l.neurons));
  const classes = new Marks(network.readout.classes);
  const ends = endsOf(network, plan.hardware.parameters === "loaded");
  const depth = parametersOf(plan).all.reduce((sum, m) => sum + m.depth, 0);

  /** Words of Wf, Wx and Wo that nothing has asked for. */
  const unread = (): number => {
    const layers = plan.cores.flatMap((c) => c.layers);
    const inputs = [channels, ...neurons];
    const missing = (marks: Marks) => marks.total - marks.reached;
    return (
      layers.reduce((sum, l) => sum + missing(inputs[l.index]!) * (l.spikeGroups + (l.dim > 0 ? 1 : 0)), 0) +
      missing(neurons.at(-1)!) * plan.readout.groups
    );
  };
  return {
    add({ legal, records }: Expected): void {
      for (const s of legal) channels.add(s.addresses);
      for (const { layers } of records)
        for (const [i, { spikes }] of layers.entries()) neurons[i]!.add(spikes.addresses);
      classes.add(records.map((r) => r.class));
    },
    /** Looks at the sums of a case too. */
    addEnds({ reload, network: own }: VerifyCase, { legal, records }: Expected): void {
      legal.forEach((s, i) => {
        const net = reload !== null && i >= reload.before ? reload.network : own;
        if (s.steps <= (network.maxSteps ?? Infinity)) ends.see(net, s, records[i]!);
      });
    },
    result(): Coverage {
      const { missing, ...reached } = ends.result();
      const fired = neurons.map(({ reached: r, total }) => ({ reached: r, total }));
      return {
        neurons: fired.reduce(addShare, none),
        classes: { reached: classes.reached, total: classes.total },
        words: { reached: depth - unread(), total: depth },
        ends: reached,
        missingEnds: missing,
      };
    },
  };
}
