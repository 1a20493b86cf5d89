// The simulation of a case against the golden model's record of it, bit for bit.
import type { GoldenRecord } from "../../golden/index.ts";
import type { NetworkPlan } from "../core/index.ts";
import { type Answers, answersOf } from "../simulate/answers.ts";
import type { Bench, CaseResult } from "../simulate/index.ts";
import { type Observed, observe, type Track } from "./observed.ts";
import { allRight } from "./right.ts";

/**
 * What can differ. `drive`: x; `state`: m; `membrane`: u; `spike`: 1 or 0. `records`: more was shown than steps were
 * given. `output`: a beat of logits or spikes. `flag`: an error flag. `end`: the simulation did not end, or an assertion
 * failed. `cycle`: the bits are right, but a beat was taken, or given, in another cycle than the schedule says.
 */
export type Quantity =
  | "drive"
  | "state"
  | "membrane"
  | "spike"
  | "logit"
  | "class"
  | "output"
  | "records"
  | "flag"
  | "end"
  | "cycle";

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

/** The first wrong value, and the first missing one: after a halt everything later is missing, so a wrong one counts more. */
interface Search {
  missing: Difference | null;
}

/** Compares `count` values of a track, which begin at `from`, with those of `expected`, which begin at `at`. */
function wrongValue(
  search: Search,
  quantity: Quantity,
  place: Place,
  track: Track,
  from: number,
  count: number,
  expected: ArrayLike<number>,
  at: number,
): Difference | null {
  const { values, cycles } = track;
  for (let index = 0; index < count; index += 1) {
    const found = values[from + index];
    if (found === expected[at + index]) continue;
    const missing = found === undefined || Number.isNaN(found);
    const difference: Difference = {
      quantity,
      ...place,
      index,
      expected: expected[at + index]!,
      found: missing ? null : found,
      cycle: missing ? null : cycles[from + index]!,
      text: "",
    };
    if (!missing) return difference;
    search.missing ??= difference;
  }
  return null;
}

/** The first wrong value of the probes, in the order in which the network computes: sequence, step, layer, then x, m, u, spike. */
function wrongInside(
  plan: NetworkPlan,
  seen: Observed,
  records: readonly GoldenRecord[],
  search: Search,
): Difference | null {
  const { network } = plan;
  const { classes } = network.readout;
  const fired = network.layers.map(({ neurons }) => new Uint8Array(neurons));
  let before = 0;
  for (let sequence = 0; sequence < records.length; sequence += 1) {
    const record = records[sequence]!;
    const steps = record.logitsPerStep.length / classes;
    for (let step = 0; step < steps; step += 1) {
      const now = before + step;
      for (let layer = 0; layer < network.layers.length; layer += 1) {
        const { neurons, memory } = network.layers[layer]!;
        const place = { sequence, step, layer };
        const { drive, state, membrane, spike } = seen.layers[layer]!;
        const { x, m, u, spikes } = record.layers[layer]!;
        const dim = memory?.dim ?? 0;
        const spiked = fired[layer]!.fill(0);
        for (let s = spikes.offsets[step]!; s < spikes.offsets[step + 1]!; s += 1)
          spiked[spikes.addresses[s]!] = 1;
        const wrong =
          (dim === 0 ? null : wrongValue(search, "drive", place, drive, now, 1, x, step)) ??
          wrongValue(search, "state", place, state, now * dim, dim, m, step * dim) ??
          (membrane === null
            ? null
            : wrongValue(search, "membrane", place, membrane, now * neurons, neurons, u, step * neurons)) ??
          wrongValue(search, "spike", place, spike, now * neurons, neurons, spiked, 0);
        if (wrong !== null) return wrong;
      }
      const place = { sequence, step, layer: null };
      const { logitsPerStep } = record;
      const wrong = wrongValue(
        search,
        "logit",
        place,
        seen.logit,
        now * classes,
        classes,
        logitsPerStep,
        step * classes,
      );
      if (wrong !== null) return wrong;
    }
    before += steps;
  }
  return surplus(plan, seen, before);
}

