// The wrapper as it is generated: in lint, in Icarus with senders of its own, in C, and what AXI4-Lite asks for, proved.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, execaSync } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { registers } from "../../src/axi/map.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { generate } from "../../src/generate/index.ts";
import type { Beats } from "../../src/simulate/index.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { random } from "../../src/verify/index.ts";
import { eventTransfers, parameterTransfers, parameterWords } from "./transfers.ts";

const has = (name: string) => needs.find((need) => need.name === name)?.found() ?? false;
const python = process.env.DMP_COCOTB ?? "python3";
const cocotb =
  has("iverilog") &&
  !execaSync(python, ["-c", "import cocotb_tools, cocotbext.axi"], { reject: false }).failed;
const root = mkdtempSync(join(tmpdir(), "dmp-axi-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function made(name: string, choice: Partial<HardwareInput>) {
  const { network } = vectorCases.find((c) => c.name === name)!;
  const planned = plan(network, hardware({ lanes: { spike: 2, memory: 2, update: 1 }, ...choice }));
  const { top, files } = generate(planned, { wrapper: "axi", testBench: false });
  const folder = mkdtempSync(join(root, "made-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { network, planned, top: `${top}_axi`, folder, files };
}

/** What a command says, be it good or bad. */
async function said(cwd: string, command: string, ...args: string[]): Promise<string> {
  const run = await execa(command, args, { cwd, all: true, reject: false });
  return `${run.all}${run.exitCode === 0 ? "" : `\nexit status ${run.exitCode}`}`;
}

/** Lines of TLAST, TKEEP, TDATA. */
const linesOf = ({ columns: [data, keep, last] }: Beats): string =>
  Array.from(data as ArrayLike<number>, (value, i) => {
    const line = (BigInt(Number(last![i]!) * 16 + Number(keep![i]!)) << 32n) | BigInt(value);
    return `${line.toString(16)}\n`;
  }).join("");

describe("generated beside the network", () => {
  it.skipIf(!has("verilator")).each([
    ["subtract", { parameters: "loaded" }],
    ["subtract", { parameters: "baked", outputs: { classes: "step", logits: true, spikes: true } }],
    ["graded", { parameters: "loaded", dataflow: "event-stationary", mapping: "shared" }],
  ] as const)("%s, %j: no warning of the linter", async (name, choice) => {
    const { folder, top } = made(name, choice);
    expect(
      await said(folder, "verilator", "--lint-only", "-Wall", "-f", `${top}.f`, "--top-module", top),
    ).toBe("");
  });

  it.skipIf(!has("iverilog"))(
    "10,000 transfers with pauses, in Icarus: the golden model's classes, nothing unknown",
    async () => {
      const { network, planned, folder, top } = made("subtract", { parameters: "loaded" });
      const golden = createGolden(network);
      const sequences = Array.from({ length: 720 }, (_, i) =>
        randomSequence(random(1000 + i), network.inputs, 1 + (i % 12)),
      );
      const [events, params] = [
        eventTransfers(sequences, false, random(1)),
        parameterTransfers(planned, random(2)),
      ];
      expect(events.beats + params.beats + sequences.length).toBeGreaterThan(10_000);
      writeFileSync(join(folder, "events.hex"), linesOf(events));
      writeFileSync(join(folder, "params.hex"), linesOf(params));
      const counts = { EVENTS: events.beats, PARAMS: params.beats, CLASSES: sequences.length };
      const given = Object.entries(counts).map(([name, n]) => `-Pdma.${name}=${n}`);
      const program = [
        "-g2005",
        `-DTOP=${top}`,
        ...given,
        "-s",
        "dma",
        "-o",
        "dma",
        "-c",
        `${top}.f`,
        here("dma.v"),
      ];
      expect(await said(folder, "iverilog", ...program)).toBe("");
      const found = (await said(folder, "vvp", "-n", "dma"))
        .split("\n")
        .filter((line) => /^class|^FAIL/.test(line));
      expect(found).toEqual(sequences.map((s) => `class ${golden.run(s).class} 1 1`));
    },
  );

  it.skipIf(!cocotb)(
    "the masters of cocotbext-axi get the golden model's classes (DMP_COCOTB names a python that has them)",
    async () => {
      const { network, planned, folder, top } = made("subtract", { parameters: "loaded" });
      const golden = createGolden(network);
      const sequences = Array.from({ length: 60 }, (_, i) =>
        randomSequence(random(i), network.inputs, 1 + (i % 12)),
      );
      const packets: number[][] = [[]];
      for (const { data, last } of parameterWords(planned)) {
        packets.at(-1)!.push(data);
        if (last) packets.push([]);
      }
      const events = eventTransfers(sequences, false, random(1), 0).columns[0];
      const transfers = {
        packets: packets.slice(0, -1),
        events: Array.from(events as ArrayLike<number>),
        classes: sequences.map((s) => golden.run(s).class),
        steps: sequences.reduce((sum, s) => sum + s.steps, 0),
      };
      writeFileSync(join(folder, "transfers.json"), JSON.stringify(transfers));
      const all = await said(dirname(here("masters.py")), python, here("masters.py"), folder, top);
      expect(all).toMatch(/PASS=1 FAIL=0/);
      expect(all).not.toContain("exit status");
    },
  );

  it("every port says of which interface it is", () => {
    const { files, top } = made("subtract", { outputs: { logits: true, spikes: true } });
    const lines = `${files[`${top}.v`]}`.split("\n").map((line) => line.trim());
    const ports = lines.flatMap((line, i) => (/^(input|output) /.test(line) ? [i] : []));
    expect(ports.length).toBeGreaterThan(40);
    for (const at of ports) expect(lines.slice(at - 2, at).join(" "), lines[at]).toContain("(* X_INTERFACE_");
    expect(lines).toContain('(* X_INTERFACE_INFO = "xilinx.com:interface:axis:1.0 m_axis_spikes TLAST" *)');
    expect(lines).toContain('(* X_INTERFACE_INFO = "xilinx.com:interface:aximm:1.0 s_axi BVALID" *)');
  });

  it.skipIf(!has("g++"))("the registers for C are those of the map", async () => {
    const { folder, top } = made("subtract", {});
    const prefix = top.toUpperCase();
    const checks = registers.flatMap(({ name, offset, fields }) => [
      `_Static_assert(${prefix}_${name} == ${offset}, "");`,
      ...fields.map((f) => `_Static_assert(${prefix}_${name}_${f.name} == ${2 ** f.at}, "");`),
    ]);
    writeFileSync(
      join(folder, "checks.c"),
      `#include "${top}.h"\n#include "${top}.h"\n${checks.join("\n")}\n`,
    );
    expect(
      await said(folder, "gcc", "-std=c11", "-Wall", "-Wextra", "-pedantic", "-fsyntax-only", "checks.c"),
    ).toBe("");
  });

  it.skipIf(!has("yosys"))(
    "the AXI4-Lite port keeps the rules of the protocol, whatever the manager does",
    async () => {
      const { folder, top } = made("subtract", {});
      const prove = (name: string, steps: string) =>
        said(
          folder,
          "yosys",
          "-q",
          "-p",
          [
            `read_verilog -sv -DLITE=${top}_lite ${name} ${here("lite.sv")}`,
            "hierarchy -top lite_rules; proc; flatten; opt_clean; async2sync; chformal -early; opt_clean",
            steps,
          ].join("; "),
        );
      const induction = "sat -prove-asserts -set-assumes -tempinduct -seq 1 -verify";
      expect(await prove(`${top}_lite.v`, induction)).toBe("");
      // The same of a port that forgets an answer that is not taken at once.
      const { files } = made("subtract", {});
      const wrong = `${files[`${top}_lite.v`]}`.replace("answered & bready", "answered");
      expect(wrong).not.toBe(`${files[`${top}_lite.v`]}`);
      writeFileSync(join(folder, "wrong.v"), wrong);
      expect(await prove("wrong.v", induction)).toContain("exit status");
    },
  );
});
