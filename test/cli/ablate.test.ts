// dmp ablate: a small network of the first example, as table, JSON and files; the RTL beside the timeline.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type AblationRow, agrees } from "../../src/cli/ablation.ts";
import { ablationText } from "../../src/cli/ablation-text.ts";
import { runWith } from "./dmp.ts";

const folder = mkdtempSync(join(tmpdir(), "dmp-ablate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const network = join(folder, "net");
cpSync("examples/first", network, { recursive: true });
const env = { DMP_CACHE: join(folder, "cache") };

describe("dmp ablate", () => {
  it("measures in the RTL what it can switch, counts the rest, and writes the same in every form", async () => {
    const source = "a list of one's own";
    const variants = { source, slowState: [{ dim: 2, accuracy: [0.25, 0.75] }] };
    writeFileSync(join(network, "variants.json"), JSON.stringify(variants));
    const out = join(folder, "out");
    const options = ["--dilation", "3", "--weight-bits", "4", "--slow-state", "0,2", "--simulate", "1"];
    const { status, out: text } = await runWith(env, "ablate", network, ...options, "--out", out, "--json");
    expect(status).toBe(0);
    const { rows } = JSON.parse(text) as { rows: AblationRow[] };
    expect(new Set(rows.map((r) => r.of))).toEqual(
      new Set(["schedule", "dilation", "weight bits", "slow state"]),
    );
    for (const row of rows) {
      const simulated = row.of !== "slow state" && row.modelled.length === 0;
      expect(row.measured !== null, row.name).toBe(simulated);
      if (row.measured !== null) expect(row.measured).toMatchObject({ recordings: 1, mismatches: 0 });
      if (row.measured !== null) expect(row.measured.cyclesPerStep).toBeCloseTo(row.measured.timeline, 9);
      expect(row.energyPerStep.high).toBeGreaterThan(row.energyPerStep.low);
    }
    expect(new Set(rows.flatMap((r) => r.measured?.cyclesPerStep ?? [])).size).toBeGreaterThan(5);
    expect(rows.at(-1)).toMatchObject({ name: "slow states of 2", accuracy: 0.5, source });
    expect(rows.at(-2)).toMatchObject({ name: "no slow state", accuracy: null, source: null });
    const csv = readFileSync(join(out, "ablation.csv"), "utf8").trimEnd().split("\n");
    expect(csv).toHaveLength(1 + rows.length);
    expect(JSON.parse(readFileSync(join(out, "ablation.json"), "utf8")).rows).toEqual(rows);
    const svg = readFileSync(join(out, "ablation.svg"), "utf8");
    for (const { name } of rows) expect(svg).toContain(`>${name}<`);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const shown = ablationText({ title: "", rows, leftOut: [{ name: "only x", why: "it\n  cannot be" }] });
    expect(shown).toMatch(/^all +\d+\.\d +1\.00 x +\d+\.\d +\d/m);
    expect(shown).toMatch(/^without fusion \[model\] +\d/m);
    expect(shown).toMatch(/^refresh every 3 steps +\d/m);
    expect(shown).toContain(`only x: left out: cannot be\n[1] of networks trained so`);
  });

  it("refuses what is no list, and variants that are none", async () => {
    const { status, err } = await runWith(env, "ablate", network, "--dilation", "2,x");
    expect(status).toBe(2);
    expect(err).toContain("Allowed: whole numbers from 1 to 10000, with commas between them.");
    const others = ["--networks", "models/keywords/network.json", "--simulate", "0", "--dilation", "2"];
    const other = await runWith(env, "ablate", network, "--weight-bits", "4", ...others);
    expect(other.status).toBe(2);
    expect(other.err).toMatch(/network\.json has 140 channels, .*; the recordings are for a network of /);
    const slower = join(folder, "slower.json");
    expect((await runWith(env, "quantize", "examples/first", "--out", slower)).status).toBe(0);
    const integer = JSON.parse(readFileSync(slower, "utf8"));
    integer.inputs.timestep = 0.02;
    writeFileSync(slower, JSON.stringify(integer));
    const timed = ["--networks", slower, "--simulate", "0", "--dilation", "2", "--weight-bits", "4"];
    expect((await runWith(env, "ablate", network, ...timed)).err).toMatch(
      /slower\.json has .*, time steps of 0\.02 s; the recordings are for a network of .* of 0\.01 s$/m,
    );
    writeFileSync(join(network, "variants.json"), '{ "slowState": [] }');
    const wrong = await runWith(env, "ablate", network, "--simulate", "0");
    expect(wrong.status).toBe(2);
    expect(wrong.err).toContain("variants.json: not a list of variants");
  });

  it("knows a simulation that is not as the timeline or the golden model says", () => {
    const measured = { recordings: 1, cyclesPerStep: 20.5, timeline: 20.5, mismatches: 0 };
    expect(agrees(measured)).toBe(true);
    expect(agrees({ ...measured, cyclesPerStep: 20.51 })).toBe(false);
    expect(agrees({ ...measured, mismatches: 1 })).toBe(false);
  });
});
