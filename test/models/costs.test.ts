// What the shipped networks cost: costs.json is what `dmp cost` gives, and the cards say what stands there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hardware } from "../../src/core/index.ts";
import { evaluator, type PointCosts, settingOf, shippedTables } from "../../src/explore/index.ts";
import { deviceOf } from "../../src/flow/index.ts";
import { loadNetwork } from "../../src/quantize/index.ts";
import { json as dmp } from "../cli/dmp.ts";

const text = (name: string, file: string) => readFileSync(join("models", name, file), "utf8");
const costs = (name: string) => JSON.parse(text(name, "costs.json"));

interface Costed extends Pick<PointCosts, "operationsPerStep"> {
  readonly step: { readonly bits: number; readonly energy: { readonly low: number; readonly high: number } };
  readonly tables: PointCosts["energy"];
}

const near = (given: unknown, known: unknown, where: string): void => {
  if (typeof known === "number") expect(given, where).toBeCloseTo(known, 6);
  else if (typeof known === "object" && known !== null)
    for (const key of Object.keys(known))
      near(
        (given as Record<string, unknown>)[key],
        (known as Record<string, unknown>)[key],
        `${where}.${key}`,
      );
  else expect(given, where).toBe(known);
};

const recorded = ["spoken-digits", "spoken-pairs"];
/** Of these the recordings are not part of the project; what happened in them is in costs.json. */
const others = { keywords: "network", digits: "network", "s-mnist": "integer", "ps-mnist": "integer" };

describe.each([...recorded, ...Object.keys(others)])("models/%s", (name) => {
  it("has the costs of the card, of the hardware beside it", () => {
    const { second, recording, leakage, hardware: choice } = costs(name);
    expect(choice).toEqual(hardware(JSON.parse(text(name, "hardware.json"))));
    const card = text(name, "README.md");
    const share = name.endsWith("mnist") ? recording : second;
    const unit = share.energy.high > 1e6 ? 1e6 : 1e3;
    const range = ({ low, high }: { low: number; high: number }, digits: number, by: number) =>
      `${(low / by).toFixed(digits)} to ${(high / by).toFixed(digits)}`;
    for (const said of [
      `${Math.round(share.cycles).toLocaleString("en-US")} cycles`,
      `${(share.bits / 1e6).toFixed(2)} Mbit`,
      range(share.energy, unit === 1e6 ? 1 : 0, unit),
      range(share.clock, unit === 1e6 ? 1 : 0, unit),
      `${range(leakage, 1, 1)} mW`,
    ])
      expect(card).toContain(said);
  });
});

it.each(recorded)("dmp cost models/%s gives costs.json", async (name) => {
  const { status, value } = await dmp("cost", `models/${name}`);
  expect(status).toBe(0);
  const known = costs(name);
  for (const key of ["recordings", "steps", "activity", "cyclesPerStep", "operationsPerStep"])
    near(value[key], known[key], key);
  const given = value as unknown as Costed;
  expect(given.step.bits).toBeCloseTo(known.step.bits, 6);
  near(given.tables, known.tables, "tables");
});

it.each(Object.entries(others))("costs.json of models/%s is what its activity costs", (name, file) => {
  const known = costs(name);
  const network = loadNetwork(text(name, `${file}.json`));
  const { activity: alike, steps } = known;
  expect(alike.reduce((sum: number, group: { steps: number }) => sum + group.steps, 0)).toBe(steps);
  // Cycles need the recordings themselves: one quiet step stands in for them here.
  const sequences = [[{ inputs: 0, spikes: network.layers.map(() => []) }]];
  const tables = shippedTables(join("data", "energy"));
  const setting = settingOf(network, { alike, steps, sequences }, deviceOf(known.device), tables);
  const found = evaluator(setting).costs(hardware(known.hardware));
  expect(found.bitsPerStep).toBeCloseTo(known.step.bits, 6);
  near(found.operationsPerStep, known.operationsPerStep, "operationsPerStep");
  // So does the mean of their cycles, over which the clocks of the registers run.
  const clock = (i: number) => found.area.ff * tables[i]!.register.clockPerBit * known.cyclesPerStep.mean;
  near(
    found.energy.map((energy, i) => ({ ...energy, clock: clock(i) })),
    known.tables,
    "tables",
  );
});
