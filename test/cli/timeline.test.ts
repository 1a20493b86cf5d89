// dmp timeline: what a usual step is, of a float network and of an integer network, with recordings and without.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { json, run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-timeline-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const first = "examples/first";
const integer = join(root, "network.json");

describe("dmp timeline", () => {
  it("takes the activity of the recordings, whether the network is in floats or in integers", async () => {
    const ofFloats = await json("timeline", first);
    expect(ofFloats.value.activity).toMatchObject({ events: expect.any(Number) });
    expect((ofFloats.value.activity as { firing: number[] }).firing[0]).toBeGreaterThan(0);
    expect((await run("quantize", first, "--out", integer)).status).toBe(0);
    for (const name of ["hardware.json", "recordings.json"])
      copyFileSync(`${first}/${name}`, join(root, name));
    const ofIntegers = await json("timeline", integer);
    expect(ofIntegers).toEqual(ofFloats);
  });

  it("makes activity up where an integer network has no recordings, and says so", async () => {
    const alone = join(root, "alone");
    mkdirSync(alone);
    for (const name of ["hardware.json", "network.json"]) copyFileSync(join(root, name), join(alone, name));
    const { value, err } = await json("timeline", alone);
    expect(value.activity).toEqual({ events: 2, firing: [4] });
    expect(err).toContain("note: no recordings beside the network: a tenth of all channels and neurons");
    const said = await run("timeline", alone, "--events", "3", "--firing", "5");
    expect(said.err).toBe("");
    expect(said.out).toMatch(/^3 events in, 5 spikes a step: \d+ cycles a step; bound \d+\.$/m);
  });
});
