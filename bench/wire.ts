// What the way to the simulation process and back costs: batches of sequences for a core of 140-128-128-20 with loaded
// parameters, against the time inside the clock loop. Run with `npx jiti bench/wire.ts`.

import { random } from "../src/base/random.ts";
import { hardware, plan } from "../src/core/index.ts";
import { type Case, openEngine } from "../src/simulate/index.ts";
import { eventBeats, networkBench, paramsBeats } from "../src/simulate/network.ts";
import { randomNetwork } from "../src/verify/shape.ts";

const ROUNDS = 5;
/** Batches of about the same number of time steps. */
const BATCHES = [
  { cases: 1, steps: 5000 },
  { cases: 50, steps: 100 },
  { cases: 500, steps: 10 },
];
const EVENTS_PER_STEP = 14;

const layer = { neurons: 128, dim: 5, dilation: 1 };
const network = randomNetwork(random(1), {
  channels: 140,
  valueBits: 0,
  layers: [layer, layer],
  classes: 20,
});
const lanes = { spike: 8, memory: 8, update: 1, readout: 4 };
const loaded = networkBench(plan(network, hardware({ lanes, parameters: "loaded" })));

/** A sequence with the same number of events in every step. */
function sequence(steps: number) {
  return {
    steps,
    offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => k * EVENTS_PER_STEP),
    addresses: Uint16Array.from({ length: steps * EVENTS_PER_STEP }, (_, i) => (i * 37) % 140),
    values: null,
  };
}

/** A batch: the first case loads the parameters, the others go on with them. */
function batchOf(cases: number, steps: number): Case[] {
  const events = eventBeats([sequence(steps)]);
  const until = { sink: "classes", beats: 1 };
  const one: Case = { sources: { events }, until, maxCycles: 10_000 * steps, start: "continue" };
  const params = paramsBeats(loaded.plan);
  return Array.from({ length: cases }, (_, i) =>
    i > 0 ? one : { ...one, sources: { params, events }, order: ["params", "events"], start: "reset" },
  );
}

let stage = performance.now();
const engine = await openEngine("verilator", {
  ...loaded,
  onProgress: (p) => {
    console.log(`${p.stage} after ${((performance.now() - stage) / 1000).toFixed(1)} s`);
    stage = performance.now();
  },
});

/** Seconds inside the clock loop, beside it, and of our own processor time, for one run of a batch. */
async function measure(batch: readonly Case[]) {
  const [before, cpu, begin] = [engine.clockSeconds, process.cpuUsage(), performance.now()];
  const results = await engine.run(batch);
  const all = (performance.now() - begin) / 1000;
  const clock = engine.clockSeconds - before;
  const { user, system } = process.cpuUsage(cpu);
  if (results.some((r) => r.status !== "done")) throw new Error("a case did not finish");
  const cycles = results.reduce((sum, r) => sum + r.cycles, 0);
  return { clock, wire: all - clock, own: (user + system) / 1e6, cycles };
}

for (const { cases, steps } of BATCHES) {
  const batch = batchOf(cases, steps);
  const rounds = [];
  for (let i = 0; i < ROUNDS; i += 1) rounds.push(await measure(batch));
  // The round that other processes have disturbed least.
  const { clock, wire, own, cycles } = rounds.reduce((a, b) =>
    a.clock + a.wire <= b.clock + b.wire ? a : b,
  );
  const percent = (seconds: number) => `${((100 * seconds) / clock).toFixed(1)} %`;
  console.log(
    `${cases} x ${steps} steps, ${cycles} cycles: ${(cycles / clock / 1e6).toFixed(2)} M cycles/s inside; ` +
      `wire ${percent(wire)} on top; processor time on this side ${percent(own)}`,
  );
}
await engine.close();
