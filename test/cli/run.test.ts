// dmp run: without calibration, without a hardware choice, with logits, with a waveform; files of any length.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { json, run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-run-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const first = "examples/first";
const recordings = `${first}/recordings.json`;

/** The first example without recordings and hardware choice beside it. */
const bare = join(root, "bare");
mkdirSync(bare);
for (const name of ["network.js", "weights.safetensors"]) copyFileSync(join(first, name), join(bare, name));

interface Detail {
  readonly logits: number[];
  readonly spikes: number[];
}
type Results = { label: number; golden: number; details: { float: Detail | null; golden: Detail | null } }[];

describe("without calibration", () => {
  it("the float model runs, and gives the same as with it", async () => {
    const without = await json("run", bare, recordings, "--engine", "float");
    const beside = await json("run", first, recordings, "--engine", "float");
    expect(without.status).toBe(0);
    expect(without.value.accuracy).toEqual(beside.value.accuracy);
  });

  it("the others say what they need", async () => {
    expect(await run("run", bare, recordings, "--engine", "golden")).toMatchObject({
      status: 2,
      err: expect.stringMatching(/quantizing needs recordings: --calibrate FILE/),
    });
  });

  it("the float model takes no options of formats", async () => {
    const { status, err } = await run("run", first, recordings, "--engine", "float", "--bits", "4");
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringMatching(/--bits: formats are for integers/),
    });
  });
});

describe("without a hardware choice", () => {
  it("one is made, and shown", async () => {
    const args = ["run", bare, recordings, "--calibrate", recordings, "--to", "2", "--engine", "builtin"];
    const { status, err, value } = await json(...args);
    expect({ status, mismatches: value.mismatches }).toEqual({ status: 0, mismatches: 0 });
    expect(err).toMatch(/^note: no --hardware FILE and no hardware\.json .*used: \{"lanes":\{"spike":8/m);
  });
});

describe("--logits", () => {
  it("adds the models' logits and spike counts, and compares all values of the hardware with them", async () => {
    const { value } = await json("run", first, recordings, "--logits", "--engine", "builtin", "--to", "3");
    expect(value).toMatchObject({ mismatches: 0, compared: "every value" });
    for (const { golden: answer, details } of value.results as Results) {
      const { float, golden } = details as { float: Detail; golden: Detail };
      expect(golden.logits).toHaveLength(3);
      expect(golden.logits.indexOf(Math.max(...golden.logits))).toBe(answer);
      // Integers and reals speak of the same quantity.
      for (const [c, logit] of golden.logits.entries())
        expect(Math.abs(logit - float.logits[c]!)).toBeLessThan(
          0.2 * Math.max(...float.logits.map(Math.abs)),
        );
      expect(golden.spikes).toHaveLength(1);
      expect(golden.spikes[0]).toBeGreaterThan(0);
      expect(Math.abs(golden.spikes[0]! - float.spikes[0]!)).toBeLessThan(0.2 * float.spikes[0]! + 5);
    }
  });

  it("leaves out what did not run", async () => {
    const float = await json("run", bare, recordings, "--logits", "--engine", "float", "--to", "1");
    expect((float.value.results as Results)[0]!.details).toMatchObject({
      golden: null,
      float: { spikes: [expect.any(Number)] },
    });
    const plain = await json("run", first, recordings, "--engine", "golden", "--to", "1");
    expect((plain.value.results as Results)[0]).not.toHaveProperty("details");
  });
});

describe("--trace", () => {
  it.each([
    ["builtin", "wave.vcd", /^\$timescale|\$date|\$version/m],
    ["verilator", "wave.fst", /^/],
  ])(
    "writes a waveform by %s, with its view",
    async (engine, name, begins) => {
      const file = join(root, engine, name);
      const { status, value, err } = await json("run", first, recordings, "--to", "1", "--trace", file);
      expect(err).not.toMatch(/^error/m);
      expect({ status, engine: value.engine }).toEqual({ status: 0, engine });
      const { waveform, view } = value.trace as Record<string, string>;
      expect(waveform).toBe(file);
      expect(readFileSync(file, "latin1")).toMatch(begins);
      expect(readFileSync(file).length).toBeGreaterThan(1000);
      const shown = readFileSync(view!, "utf8");
      expect(shown).toContain(`[dumpfile] "${file}"`);
      expect(shown).toContain("-events");
      expect(shown).toMatch(/^@.*\n(\^.*\n)?.*dmp_sweeps\.core0\./m);
    },
    300_000,
  );

  it.each([
    [["--to", "1", "--trace", "/proc/none/a.vcd"], /--trace .*: cannot be written/],
    [["--to", "2", "--trace", join(root, "two.vcd")], /one recording is traced, and these are 2/],
    [["--trace", join(root, "a.vcd"), "--engine", "golden"], /needs --engine verilator or builtin/],
    [
      ["--to", "1", "--trace", join(root, "a.vcd"), "--engine", "verilator"],
      /the engine verilator writes \.fst/,
    ],
  ])("is refused: %j", async (words, message) => {
    const { status, err } = await run("run", first, recordings, ...words);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringMatching(message) });
    expect(existsSync(join(root, "a.vcd"))).toBe(false);
  });
});

describe("notes and numbers", () => {
  it("a few recordings of a network that knows its length are no reason for a note", async () => {
    const args = ["run", "models/spoken-digits", "models/spoken-digits/test-100.h5", "--engine", "float"];
    for (const some of [
      ["--to", "3"],
      ["--from", "7", "--to", "8"],
    ])
      expect((await run(...args, ...some)).err).toBe("");
  });

  it("takes 130,000 recordings of one text file", async () => {
    const file = join(root, "many.txt");
    const head = "dmp-rtl recordings 1\n";
    writeFileSync(file, head + "recording steps=1 channels=16 label=0 name=a\n".repeat(130_000));
    const { status, err, value } = await json("run", bare, file, "--engine", "float");
    expect(err).not.toMatch(/^error/m);
    expect({ status, recordings: value.recordings }).toEqual({ status: 0, recordings: 130_000 });
  });
});
