// Cycles per time step by network and hardware choice: measured in the RTL, by the formula, and the bound of the memories.
// Run with `npm run bench:cycles`; prints tables in Markdown. Fails where formula and RTL differ or the limit is exceeded.
import { createGolden } from "../golden/index.ts";
import {
  cycleBound,
  cyclesPerStep,
  type HardwareInput,
  hardware,
  plan,
  timeline,
} from "../src/core/index.ts";
import { openEngine } from "../src/simulate/index.ts";
import { eventBeats, networkBench, paramsBeats } from "../src/simulate/network.ts";
import { type SteadyChoice, steadyEvents, steadyNetwork, words } from "./steady.ts";

/** Steps before the steady state, and steps that are measured in it. */
const SETTLE = 40;
const MEASURED = 20;

const pixels: SteadyChoice = {
  name: "pixels",
  channels: 1,
  valueBits: 8,
  neurons: [200, 200],
  dim: 100,
  classes: 10,
  events: 1,
  firing: [20, 20],
};
const single: SteadyChoice = {
  name: "single",
  channels: 700,
  valueBits: 0,
  neurons: [128],
  dim: 8,
  classes: 20,
  events: 9,
  firing: [13],
};

type Options = Omit<HardwareInput, "lanes" | "parameters">;
const lanes = (spike: number, memory: number, update: number) => ({ spike, memory, update });
const laneChoices = [lanes(1, 1, 1), lanes(2, 2, 1), lanes(4, 4, 2), lanes(8, 8, 4), lanes(16, 16, 8)];
const optionChoices: readonly (readonly [string, Options])[] = [
  ["defaults", {}],
  ["pipeline", { pipeline: true }],
  ["overlap off", { overlap: false }],
  ["dependency breaking off", { dependencyBreaking: false }],
  ["both off", { overlap: false, dependencyBreaking: false }],
  ["mapping shared", { mapping: "shared" }],
  ["mapping shared, both off", { mapping: "shared", overlap: false, dependencyBreaking: false }],
  ["event-stationary", { dataflow: "event-stationary" }],
  ["event-stationary, banks joint", { dataflow: "event-stationary", banks: "joint" }],
  ["event-stationary, overlap off", { dataflow: "event-stationary", overlap: false }],
];

interface Row {
  readonly measured: number;
  readonly formula: number;
  readonly bound: number;
  readonly limit: number;
}

/** Cycles per step in the RTL, from the cycles in which the events were taken. The whole run must match its timeline. */
async function measure(choice: SteadyChoice, h: HardwareInput): Promise<Row> {
  const { network, activity } = steadyNetwork(choice);
  const bench = networkBench(plan(network, hardware({ ...h, parameters: "loaded" })));
  const steps = SETTLE + MEASURED + 1;
  const events = steadyEvents(network, choice.events, steps);
  const golden = createGolden(network).record(events);
  golden.layers.forEach(({ spikes }, l) => {
    for (let k = 0; k < steps; k++) {
      const fired = spikes.addresses.subarray(spikes.offsets[k]!, spikes.offsets[k + 1]!);
      if (String([...fired]) !== String(activity.spikes[l]))
        throw new Error(`step ${k} of layer ${l} is not steady`);
    }
  });

  const engine = await openEngine("verilator", bench);
  const sources = { events: eventBeats([events]), params: paramsBeats(bench.plan) };
  const [run] = await engine.run([
    { sources, order: ["params", "events"], until: { sink: "classes", beats: 1 }, maxCycles: 20_000_000 },
  ]);
  await engine.close();
  const name = `${choice.name} ${JSON.stringify(h)}`;
  if (run!.status !== "done") throw new Error(`${name}: the run ended with ${run!.status}`);
  if (run!.sinks.classes!.columns[0]![0] !== golden.class) throw new Error(`${name}: the class is wrong`);
  const taken = run!.sources.events!;
  const expected = timeline(bench.plan, [Array.from({ length: steps }, () => activity)]);
  const first = taken[0]! - expected.taken[0]!;
  expected.taken.forEach((cycle, i) => {
    if (taken[i]! - first !== cycle)
      throw new Error(`${name}: event ${i} at ${taken[i]! - first}, not ${cycle}`);
  });
  const perStep = Math.max(1, choice.events);
  const bound = cycleBound(bench.plan, activity);
  return {
    measured: (taken[(SETTLE + MEASURED) * perStep]! - taken[SETTLE * perStep]!) / MEASURED,
    formula: cyclesPerStep(bench.plan, activity),
    bound,
    limit: 1.05 * bound + 8,
  };
}

