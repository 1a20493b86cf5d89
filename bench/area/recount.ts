// What hangs on the area model of the shipped networks, counted again after a fit: clocks and leakage in `costs.json`, from the
// activity that stands there. Run with `npm run bench:area-recount`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hardware } from "../../src/core/index.ts";
import { evaluator, settingOf, shippedTables } from "../../src/explore/index.ts";
import { deviceOf } from "../../src/flow/index.ts";
import { loadNetwork } from "../../src/quantize/index.ts";

/** Those whose recordings are not part of the project; of the others `dmp cost models/NAME --json` gives `costs.json`. */
const networks = { keywords: "network", digits: "network", "s-mnist": "integer", "ps-mnist": "integer" };

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string) => readFileSync(path(name), "utf8");

interface Range {
  low: number;
  high: number;
}
const rangeOf = (values: readonly number[]): Range => ({
  low: Math.min(...values),
  high: Math.max(...values),
});

const tables = shippedTables(path("data/energy"));
for (const [name, file] of Object.entries(networks)) {
  const known = JSON.parse(read(`models/${name}/costs.json`));
  const network = loadNetwork(read(`models/${name}/${file}.json`));
  // Cycles are known; they would need the recordings themselves.
  const sequences = [[{ inputs: 0, spikes: network.layers.map(() => []) }]];
  const recorded = { alike: known.activity, steps: known.steps, sequences };
  const { area, energy } = evaluator(settingOf(network, recorded, deviceOf(known.device), tables)).costs(
    hardware(known.hardware),
  );
  known.tables = energy.map((own, i) => ({
    ...known.tables[i],
    clock: area.ff * tables[i]!.register.clockPerBit * known.cyclesPerStep.mean,
    leakage: own.leakage,
  }));
  const clock = rangeOf(known.tables.map((own: { clock: number }) => own.clock));
  for (const share of [known.step, known.recording, known.second])
    share.clock = { low: clock.low * share.steps, high: clock.high * share.steps };
  known.leakage = rangeOf(energy.map((own) => own.leakage));
  writeFileSync(path(`models/${name}/costs.json`), `${JSON.stringify(known, null, 2)}\n`);
}
