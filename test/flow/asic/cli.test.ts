// The commands that make a network into gates of a cell library.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dmp } from "../../../src/cli/program.ts";
import { saveNetwork } from "../../../src/quantize/store.ts";
import { tinyNetwork } from "../networks.ts";

const first = resolve(import.meta.dirname, "../../../examples/first");
const cells = join(import.meta.dirname, "cells.lib");
let folder: string;
/** A small one: synthesis of others takes minutes. */
let tiny: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dmp-gates-cli-"));
  tiny = join(folder, "network.json");
  writeFileSync(tiny, saveNetwork(tinyNetwork));
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

describe("dmp synth --liberty", () => {
  it("takes a packed library, tells what the chip is made of, and writes what comes next", async () => {
    const packed = join(folder, "cells.lib.gz");
    writeFileSync(packed, gzipSync(readFileSync(cells)));
    const out = join(folder, "chip");
    const args = ["synth", tiny, "--liberty", packed, "--recordings", "0", "--clock", "200", "--out", out];
    const { status, out: text, err } = await run(...args, "--json");
    expect(status).toBe(0);
    expect(err).toContain('note: no --hardware FILE: made as a chip, {"parameters":"loaded"');
    const json = JSON.parse(text);
    expect(json).toMatchObject({ library: "handmade", energy: null });
    expect(json.total.area).toBeGreaterThan(500);
    expect(json.clockGates.cells).toBeGreaterThan(5);
    expect(json.macros.length).toBeGreaterThan(0);
    for (const name of [
      "dmp_tiny_netlist.v",
      "dmp_tiny.sdc",
      "librelane.json",
      "report.json",
      "rtl/dmp_tiny.v",
    ])
      expect(existsSync(join(out, name)), name).toBe(true);
    expect(readFileSync(join(out, "dmp_tiny.sdc"), "utf8")).toContain("-period 5.000");
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8"))).toEqual(json);
  });

  it.each([
    [["synth", first, "--liberty", cells, "--device", "up5k"], /--liberty.* cannot be used with .*--device/],
    [
      ["synth", first, "--liberty", cells, "--board", "icebreaker"],
      /--liberty.* cannot be used with .*--board/,
    ],
    [["synth", first, "--liberty", cells, "--seeds", "5"], /--liberty.* cannot be used with .*--seeds/],
    [["synth", first, "--recordings", "2"], /--recordings: energy is counted with --liberty/],
    [["synth", first, "--liberty", "no.lib"], /no.lib: cannot be read: no such file/],
    [["synth", first, "--liberty", join(first, "README.md")], /README.md: line \d+: /],
    [["verify", "netlist", first], /netlist: say for what: --device NAME or --liberty FILE/],
    [["verify", "netlist", first, "--liberty", cells, "--device", "up5k"], /cannot be used with/],
  ])("refuses %j", async (argv, message) => {
    const { status, err, out } = await run(...argv);
    expect(err).toMatch(message);
    expect(status).toBe(2);
    expect(out).toBe("");
  });

  it("refuses hardware with an FPGA's memories, by name", async () => {
    const hardware = join(folder, "hardware.json");
    writeFileSync(hardware, JSON.stringify({ lanes: { spike: 4, memory: 2, update: 1 } }));
    const { status, err } = await run("synth", first, "--liberty", cells, "--hardware", hardware);
    expect(status).toBe(2);
    expect(err).toMatch(/memory \S+ is asked to become "block", which a cell library does not have/);
  });
});
