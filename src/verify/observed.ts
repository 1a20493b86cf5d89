// What the probes of a core showed in one simulation, sorted by layer and quantity.
import type { NetworkPlan } from "../core/index.ts";
import type { Bench, CaseResult, Column } from "../simulate/index.ts";

/** Values in the order of steps and, within a step, of indices; holes where nothing was shown. `cycles`: when. */
export interface Track {
  readonly values: number[];
  readonly cycles: number[];
}

/** What was seen of one layer. */
export interface ObservedLayer {
  /** Scalar drive: one value a step (none without slow state). */
  readonly drive: Track;
  /** Slow states: `dim` values a step. */
  readonly state: Track;
  /** Membranes after the step: `neurons` values a step. */
  readonly membrane: Track;
  /** 1 where the neuron fired: `neurons` values a step. */
  readonly spike: Track;
}

export interface Observed {
  readonly layers: readonly ObservedLayer[];
  /** `classes` values a step. */
  readonly logit: Track;
}

const track = (): Track => ({ values: [], cycles: [] });

const put = ({ values, cycles }: Track, at: number, value: number | bigint, cycle: number): void => {
  values[at] = Number(value);
  cycles[at] = cycle;
};

/** The records of one monitor: how many, when, and its columns by the rest of their port's name. */
function recordsOf(bench: Bench, result: CaseResult, name: string) {
  const monitor = bench.monitors.find((m) => m.name === name);
  const taken = result.monitors[name];
  const columns = new Map<string, Column>();
  monitor?.fields.forEach((f, i) => {
    columns.set(f.port.slice(`probe_${name}_`.length), taken!.columns[i]!);
  });
  const column = (field: string): Column => columns.get(field) ?? new Uint32Array(taken?.cycles.length ?? 0);
  return { cycles: taken?.cycles ?? new Uint32Array(0), column };
}

/** Sorts the records of a result by what they show. */
export function observe(
  { cores, network, readout }: NetworkPlan,
  bench: Bench,
  result: CaseResult,
): Observed {
  const layers = network.layers.map(() => ({
    drive: track(),
    state: track(),
    membrane: track(),
    spike: track(),
  }));
  for (const core of cores) {
    // A layer number that the core does not have is a fault of its own: such a record belongs to no layer.
    const layerAt = (number: number | bigint) => core.layers[Number(number)];

    const drive = recordsOf(bench, result, `${core.name}_drive`);
    drive.cycles.forEach((cycle, n) => {
      const layer = layerAt(drive.column("layer")[n]!);
      if (layer === undefined || layer.dim === 0) return;
      const { drive: into } = layers[layer.index]!;
      put(into, into.values.length, drive.column("value")[n]!, cycle);
    });

    const state = recordsOf(bench, result, `${core.name}_state`);
    const counts = core.layers.map(() => 0);
    state.cycles.forEach((cycle, n) => {
      const number = Number(state.column("layer")[n]!);
      const layer = layerAt(number);
      if (layer === undefined || layer.dim === 0) return;
      const step = Math.floor(counts[number]! / layer.dim);
      counts[number]! += 1;
      const index = Number(state.column("index")[n]!);
      put(layers[layer.index]!.state, step * layer.dim + index, state.column("value")[n]!, cycle);
    });

    const membrane = recordsOf(bench, result, `${core.name}_membrane`);
    const lanes = core.lanes.neuron;
    const lane = Array.from({ length: lanes }, (_, l) => ({
      value: membrane.column(`value_${l}`),
      fired: membrane.column(`fired_${l}`),
    }));
    const words = core.layers.map(() => 0);
    membrane.cycles.forEach((cycle, n) => {
      const number = Number(membrane.column("layer")[n]!);
      const layer = layerAt(number);
      if (layer === undefined) return;
      const word = words[number]!;
      words[number]! += 1;
      const step = Math.floor(word / layer.words);
      const { neurons } = layer.layer;
      const first = (word % layer.words) * lanes;
      const into = layers[layer.index]!;
      // Lanes beyond the last neuron show nothing.
      for (let l = 0; l < Math.min(lanes, neurons - first); l += 1) {
        put(into.membrane, step * neurons + first + l, lane[l]!.value[n]!, cycle);
        put(into.spike, step * neurons + first + l, lane[l]!.fired[n]!, cycle);
      }
    });
  }

  const logit = track();
  const shown = recordsOf(bench, result, "logit");
  shown.cycles.forEach((cycle, n) => {
    const step = Math.floor(n / readout.classes);
    put(logit, step * readout.classes + Number(shown.column("class")[n]!), shown.column("value")[n]!, cycle);
  });
  return { layers, logit };
}
