// What the probes of a core showed in one simulation, sorted by layer and quantity.
import type { NetworkPlan } from "../core/index.ts";
import type { Bench, CaseResult, Column } from "../simulate/index.ts";

/** Values in the order of steps and, within a step, of indices; NaN where nothing was shown. `cycles`: when. */
export interface Track {
  readonly values: Float64Array;
  readonly cycles: Uint32Array;
}

/** What was seen of one layer. */
export interface ObservedLayer {
  /** Scalar drive: one value a step (none without slow state). */
  readonly drive: Track;
  /** Slow states: `dim` values a step. */
  readonly state: Track;
  /** Membranes after the step: `neurons` values a step. Null where the hardware does not compute them. */
  readonly membrane: Track | null;
  /** 1 where the neuron fired: `neurons` values a step. */
  readonly spike: Track;
}

export interface Observed {
  readonly layers: readonly ObservedLayer[];
  /** `classes` values a step. */
  readonly logit: Track;
}

const track = (length: number): Track => ({
  values: new Float64Array(length).fill(Number.NaN),
  cycles: new Uint32Array(length),
});

/** The records of one monitor: when, and its columns by the rest of their port's name. */
export interface Shown {
  readonly cycles: Uint32Array;
  readonly column: (field: string) => Column;
  /** Some of its probes have nothing that stands for them. */
  readonly unseen: boolean;
}

export function recordsOf(bench: Bench, result: CaseResult, name: string): Shown {
  const monitor = bench.monitors.find((m) => m.name === name);
  const taken = result.monitors[name];
  const columns = new Map<string, Column>();
  monitor?.fields.forEach((f, i) => {
    columns.set((f.shows ?? f.port).slice(`probe_${name}_`.length), taken!.columns[i]!);
  });
  const cycles = taken?.cycles ?? new Uint32Array(0);
  // A field that is not there has only the value 0.
  const column = (field: string): Column => columns.get(field) ?? new Uint32Array(cycles.length);
  return { cycles, column, unseen: (monitor?.unseen ?? []).length > 0 };
}

/** Which records belong to a layer of a core, in order: a number that the core has no layer for belongs to none. */
function recordsOfLayer(layers: Column, at: number, count: number, only: boolean): Uint32Array {
  const found = new Uint32Array(count);
  let n = 0;
  for (let i = 0; i < count; i += 1) if (only || Number(layers[i]) === at) found[n++] = i;
  return found.subarray(0, n);
}

/** Sorts the records of a result by what they show. */
export function observe(
  { cores, network, readout }: NetworkPlan,
  bench: Bench,
  result: CaseResult,
): Observed {
  const layers: ObservedLayer[] = [];
  for (const core of cores) {
    const only = core.layers.length === 1;
    const drives = recordsOf(bench, result, `${core.name}_drive`);
    const states = recordsOf(bench, result, `${core.name}_state`);
    const membranes = recordsOf(bench, result, `${core.name}_membrane`);
    const lanes = core.lanes.neuron;
    core.layers.forEach(({ index: layer, dim, words, layer: { neurons } }, at) => {
      const of = ({ cycles, column }: ReturnType<typeof recordsOf>) =>
        recordsOfLayer(column("layer"), at, cycles.length, only);

      const mine = of(drives);
      const drive = track(dim === 0 ? 0 : mine.length);
      const value = drives.column("value");
      for (let i = 0; i < drive.values.length; i += 1) {
        drive.values[i] = Number(value[mine[i]!]);
        drive.cycles[i] = drives.cycles[mine[i]!]!;
      }

      const written = of(states);
      const state = track(dim === 0 ? 0 : Math.ceil(written.length / dim) * dim);
      const [index, slow] = [states.column("index"), states.column("value")];
      for (let i = 0; dim > 0 && i < written.length; i += 1) {
        const own = Number(index[written[i]!]);
        if (own >= dim) continue;
        const to = Math.floor(i / dim) * dim + own;
        state.values[to] = Number(slow[written[i]!]);
        state.cycles[to] = states.cycles[written[i]!]!;
      }

      const word = of(membranes);
      const steps = Math.ceil(word.length / words);
      const [membrane, spike] = [track(steps * neurons), track(steps * neurons)];
      for (let l = 0; l < lanes; l += 1) {
        const [u, fired] = [membranes.column(`value_${l}`), membranes.column(`fired_${l}`)];
        for (let i = 0; i < word.length; i += 1) {
          // Lanes beyond the last neuron show nothing.
          const neuron = (i % words) * lanes + l;
          if (neuron >= neurons) continue;
          const to = Math.floor(i / words) * neurons + neuron;
          const cycle = membranes.cycles[word[i]!]!;
          membrane.values[to] = Number(u[word[i]!]);
          membrane.cycles[to] = cycle;
          spike.values[to] = Number(fired[word[i]!]);
          spike.cycles[to] = cycle;
        }
      }
      layers[layer] = { drive, state, membrane: membranes.unseen ? null : membrane, spike };
    });
  }

  const shown = recordsOf(bench, result, "logit");
  const count = shown.cycles.length;
  const logit = track(Math.ceil(count / readout.classes) * readout.classes);
  const [classes, logits] = [shown.column("class"), shown.column("value")];
  for (let n = 0; n < count; n += 1) {
    const own = Number(classes[n]);
    if (own >= readout.classes) continue;
    const to = Math.floor(n / readout.classes) * readout.classes + own;
    logit.values[to] = Number(logits[n]);
    logit.cycles[to] = shown.cycles[n]!;
  }
  return { layers: network.layers.map((_, l) => layers[l]!), logit };
}
