// dmp fit: the hardware for a device, as text, as JSON and as a file that other commands take.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hardware } from "../../src/core/index.ts";
import { writeShd } from "../../src/recordings/index.ts";
import { run } from "./dmp.ts";

const folder = mkdtempSync(join(tmpdir(), "dmp-fit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const first = "examples/first";

describe("dmp fit", () => {
  it("gives a hardware file that keeps up, and what is next to it", async () => {
    const out = join(folder, "hardware.json");
    const args = ["fit", first, "--device", "up5k", "--rate", "100000", "--out", out, "--json"];
    const said = await run(...args);
    expect(said.status).toBe(0);
    const json = JSON.parse(said.out);
    expect(json.device).toBe("up5k");
    expect(json.stepsPerSecond).toBeGreaterThanOrEqual(100_000);
    expect(json.stepsPerSecond).toBe(Math.floor(24e6 / json.cyclesPerStep.mean));
    expect(json.utilization.blockRam).toBeLessThanOrEqual(json.available.blockRam);
    expect(json.energyPerStep.low).toBeGreaterThan(0);
    expect(json.energyPerStep.high).toBeGreaterThan(json.energyPerStep.low);
    expect(json.limit.part).toMatch(/^(events|layer \d (pass|spikes)|readout pass)$/);
    expect(Object.keys(json.alternatives[0])).toEqual(["change", "cycles", "area", "fits"]);
    expect(hardware(JSON.parse(readFileSync(out, "utf8")))).toEqual(json.hardware);
    const shown = await run("fit", first, "--device", "up5k", "--hardware", out);
    expect(shown.err).toContain("unknown option '--hardware'");
  });

  it("reads the recordings that are named as it is told to", async () => {
    const file = join(folder, "fine.h5");
    const times = Float64Array.from({ length: 40 }, (_, i) => i / 1000);
    // Two neighbouring channels for each of the network's 16.
    const units = Uint16Array.from({ length: 40 }, (_, i) => (13 * i) % 32);
    await writeShd(file, [{ name: "one", label: 0, speaker: null, times, units }]);
    const fit = ["fit", first, "--device", "up5k", "--recordings", file];
    expect((await run(...fit)).err).toContain("--pool 2");
    expect((await run(...fit, "--pool", "2")).status).toBe(0);
    expect((await run(...fit, "--pool", "2", "--from", "1")).err).toContain("no recordings from 1");
  });

  it("says so where nothing keeps up", async () => {
    const { status, err } = await run("fit", first, "--device", "up5k", "--rate", "20000000");
    expect(status).toBe(1);
    expect(err).toContain(
      "no hardware choice for iCE40 UP5K, package SG48 keeps up with 20,000,000 steps a second at 24 MHz and fits",
    );
  });

  it("takes an energy table of one's own, and refuses one that lacks an entry", async () => {
    const table = {
      format: "dmp-rtl energy table 1",
      name: "mine",
      nm: 28,
      sram: { source: "mine", points: [{ bytes: 65_536, bits: 8, read: 1, write: 1, leakage: 1 }] },
      add: { source: "mine", perBit: 1 },
      multiply: { source: "mine", perBitSquared: 1 },
      register: { source: "mine", clockPerBit: 1, leakagePerBit: 1 },
    };
    const path = join(folder, "mine.json");
    const args = ["fit", first, "--device", "up5k", "--energy", path];
    writeFileSync(path, JSON.stringify(table));
    expect((await run(...args)).out).toMatch(/^mine +\d/m);
    table.sram.points[0]!.bytes = 2;
    writeFileSync(path, JSON.stringify(table));
    const { status, err } = await run(...args);
    expect(status).toBe(2);
    expect(err).toContain("energy table mine: no entry for memory ");
    const none = await run("fit", first, "--device", "up5k", "--energy", join(folder, "none.json"));
    expect(none.err).toContain("none.json: no such file; expected an energy table");
  });
});
