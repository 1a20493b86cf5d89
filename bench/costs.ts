// How fast a search can count what a step costs: accesses and operations, beside the cycles of the same step. Run with
// `npm run bench:costs`; prints a table in Markdown.
import { accesses, cyclesPerStep, type HardwareInput, hardware, plan } from "../src/core/index.ts";
import { steadyNetwork, words } from "./steady.ts";

const lanes = { spike: 8, memory: 8, update: 2 };
const choices: Readonly<Record<string, HardwareInput>> = {
  "event-stationary": { lanes, dataflow: "event-stationary" },
  "neuron-stationary": { lanes },
  "a shared core": { lanes, mapping: "shared" },
};
const { network, activity } = steadyNetwork(words);

/** Calls a second, in half a second. */
function rate(call: (inputs: number) => unknown): number {
  for (let n = 0; n < 100; n++) call(n % 30);
  let calls = 0;
  const begin = performance.now();
  while (performance.now() - begin < 500) for (let n = 0; n < 50; n++) call(calls++ % 30);
  return calls / ((performance.now() - begin) / 1000);
}

const shown = (n: number) => (n < 1000 ? n.toFixed(0) : `${(n / 1000).toFixed(1)} thousand`);
console.log(
  "| 140-128-128-20, d = 10 | accesses a second | cyclesPerStep a second | ratio |\n|---|---|---|---|",
);
for (const [name, choice] of Object.entries(choices)) {
  const planned = plan(network, hardware(choice));
  const counts = rate((inputs) => accesses(planned, { ...activity, inputs }));
  const cycles = rate((inputs) => cyclesPerStep(planned, { ...activity, inputs }));
  console.log(`| ${name} | ${shown(counts)} | ${shown(cycles)} | ${(counts / cycles).toFixed(0)} |`);
}