/** Values beyond the last step. */
function surplus({ network }: NetworkPlan, seen: Observed, steps: number): Difference | null {
  const check = (what: string, layer: number | null, { values, cycles }: Track, width: number) => {
    if (values.length <= steps * width) return null;
    return {
      ...nowhere,
      quantity: "records" as const,
      layer,
      expected: steps * width,
      found: values.length,
      cycle: cycles[steps * width] ?? null,
      text: `values of ${what}`,
    };
  };
  for (const [layer, { neurons, memory }] of network.layers.entries()) {
    const { drive, state, spike } = seen.layers[layer]!;
    const found =
      (memory === null ? null : check("drive", layer, drive, 1)) ??
      check("state", layer, state, memory?.dim ?? 0) ??
      check("membrane", layer, spike, neurons);
    if (found !== null) return found;
  }
  return check("logit", null, seen.logit, network.readout.classes);
}

/** The first beat of a stream out of the network that is wrong. Other columns than the first say what it ends. */
function wrongAnswer(
  { name, beats, columns, places }: Answers,
  result: CaseResult,
  search: Search,
): Difference | null {
  const seen = result.sinks[name]!;
  const quantity = name === "classes" ? "class" : "output";
  for (let at = 0; at < Math.max(beats, seen.cycles.length); at += 1) {
    const expected = columns.map((c) => c[at]);
    const found = seen.columns.map((c) => (at < seen.cycles.length ? Number(c[at]) : null));
    if (expected.every((value, i) => value === found[i])) continue;
    const wrong = expected.findIndex((value, i) => value !== found[i]);
    const difference: Difference = {
      ...nowhere,
      quantity,
      ...(places[at] ?? {}),
      index: quantity === "class" ? null : at,
      expected: expected[wrong] ?? "nothing",
      found: found[wrong]!,
      cycle: seen.cycles[at] ?? null,
      text: quantity === "class" && wrong === 0 ? "" : `${["TDATA", "TLAST", "TUSER"][wrong]} of ${name}`,
    };
    if (at < seen.cycles.length) return difference;
    search.missing ??= difference;
  }
  return null;
}

/** The first wrong beat of any stream out of the network. */
function wrongAnswers(
  plan: NetworkPlan,
  result: CaseResult,
  records: readonly GoldenRecord[],
  search: Search,
): Difference | null {
  for (const answers of answersOf(plan, records)) {
    const difference = wrongAnswer(answers, result, search);
    if (difference !== null) return difference;
  }
  return null;
}

export interface CompareOptions {
  /** "classes" where the inside cannot be seen. Default: everything. */
  readonly depth?: Depth;
  /** Error flags that must be up at the end; all others must be down. Default: none. */
  readonly raised?: readonly string[];
}

/**
 * The first difference between a simulation and the golden records of its sequences, or null. Wrong values come before
 * missing ones, since after a halt everything later is missing.
 */
export function compare(
  plan: NetworkPlan,
  bench: Bench,
  result: CaseResult,
  records: readonly GoldenRecord[],
  { depth = "every value", raised = [] }: CompareOptions = {},
): Difference | null {
  const search: Search = { missing: null };
  // Nearly always all is right, and seen so at once; only else is it sorted, to say what is wrong first.
  const seen = depth === "classes" || allRight(plan, bench, result, records);
  const wrong =
    (seen ? null : wrongInside(plan, observe(plan, bench, result), records, search)) ??
    wrongAnswers(plan, result, records, search);
  if (wrong !== null) return wrong;
  if (result.status !== "done") {
    const text = result.status === "timeout" ? "nothing more came" : result.printed.trim();
    return {
      ...(search.missing ?? nowhere),
      quantity: "end",
      expected: "done",
      found: result.status,
      cycle: result.cycles,
      text,
    };
  }
  if (search.missing !== null) return search.missing;
  for (const { port } of bench.flags) {
    const [expected, found] = [raised.includes(port) ? 1 : 0, Number(result.flags[port])];
    if (found !== expected) return { ...nowhere, quantity: "flag", expected, found, text: port };
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
  output: "beat",
  records: "number of records",
  flag: "error flag",
  end: "end of the simulation",
  cycle: "cycle",
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

/** What is wrong with the part of a case that a reset cuts off: it is compared with nothing, but what the design asserts holds there too. */
export function compareCut({ status, cycles, printed }: CaseResult): Difference | null {
  if (status !== "assertion") return null;
  const text = `before the reset: ${printed.trim()}`;
  return { ...nowhere, quantity: "end", expected: "done", found: status, cycle: cycles, text };
}
