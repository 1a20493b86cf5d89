// dmp explore --synthesize: points of the front measured beside what is modelled, and kept by content.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { spreadOver } from "../../src/explore/index.ts";
import { runWith } from "../cli/dmp.ts";

const folder = mkdtempSync(join(tmpdir(), "dmp-measured-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "space.json");
const env = { DMP_CACHE: join(folder, "cache") };

it("measures points of the front, and takes from the store what it has measured", async () => {
  writeFileSync(
    path,
    JSON.stringify({
      networks: [resolve("examples/first")],
      bits: [4],
      devices: ["up5k"],
      hardware: { lanes: { spike: [1, 4], memory: 1, update: 1 } },
      objectives: ["logic", "cyclesPerStep"],
    }),
  );
  const out = join(folder, "out");
  const args = ["explore", path, "--synthesize", "1", "--out", out];
  const { status, out: text } = await runWith(env, ...args, "--json");
  expect(status).toBe(0);
  const { front } = JSON.parse(text);
  expect(front).toHaveLength(2);
  expect(front[1].measured).toBeNull();
  const [{ area, measured, cyclesPerStep }] = front;
  const exact = ({ blockRam, spram, dsp }: typeof area) => ({ blockRam, spram, dsp });
  expect(exact(measured.area)).toEqual(exact(area));
  expect(measured.problems).toEqual([]);
  expect(Math.abs(area.logic / measured.area.logic - 1)).toBeLessThan(0.5);
  expect(measured.fmaxMHz).toBeGreaterThan(10);
  expect(measured.stepsPerSecond).toBe(Math.floor((measured.fmaxMHz * 1e6) / cyclesPerStep.mean));
  const csv = readFileSync(join(out, "measured.csv"), "utf8").trimEnd().split("\n");
  expect(csv).toHaveLength(2);
  expect(csv[0]).toMatch(/^network,bits,device,logicModelled,logicMeasured,/);
  expect(csv[1]).toContain(`,4,up5k,${area.logic},${measured.area.logic},`);
  const page = JSON.parse(/^const data = (.*);$/m.exec(readFileSync(join(out, "index.html"), "utf8"))![1]!);
  expect(page.measured[0].figures[0]).toMatchObject({
    modelled: area.logic,
    measured: measured.area.logic,
    exact: false,
  });
  expect(page.points.figures.map((f: number[]) => f[page.measured[0].point])).toContain(area.logic);

  const svg = readFileSync(join(out, "measured.svg"), "utf8");
  expect(svg).toContain(`>${area.logic} / ${measured.area.logic}<`);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);

  // What lies in the store is what is shown.
  const store = join(folder, "cache", "synthesis");
  const [file] = readdirSync(store);
  const kept = JSON.parse(readFileSync(join(store, file!), "utf8"));
  kept.result.area.logic = 123_456;
  writeFileSync(join(store, file!), JSON.stringify(kept));
  const again = await runWith(env, ...args);
  expect(again.status).toBe(0);
  expect(again.out).toMatch(/Modelled \/ measured[^\n]*yosys[^\n]*nextpnr[\s\S]* \/ 123456 \(-\d+\.\d %\)/);
}, 400_000);

it("spreads what is synthesized over the front, its ends among them", () => {
  const list = Array.from({ length: 11 }, (_, i) => i);
  expect(spreadOver(list, 0)).toEqual([]);
  expect(spreadOver(list, 1)).toEqual([0]);
  expect(spreadOver(list, 3)).toEqual([0, 5, 10]);
  expect(spreadOver(list, 20)).toEqual(list);
});