/** The cycles that the published Chisel core of the same idea needs for the busiest layer, by its own state machines. */
function peer({ neurons, dim, events, firing }: SteadyChoice, spikeLanes: number): number {
  const cycles = neurons.map((n, l) => {
    const groups = Math.ceil(n / spikeLanes);
    const incoming = l === 0 ? events : firing[l - 1]!;
    return 7 + 3 * groups + Math.max(incoming * groups, (dim + 1) * groups);
  });
  return Math.max(...cycles);
}

const shown = (n: number) => (Number.isInteger(n) ? `${n}` : n.toFixed(1));
let failures = 0;
function checked(row: Row, held: boolean): Row {
  if (row.measured !== row.formula || (held && row.measured > row.limit)) failures++;
  return row;
}
const title = (c: SteadyChoice) =>
  `${c.channels}-${c.neurons.join("-")}-${c.classes} (d = ${c.dim}), ${c.events} ${c.events === 1 ? "event" : "events"} ` +
  `a step in, ${c.firing.join(" and ")} spikes a step`;

for (const choice of [words, pixels]) {
  console.log(`\n### ${title(choice)}\n`);
  console.log(
    "| lanes spike / memory / update | RTL | formula | bound | RTL / bound | limit | event-stationary | peer, a layer |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  for (const l of laneChoices) {
    const r = checked(await measure(choice, { lanes: l }), true);
    const streamed = checked(await measure(choice, { lanes: l, dataflow: "event-stationary" }), true);
    console.log(
      `| ${l.spike} / ${l.memory} / ${l.update} | ${shown(r.measured)} | ${shown(r.formula)} | ${shown(r.bound)} | ` +
        `${(r.measured / r.bound).toFixed(3)} | ${shown(r.limit)} | ${shown(streamed.measured)} | ` +
        `${shown(peer(choice, l.spike))} |`,
    );
  }
}

const l = lanes(8, 8, 4);
console.log("\n### Options, lanes 8 / 8 / 4\n");
console.log("| option | 140-128-128-20 | | 1-200-200-10 | |");
console.log("|---|---|---|---|---|");
const defaults = new Map<SteadyChoice, number>();
for (const [name, options] of optionChoices) {
  const cells: string[] = [];
  for (const choice of [words, pixels]) {
    const { measured } = checked(await measure(choice, { lanes: l, ...options }), false);
    const reference = defaults.get(choice) ?? measured;
    defaults.set(choice, reference);
    cells.push(shown(measured), `${(measured / reference).toFixed(2)} x`);
  }
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}

console.log("\n### 700-128-20 (d = 8), lanes 4 / 4 / 2: the peer's own size\n");
console.log("| events a step | RTL | formula | bound | limit | peer |");
console.log("|---|---|---|---|---|---|");
for (const events of [0, 9, 32, 100]) {
  const choice = { ...single, events };
  const r = checked(await measure(choice, { lanes: lanes(4, 4, 2) }), true);
  const theirs =
    events > 32 ? "drops events beyond 32" : events === 0 ? "cannot express it" : shown(peer(choice, 4));
  console.log(
    `| ${events} | ${shown(r.measured)} | ${shown(r.formula)} | ${shown(r.bound)} | ${shown(r.limit)} | ${theirs} |`,
  );
}
if (failures > 0) {
  console.error(`${failures} rows differ from the formula or exceed the limit`);
  process.exitCode = 1;
}
