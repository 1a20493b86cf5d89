// dmp fit: the hardware for a device, as text, as JSON and as a file that other commands take.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  it("counts all recordings that are named, not the first ones only", async () => {
    const file = join(folder, "many.json");
    const source = JSON.parse(readFileSync(`${first}/recordings.json`, "utf8"));
    const [one] = source.recordings;
    // All but the last have no event.
    const silent = Array.from({ length: 30 }, () => ({ ...one, events: [] }));
    writeFileSync(file, JSON.stringify({ ...source, recordings: [...silent, one] }));
    const mean = async (...more: string[]) => {
      const said = await run("fit", first, "--device", "up5k", "--recordings", file, "--json", ...more);
      expect(said.err).not.toContain("error");
      return JSON.parse(said.out).cyclesPerStep.max;
    };
    const [all, few, last] = [await mean(), await mean("--to", "30"), await mean("--from", "25")];
    expect(all).toBeGreaterThan(few);
    expect(last).toBe(all);
  });

  it("reads recordings beside the network as those that formats are chosen by, where they need it", async () => {
    const fine = join(folder, "fine");
    cpSync(first, fine, { recursive: true });
    rmSync(join(fine, "recordings.json"));
    const events = Array.from({ length: 40 }, (_, i) => `${i / 100},${(13 * i) % 32}`);
    writeFileSync(join(fine, "recordings.csv"), `time,channel\n${events.join("\n")}\n`);
    for (const command of [
      ["fit", fine, "--device", "up5k"],
      ["cost", fine],
      ["ablate", fine, "--simulate", "0", "--dilation", "2", "--slow-state", "2", "--weight-bits", "4"],
    ]) {
      expect((await run(...command)).err).toContain("--pool 2 makes one channel of 2");
      const said = await run(...command, "--pool", "2");
      expect(said.err).not.toContain("error");
      expect(said.status).toBe(0);
    }
    // Those beside it fit as they are; only the others need it.
    const calibration = ["--calibrate", join(fine, "recordings.csv"), "--pool", "2"];
    expect((await run("fit", first, "--device", "up5k", ...calibration)).status).toBe(0);
    // What does not fit so either is refused before any synthesis.
    const finer = join(folder, "finer.csv");
    writeFileSync(finer, `time,channel\n${events.map((event) => event.replace(/,.*/, ",63")).join("\n")}\n`);
    writeFileSync(join(fine, "recordings.csv"), "time,channel\n0.1,127\n");
    const choice = ["--hardware", join(fine, "hardware.json")];
    const synth = await run("synth", fine, ...choice, "--calibrate", finer, "--pool", "4");
    expect(synth.err).toContain(`${join(fine, "recordings.csv")}`);
    expect([synth.status, synth.err.includes("synthesis")]).toEqual([2, false]);
  });

  it("says so where nothing keeps up", async () => {
    const { status, err } = await run("fit", first, "--device", "up5k", "--rate", "20000000");
    expect(status).toBe(1);
    expect(err).toContain(
      "no hardware choice for iCE40 UP5K, package SG48 keeps up with 20,000,000 steps a second at 24 MHz and fits",
    );
  });

  it("takes an energy table of one's own, and says so where a memory is larger than it knows", async () => {
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
    for (const command of [args, ["cost", first, "--energy", path]]) {
      const { status, err } = await run(...command);
      expect(status).toBe(0);
      expect(err).toMatch(
        /note: the energy of memories of more than 2 bytes, .* is that of banks of so many; the largest is \S+weights, [\d,]+ bytes, [\d,]+ banks$/m,
      );
    }
    table.sram.points.push({ bytes: 4, bits: 16, read: 1, write: 1, leakage: 1 });
    writeFileSync(path, JSON.stringify(table));
    expect((await run(...args)).err).toContain("sram.points: no entry for 2 bytes with words of 16 bits");
    const none = await run("fit", first, "--device", "up5k", "--energy", join(folder, "none.json"));
    expect(none.err).toContain("none.json: no such file; expected an energy table");
  });
});
