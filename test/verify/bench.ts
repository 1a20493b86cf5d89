// Runs sequences through a shape's hardware in the built-in engine and compares them with the golden model.
import { createGolden, type GoldenRecord } from "../../golden/index.ts";
import { plan } from "../../src/core/index.ts";
import type { EventSequence, IntegerNetwork } from "../../src/network/integer.ts";
import { type Beats, type Case, type CaseResult, type Engine, openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench, paramsBeats } from "../../src/simulate/network.ts";
import { sequenceFrom } from "../../src/stimuli/sequence.ts";
import { compare, type Shape } from "../../src/verify/index.ts";

/** A sequence from the addresses of each step, or from address and value. */
export const sequence = (
  steps: readonly (readonly (number | readonly [number, number])[])[],
  graded = false,
): EventSequence =>
  sequenceFrom(
    steps.map((events) =>
      events.map((e) => (typeof e === "number" ? { address: e, value: 1 } : { address: e[0], value: e[1] })),
    ),
    graded,
  );

const numbers = (values: Beats["columns"][number]) => Array.from(values as ArrayLike<number>);

/** Beats of one stream after those of another. */
export const beatsAfter = (first: Beats, second: Beats): Beats => ({
  beats: first.beats + second.beats,
  columns: first.columns.map((column, i) => [...numbers(column), ...numbers(second.columns[i]!)]),
});

/** Hardware of a shape, ready to run; with parameters "loaded", a case loads them before its events. */
export async function open({ network, hardware }: Pick<Shape, "network" | "hardware">) {
  const p = plan(network, hardware);
  const { design, bench } = networkBench(p);
  const engine: Engine = await openEngine("builtin", { bench, design });
  const golden = createGolden(network);
  const loaded = hardware.parameters === "loaded";
  const params = loaded ? paramsBeats(p) : null;
  const caseOf = (events: Beats, classes: number, more: Partial<Case> = {}): Case => ({
    sources: { ...(params === null ? {} : { params }), events, ...more.sources },
    ...(loaded ? { order: ["params", "events"] } : {}),
    until: { sink: "classes", beats: classes },
    maxCycles: 2_000_000,
    idleCycles: 3000,
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== "sources")),
  });
  const run = async (c: Case): Promise<CaseResult> => (await engine.run([c]))[0]!;
  return {
    plan: p,
    bench,
    params,
    golden,
    caseOf,
    run,
    /** The first difference between a result and the golden records of these sequences, or null. */
    difference: (result: CaseResult, sequences: readonly EventSequence[]) =>
      compare(
        p,
        bench,
        result,
        sequences.map((s) => golden.record(s)),
      ),
    close: () => engine.close(),
  };
}

/** Runs sequences back to back; throws where a bit differs from the golden model. Returns the golden records. */
export async function agreed(
  network: IntegerNetwork,
  hardware: Shape["hardware"],
  sequences: readonly EventSequence[],
): Promise<{ records: GoldenRecord[]; result: CaseResult }> {
  const hw = await open({ network, hardware });
  try {
    const result = await hw.run(hw.caseOf(eventBeats(sequences), sequences.length));
    const difference = hw.difference(result, sequences);
    if (difference !== null) throw new Error(JSON.stringify(difference));
    return { records: sequences.map((s) => hw.golden.record(s)), result };
  } finally {
    await hw.close();
  }
}
