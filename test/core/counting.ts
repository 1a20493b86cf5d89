// Counts what the hardware of a plan does with events, in either engine, and what `accesses` says of them.
import { createGolden } from "../../golden/index.ts";
import { accesses, activityOf, type NetworkPlan } from "../../src/core/index.ts";
import { type Counted, counted } from "../../src/hdl/index.ts";
import type { EventSequence } from "../../src/network/integer.ts";
import { type Case, type EngineName, openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench, paramsBeats } from "../../src/simulate/network.ts";

/** How often what was done, as `read core0.neurons.membranes, 32 bits` or `add in core0.neurons, 20 and 9 bits`. */
export type Counts = Readonly<Record<string, number>>;

const add = (into: Record<string, number>, key: string, count: number) => {
  if (count > 0) into[key] = (into[key] ?? 0) + count;
};

type Event = Exclude<Counted, { readonly kind: "clocked" }>;

/** A memory's name in `accesses`, for which two banks are one. */
export const nameOf = (path: string, memory: string): string =>
  `${path === "" ? "" : `${path}.`}${memory.replace(/^bank_[01]$/, "banks")}`;

function keyOf(path: string, what: Event): string {
  if (!("memory" in what)) return `${what.kind} in ${path}, ${what.widths.join(" and ")} bits`;
  const { kind, memory, bits } = what;
  return `${kind} ${nameOf(path, memory)}, ${bits} bits`;
}

/** What counters in the hardware say, and the arithmetic that none of them counts. */
export async function countedIn(
  engine: EngineName,
  plan: NetworkPlan,
  sequences: readonly EventSequence[],
): Promise<Counts> {
  const made = networkBench(plan, { work: true });
  const { design, counters, unsaid } = counted(made.design);
  const flags = counters.map(({ port }) => ({ port, width: 40, signed: false }));
  const opened = await openEngine(engine, { bench: { ...made.bench, flags }, design });
  const loaded = plan.hardware.parameters === "loaded";
  const load: Case[] = loaded
    ? [{ sources: { params: paramsBeats(plan) }, maxCycles: paramsBeats(plan).beats + 100 }]
    : [];
  const run: Case = {
    sources: { events: eventBeats(sequences) },
    until: { sink: "classes", beats: sequences.length },
    idleCycles: 2000,
    maxCycles: 200_000,
    stalls: { seed: 1, source: 0.1, sink: 0.1 },
  };
  const results = await opened.run([...load, run]);
  await opened.close();
  const last = results.at(-1)!;
  if (last.status !== "done") throw new Error(`the simulation ended with ${last.status}: ${last.printed}`);
  const found: Record<string, number> = {};
  for (const { circuit, operation } of unsaid) add(found, `of no work: ${operation} in ${circuit}`, 1);
  for (const { port, path, what } of counters)
    if (what.kind !== "clocked") add(found, keyOf(path, what), Number(last.flags[port]));
  return found;
}

/** What `accesses` says. */
export function foretold(plan: NetworkPlan, sequences: readonly EventSequence[]): Counts {
  const found: Record<string, number> = {};
  for (const events of sequences)
    activityOf(events, createGolden(plan.network).record(events)).forEach((activity, k) => {
      const { memories, operations } = accesses(plan, activity, k);
      for (const { kind, widths, part, count } of operations)
        add(found, keyOf(part, { kind, widths }), count);
      for (const { name, bits, reads, writes } of memories) {
        add(found, `read ${name}, ${bits} bits`, reads);
        add(found, `write ${name}, ${bits} bits`, writes);
      }
    });
  return found;
}
