// Hardware files, and what a device that is named changes in them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadHardwareFile } from "../../src/cli/files/hardware.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dmp-hardware-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(memories: object | undefined, target: { name: string; lutRam: boolean } | null) {
  const file = join(folder, "hardware.json");
  writeFileSync(file, JSON.stringify({ lanes: { spike: 2, memory: 2, update: 1 }, memories }));
  let err = "";
  const io = {
    out: () => {},
    err: (text: string) => {
      err += text;
    },
    terminal: null,
    env: {},
  };
  const hardware = await loadHardwareFile(file, folder, io, target);
  return { memories: hardware.memories, err };
}

describe("a hardware file for a device", () => {
  const ecp5 = { name: "ecp5-25k", lutRam: true };

  it("makes small memories of LUT RAM where the device has it and nothing is said of them, and tells it", async () => {
    const { memories, err } = await load({ weights: "block" }, ecp5);
    expect(memories).toEqual({ weights: "block", readout: "block", state: "block", small: "distributed" });
    expect(err).toBe(
      "note: memories of at most 64 words are made of the LUT RAM of ecp5-25k; memories.small chooses otherwise\n",
    );
  });

  it.each([
    [{ small: "block" }, ecp5],
    [{ state: "block" }, ecp5],
    [undefined, { name: "up5k", lutRam: false }],
    [undefined, null],
  ])("leaves %j for %j as it is", async (given, target) => {
    const { memories, err } = await load(given, target);
    expect(memories).toMatchObject({ weights: "block", readout: "block", state: "block", ...given });
    expect([memories.small, err]).toEqual([(given as { small?: string } | undefined)?.small, ""]);
  });
});
