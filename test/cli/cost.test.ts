// dmp cost: shares that add up, as table, JSON and file.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { run } from "./dmp.ts";

const folder = mkdtempSync(join(tmpdir(), "dmp-cost-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("counts a step, a recording and a second, over the recordings that are named", async () => {
  const out = join(folder, "costs.json");
  const args = ["examples/first", "examples/first/recordings.json", "--to", "3", "--out", out];
  const { status, out: text } = await run("cost", ...args);
  expect(status).toBe(0);
  const costs = JSON.parse(readFileSync(out, "utf8"));
  const { recordings, steps, step, recording, second, tables } = costs;
  expect(recordings).toBe(3);
  for (const share of [recording, second]) {
    expect(share.cycles).toBeCloseTo(share.steps * step.cycles, 6);
    expect(share.energy.high).toBeCloseTo(share.steps * step.energy.high, 6);
  }
  expect(recording.steps).toBe(steps / 3);
  // Each is a sum: of the network's all, those are the larger part.
  expect(costs.synapticOperations).toBeGreaterThan(0);
  expect(costs.synapticOperations).toBeLessThan(costs.operationsPerStep.add);
  expect(text).toContain(`${(step.energy.low / costs.synapticOperations).toFixed(2)} to `);
  const most = Math.max(
    ...tables.map((t: { memories: number; arithmetic: number }) => t.memories + t.arithmetic),
  );
  expect(step.energy.high).toBeCloseTo(most, 9);
  expect(text).toMatch(/^\w+, 3 recordings, /);
  expect(text).toContain(`a step       1      ${step.cycles.toFixed(1)} `);
  for (const { table } of tables) expect(text).toContain(`\n${table} `);
});

it("says so where a second of input is made up", async () => {
  const { status, out, err } = await run("cost", "models/keywords", "--json");
  expect(status).toBe(0);
  expect(err).toContain("note: no recordings beside the network");
  expect(JSON.parse(out)).toMatchObject({ recordings: 0, second: { steps: 100 } });
});
