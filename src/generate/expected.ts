// What the test bench must see inside the design: a list of words for each place that shows values as they are computed.
import type { GoldenRecord } from "../../golden/index.ts";
import type { CorePlan, NetworkPlan } from "../core/index.ts";
import type { MonitorInterface } from "../simulate/index.ts";

/** Words in the order in which they must show, and what of each counts. */
export interface Watch {
  readonly name: string;
  /** Paths below the top. */
  readonly valid: string;
  /** Highest first, as they lie in a word. */
  readonly fields: readonly { readonly path: string; readonly width: number }[];
  /** Cycles from `valid` to the fields. */
  readonly delay: number;
  readonly width: number;
  readonly words: readonly bigint[];
  /** Words of one time step. */
  readonly perStep: number;
  /** Bits that count, for words of a step in which not all do: lanes beyond the last neuron hold anything. */
  readonly masks: ReadonlyMap<number, bigint>;
}

/** The values of one word by the rest of the probe's name; null: anything. */
type Values = Readonly<Record<string, number | null>>;

/** A shared core shows a drive for every layer: that of one without slow state means nothing. */
const driveWords = (core: CorePlan, record: GoldenRecord, k: number): Values[] =>
  core.layers.map((l, layer) => ({ layer, value: l.dim === 0 ? null : record.layers[l.index]!.x[k]! }));

const stateWords = (core: CorePlan, record: GoldenRecord, k: number): Values[] =>
  core.layers.flatMap((l, layer) =>
    Array.from({ length: l.dim }, (_, index) => ({
      layer,
      index,
      value: record.layers[l.index]!.m[k * l.dim + index]!,
    })),
  );

function membraneWords(core: CorePlan, record: GoldenRecord, k: number): Values[] {
  const lanes = core.lanes.neuron;
  return core.layers.flatMap((l, layer) => {
    const { u, spikes } = record.layers[l.index]!;
    const { neurons } = l.layer;
    const fired = new Set(spikes.addresses.subarray(spikes.offsets[k], spikes.offsets[k + 1]));
    return Array.from({ length: l.words }, (_, word): Values => {
      const values: Record<string, number | null> = { layer };
      for (let lane = 0; lane < lanes; lane++) {
        const n = word * lanes + lane;
        values[`value_${lane}`] = n < neurons ? u[k * neurons + n]! : null;
        values[`fired_${lane}`] = n < neurons ? (fired.has(n) ? 1 : 0) : null;
      }
      return values;
    });
  });
}

const logitWords = (classes: number, { logitsPerStep }: GoldenRecord, k: number): Values[] =>
  Array.from({ length: classes }, (_, c) => ({ class: c, value: logitsPerStep[k * classes + c]! }));

/** How the values of each place come, step by step. */
function wordsOf(plan: NetworkPlan, name: string): (record: GoldenRecord, k: number) => Values[] {
  for (const core of plan.cores) {
    if (name === `${core.name}_drive`) return (record, k) => driveWords(core, record, k);
    if (name === `${core.name}_state`) return (record, k) => stateWords(core, record, k);
    if (name === `${core.name}_membrane`) return (record, k) => membraneWords(core, record, k);
  }
  return (record, k) => logitWords(plan.network.readout.classes, record, k);
}

/** The watches of a design whose monitors look inside, for the records of sequences one after the other. */
export function watchesOf(
  plan: NetworkPlan,
  monitors: readonly MonitorInterface[],
  records: readonly GoldenRecord[],
): Watch[] {
  const { classes } = plan.network.readout;
  return monitors.map(({ name, valid, fields, inside }) => {
    const make = wordsOf(plan, name);
    const key = (shows: string) => shows.slice(`probe_${name}_`.length);
    const steps = records.flatMap((record) =>
      Array.from({ length: record.logitsPerStep.length / classes }, (_, k) => make(record, k)),
    );
    const width = fields.reduce((sum, f) => sum + f.width, 0);
    const pack = (values: Values, bits: (value: number | null, width: number) => bigint) =>
      fields.reduce(
        (word, f) => (word << BigInt(f.width)) | bits(values[key(f.shows ?? f.port)] ?? null, f.width),
        0n,
      );
    const value = (v: number | null, w: number) => BigInt.asUintN(w, BigInt(v ?? 0));
    const counts = (v: number | null, w: number) => (v === null ? 0n : (1n << BigInt(w)) - 1n);
    const whole = (1n << BigInt(width)) - 1n;
    return {
      name,
      valid,
      fields: fields.map((f) => ({ path: f.port, width: f.width })),
      delay: inside?.delay ?? 0,
      width,
      words: steps.flatMap((step) => step.map((values) => pack(values, value))),
      perStep: steps[0]?.length ?? 1,
      masks: new Map(
        (steps[0] ?? [])
          .map((values, at) => [at, pack(values, counts)] as const)
          .filter(([, m]) => m !== whole),
      ),
    };
  });
}
