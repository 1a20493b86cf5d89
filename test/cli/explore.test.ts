// dmp explore: a small space of the first example, as table, JSON, files and page.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { run, runWith } from "./dmp.ts";

const folder = mkdtempSync(join(tmpdir(), "dmp-explore-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const first = resolve("examples/first");
const path = join(folder, "space.json");
const write = (change: object = {}) =>
  writeFileSync(
    path,
    JSON.stringify({
      networks: [first],
      bits: [4, 8],
      devices: ["up5k", "ecp5-25k"],
      hardware: { lanes: { spike: [1, 4, 8], memory: [1, 4], update: 1 }, overlap: [true, false] },
      objectives: ["cyclesPerStep", "blockRam", "accuracy"],
      ...change,
    }),
  );
const env = { DMP_CACHE: join(folder, "cache") };

describe("dmp explore", () => {
  it("gives points, front, files and a page that holds them", async () => {
    write({ constraints: { cyclesPerStep: { max: 60 } } });
    const out = join(folder, "out");
    const { status, out: text } = await runWith(env, "explore", path, "--out", out, "--json");
    expect(status).toBe(0);
    const json = JSON.parse(text);
    // Lanes 1 and 4 do not go together; two formats, two devices, two ways to overlap.
    expect(json.points).toBe(5 * 2 * 2 * 2);
    expect(json.refused.choices).toBe(2);
    expect(json.kept).toBeLessThan(json.points);
    expect(json.front.length).toBeGreaterThan(0);
    for (const point of json.front) {
      expect(point.cyclesPerStep.mean).toBeLessThanOrEqual(60);
      expect(point.fits).toBe(true);
      expect(point.accuracy).toBeGreaterThan(0);
      for (const energy of [point.energyPerStep, point.clockPerStep, point.leakage]) {
        expect(energy.low).toBeGreaterThan(0);
        expect(energy.low).toBeLessThan(energy.high);
      }
    }
    const csv = readFileSync(join(out, "points.csv"), "utf8").trimEnd().split("\n");
    expect(csv[0]).toMatch(/^network,bits,device,accuracy,stepsPerSecond,cyclesPerStep,/);
    expect(csv.length).toBe(1 + json.kept);
    expect(JSON.parse(readFileSync(join(out, "front.json"), "utf8"))).toEqual(json.front);
    const svg = readFileSync(join(out, "front.svg"), "utf8");
    expect(svg.match(/<circle/g)!.length).toBe(json.kept);
    const page = readFileSync(join(out, "index.html"), "utf8");
    // It asks nothing of a network.
    expect(page).not.toMatch(/(src|href)=|https?:\/\//);
    const data = JSON.parse(/^const data = (.*);$/m.exec(page)![1]!);
    expect(data.total).toBe(json.kept);
    for (const column of [data.points.of, data.points.hardware, ...data.points.figures])
      expect(column.length).toBe(json.kept);
    expect(data.points.front.filter((front: number) => front === 1).length).toBe(json.front.length);
    expect(data.measured).toEqual([]);
    expect(data.ablation).toBeNull();
    // Its script is one.
    const script = /<script>([\s\S]*)<\/script>/.exec(page)![1]!;
    expect(() => new Function(script)).not.toThrow();
  });

  it("tells networks of one name apart: in the table, and in the page with a command each", async () => {
    for (const name of ["a", "b"]) cpSync(first, join(folder, name, "net"), { recursive: true });
    write({
      networks: ["a/net", "b/net"],
      bits: [8],
      devices: ["up5k"],
      hardware: { lanes: { spike: [4, 8], memory: 4, update: 1 } },
      objectives: ["cyclesPerStep"],
    });
    const out = join(folder, "alike");
    const said = await runWith(env, "explore", path, "--out", out);
    expect(said.status).toBe(0);
    expect(said.out).toMatch(/^[ab]\/net, 8 bits, up5k +/m);
    const data = JSON.parse(/^const data = (.*);$/m.exec(readFileSync(join(out, "index.html"), "utf8"))![1]!);
    expect(data.of).toEqual(["a/net, 8 bits, up5k", "b/net, 8 bits, up5k"]);
    for (const [i, name] of ["a", "b"].entries())
      expect(data.commands[i]).toContain(`dmp synth ${join(folder, name, "net")} --bits 8`);
    expect(data.points.of).toEqual([0, 0, 1, 1]);
  });

  it("sets an ablation of the front's first point beside the points", async () => {
    write({ bits: [4], devices: ["up5k"], hardware: { lanes: { spike: 4, memory: 4, update: 1 } } });
    const out = join(folder, "ablated");
    const { status, out: text } = await runWith(env, "explore", path, "--ablate", "--out", out, "--json");
    expect(status).toBe(0);
    const { ablation, front } = JSON.parse(text);
    expect(ablation.rows[0].name).toBe("all");
    expect(ablation.rows[0].cyclesPerStep).toBe(front[0].cyclesPerStep.mean);
    expect(ablation.rows[0].bitsPerStep).toBe(front[0].bitsPerStep);
    for (const file of ["ablation.csv", "ablation.svg"])
      expect(readFileSync(join(out, file), "utf8")).toContain("without overlap");
    const data = JSON.parse(/^const data = (.*);$/m.exec(readFileSync(join(out, "index.html"), "utf8"))![1]!);
    expect(data.ablation.bars).toHaveLength(ablation.rows.length);
  });

  it("takes the accuracy that it has kept, and shows the front as a table", async () => {
    write();
    const again = await runWith(env, "explore", path);
    expect(again.status).toBe(0);
    expect(again.out).toMatch(
      /^40 points, 40 within the constraints, \d+ on the front; [\d.]+ s\n2 combinations of hardware fields did not go together; the first: lanes\.memory: found 4, allowed/,
    );
    expect(again.out).toMatch(/^first, [48] bits, (up5k|ecp5-25k) +\d/m);
  });

  it("searches a space: as many combinations as asked for, and says of how many", async () => {
    write();
    const searched = async (...more: string[]) =>
      JSON.parse((await runWith(env, "explore", path, "--search", "20", "--json", ...more)).out);
    const json = await searched();
    expect(json.of).toBe(6 * 2 * 2 * 2);
    expect(json.points).toBe(20);
    const { seconds: _, ...same } = json;
    expect(await searched()).toMatchObject(same);
    expect((await searched("--seed", "2")).front).not.toEqual(json.front);
    const text = (await runWith(env, "explore", path, "--search", "20")).out;
    expect(text).toContain("searched 48 combinations");
    const { status, err } = await run("explore", path, "--search", "0");
    expect([status, err]).toEqual([2, expect.stringContaining("--search")]);
  });

  it("counts the choices that do not go with a network", async () => {
    write({
      bits: [4],
      devices: ["up5k"],
      hardware: { lanes: { spike: [4, [4, 4, 4, 4]], memory: 1, update: 1 } },
    });
    const { status, out } = await runWith(env, "explore", path, "--json");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ points: 1, refused: { choices: 0 }, leftOut: 1 });
    const text = (await runWith(env, "explore", path)).out;
    expect(text).toContain(
      "1 choice did not go with a network; the first: Hardware and network do not go together",
    );
    expect(text).toContain("lanes.spike is a list of 4");
  });

  it("says which constraint leaves nothing, and the best there is", async () => {
    write({ constraints: { stepsPerSecond: { min: 1e9 }, logic: { max: 1e6 } } });
    const json = JSON.parse((await runWith(env, "explore", path, "--json")).out);
    expect([json.kept, json.front]).toEqual([0, []]);
    const most = json.hindrances[0].best;
    expect(most).toBeGreaterThan(1000);
    expect(json.hindrances).toEqual([
      {
        limit: { figure: "stepsPerSecond", limit: "min", value: 1e9 },
        keep: 0,
        keepOthers: 40,
        best: most,
        bestOfOthers: most,
      },
      {
        limit: { figure: "logic", limit: "max", value: 1e6 },
        keep: 40,
        keepOthers: 0,
        best: expect.any(Number),
        bestOfOthers: null,
      },
      { limit: { figure: null }, keep: 40, keepOthers: 0, best: null, bestOfOthers: null },
    ]);
    const { status, out } = await runWith(env, "explore", path);
    expect(status).toBe(0);
    expect(out).toContain(
      `no point has stepsPerSecond of at least 1,000,000,000; the most is ${most.toLocaleString("en-US")}.`,
    );
  });

  it("refuses a search where nothing goes together, however many are asked for", async () => {
    write({ hardware: { lanes: { spike: [2, 4], memory: 3, update: 1 } } });
    const { status, err } = await runWith(env, "explore", path, "--search", "1000000000");
    expect(status).toBe(2);
    expect(err).toMatch(
      /hardware: no combination that was looked at goes together\n[\s\S]*lanes.memory: found 3/,
    );
  });

  it("refuses to look at more combinations than one waits for, but for a search", async () => {
    const to64 = Array.from({ length: 64 }, (_, i) => i + 1);
    write({
      bits: [8],
      devices: ["up5k"],
      hardware: { lanes: { spike: to64, memory: to64, update: to64, readout: to64 } },
    });
    const { status, err } = await run("explore", path);
    expect([status, err]).toEqual([2, expect.stringContaining("16,777,216 combinations")]);
    const searched = await runWith(env, "explore", path, "--search", "20", "--json");
    expect(JSON.parse(searched.out).of).toBe(64 ** 4);
  });

  it("says what is wrong with a space", async () => {
    write({ devices: ["up6k"] });
    const { status, err } = await run("explore", path);
    expect(status).toBe(2);
    expect(err).toContain('devices.0: expected "up5k"');
    write({ networks: ["nowhere"] });
    expect((await run("explore", path)).err).toContain("nowhere: no such file or folder");
  });
});
