// The simulation of a case against the golden model's record of it, bit for bit.
import type { GoldenRecord } from "../../golden/index.ts";
import type { NetworkPlan } from "../core/index.ts";
import type { Bench, CaseResult } from "../simulate/index.ts";
import { observe, type Track } from "./observed.ts";

/**
 * What can differ. `drive`: x; `state`: m; `membrane`: u; `spike`: 1 or 0. `records`: more was shown than steps were
 * given. `flag`: an error flag. `end`: the simulation did not end, or an assertion failed.
 */
export type Quantity =
  | "drive"
  | "state"
  | "membrane"
  | "spike"
  | "logit"
  | "class"
  | "records"
  | "flag"
  | "end";

/** One place where hardware and golden model disagree. Fields that do not apply are null. */
export interface Difference {
  readonly quantity: Quantity;
  /** Number of the sequence within the case. */
  readonly sequence: number | null;
  /** Time step within the sequence. */
  readonly step: number | null;
  readonly layer: number | null;
  /** Neuron, slow state or class. */
  readonly index: number | null;
  readonly expected: number | string;
  /** Null: nothing was shown. */
  readonly found: number | string | null;
  /** Clock cycle since the reset in which it was shown. */
  readonly cycle: number | null;
  /** What the design printed, or what else helps. */
  readonly text: string;
}

/** What was compared: everything, or (without probes) only what leaves the network. */
export type Depth = "every value" | "classes";

const nowhere = { sequence: null, step: null, layer: null, index: null, cycle: null, text: "" };

type Place = Pick<Difference, "sequence" | "step" | "layer">;

/** Compares `count` values of a track, which begin at `from`, with those of `expected`, which begin at `at`. */
function* differences(
  quantity: Quantity,
  place: Place,
  track: Track,
  from: number,
  count: number,
  expected: (index: number) => number,
): Generator<Difference> {
  for (let index = 0; index < count; index += 1) {
    const [wanted, found] = [expected(index), track.values[from + index]];
    if (found === wanted) continue;
    const cycle = track.cycles[from + index] ?? null;
    yield { quantity, ...place, index, expected: wanted, found: found ?? null, cycle, text: "" };
  }
}

/** All differences of the probes, in the order in which the network computes: sequence, step, layer, then x, m, u, spike. */
function* probeDifferences(
  plan: NetworkPlan,
  bench: Bench,
  result: CaseResult,
  records: readonly GoldenRecord[],
): Generator<Difference> {
  const { network } = plan;
  const { classes } = network.readout;
  const seen = observe(plan, bench, result);
  let before = 0;
  for (const [sequence, record] of records.entries()) {
    const steps = record.logitsPerStep.length / classes;
    for (let step = 0; step < steps; step += 1) {
      const at = before + step;
      for (const [layer, { neurons, memory }] of network.layers.entries()) {
        const place = { sequence, step, layer };
        const { drive, state, membrane, spike } = seen.layers[layer]!;
        const { x, m, u, spikes } = record.layers[layer]!;
        const dim = memory?.dim ?? 0;
        if (dim > 0) yield* differences("drive", place, drive, at, 1, () => x[step]!);
        yield* differences("state", place, state, at * dim, dim, (i) => m[step * dim + i]!);
        yield* differences("membrane", place, membrane, at * neurons, neurons, (n) => u[step * neurons + n]!);
        const fired = new Set(spikes.addresses.subarray(spikes.offsets[step], spikes.offsets[step + 1]));
        yield* differences("spike", place, spike, at * neurons, neurons, (n) => (fired.has(n) ? 1 : 0));
      }
      yield* differences(
        "logit",
        { sequence, step, layer: null },
        seen.logit,
        at * classes,
        classes,
        (c) => record.logitsPerStep[step * classes + c]!,
      );
    }
    before += steps;
  }
  yield* surplus(plan, seen, before);
}

/** Values beyond the last step. */
function* surplus(
  { network }: NetworkPlan,
  seen: ReturnType<typeof observe>,
  steps: number,
): Generator<Difference> {
  const check = function* (
    what: string,
    layer: number | null,
    track: Track,
    width: number,
  ): Generator<Difference> {
    const found = track.values.length;
    if (found <= steps * width) return;
    const cycle = track.cycles[steps * width] ?? null;
    yield {
      ...nowhere,
      quantity: "records",
      layer,
      expected: steps * width,
      found,
      cycle,
      text: `values of ${what}`,
    };
  };
  for (const [layer, { neurons, memory }] of network.layers.entries()) {
    const { drive, state, membrane } = seen.layers[layer]!;
    if (memory !== null) yield* check("drive", layer, drive, 1);
    yield* check("state", layer, state, memory?.dim ?? 0);
    yield* check("membrane", layer, membrane, neurons);
  }
  yield* check("logit", null, seen.logit, network.readout.classes);
}

function* classDifferences(result: CaseResult, records: readonly GoldenRecord[]): Generator<Difference> {
  const { columns, cycles } = result.sinks.classes!;
  for (let sequence = 0; sequence < Math.max(records.length, cycles.length); sequence += 1) {
    const expected = records[sequence]?.class ?? "nothing";
    const found = sequence < cycles.length ? Number(columns[0]![sequence]!) : null;
    if (found !== expected)
      yield { ...nowhere, quantity: "class", sequence, expected, found, cycle: cycles[sequence] ?? null };
  }
}

/**
 * The first difference between a simulation and the golden records of its sequences, or null. Wrong values come before
 * missing ones, since after a halt everything later is missing.
 * @param depth "classes" where the design has no probes
 */
export function compare(
  plan: NetworkPlan,
  bench: Bench,
  result: CaseResult,
  records: readonly GoldenRecord[],
  depth: Depth = "every value",
): Difference | null {
  let missing: Difference | null = null;
  const sources = [
    ...(depth === "classes" ? [] : [() => probeDifferences(plan, bench, result, records)]),
    () => classDifferences(result, records),
  ];
  for (const source of sources)
    for (const difference of source()) {
      if (difference.found !== null) return difference;
      missing ??= difference;
    }
  if (result.status !== "done") {
    const text = result.status === "timeout" ? "nothing more came" : result.printed.trim();
    return {
      ...(missing ?? nowhere),
      quantity: "end",
      expected: "done",
      found: result.status,
      cycle: result.cycles,
      text,
    };
  }
  if (missing !== null) return missing;
  for (const { port } of bench.flags) {
    const found = Number(result.flags[port]);
    if (found !== 0) return { ...nowhere, quantity: "flag", expected: 0, found, text: port };
  }
  return null;
}

const names: Record<Quantity, string> = {
  drive: "scalar drive x",
  state: "slow state m",
  membrane: "membrane u",
  spike: "spike",
  logit: "logit",
  class: "class",
  records: "number of records",
  flag: "error flag",
  end: "end of the simulation",
};

/** A difference as one line for people. */
export function describe(d: Difference): string {
  const place = [
    d.layer === null ? "" : `layer ${d.layer}`,
    d.sequence === null ? "" : `sequence ${d.sequence}`,
    d.step === null ? "" : `step ${d.step}`,
    d.index === null ? "" : `index ${d.index}`,
    d.cycle === null ? "" : `cycle ${d.cycle}`,
  ].filter((part) => part !== "");
  const where = place.length === 0 ? "" : ` (${place.join(", ")})`;
  const text = d.text === "" ? "" : `: ${d.text}`;
  return `${names[d.quantity]}${where}: expected ${d.expected}, found ${d.found ?? "nothing"}${text}`;
}
