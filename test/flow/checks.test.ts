import { describe, expect, it } from "vitest";
import { memoryPlacements, timingProblems } from "../../src/flow/checks.ts";
import { deviceOf, FlowError } from "../../src/flow/index.ts";
import { type Cell, countByCircuit, countCells } from "../../src/flow/netlist.ts";
import { sourceName } from "../../src/flow/source-names.ts";
import { bit, circuit, elaborate, type MemoryStyle, uint } from "../../src/hdl/index.ts";

const up5k = deviceOf("up5k");

const store = (style: MemoryStyle, initial: boolean) =>
  circuit("store", {
    inputs: { address: uint(4), write: bit, value: uint(8) },
    outputs: { y: uint(8) },
    body(c, { address, write, value }, { y }) {
      const words = c.memory("words", {
        depth: 16,
        type: uint(8),
        style,
        readDuringWrite: "undefined",
        ...(initial ? { initial: Array.from({ length: 16 }, (_, i) => [i]) } : {}),
      });
      words.write("in", { address, enable: write, data: [value] });
      y.is(words.read("out", { address })[0]!);
    },
  });

const holder = (style: MemoryStyle, initial = false) =>
  elaborate(
    circuit("holder", {
      inputs: { address: uint(4), write: bit, value: uint(8) },
      outputs: { y: uint(8) },
      body: (c, input, { y }) => y.is(c.instance("inner", store(style, initial), input).y),
    }),
  );

const ram = (parameters: Record<string, string> = {}): Cell => ({
  name: "around.inner.words.0.0",
  type: "SB_RAM40_4K",
  parameters,
});
const problem = (design: ReturnType<typeof holder>, cells: readonly Cell[]) =>
  memoryPlacements(design, up5k, cells, "around.")[0]!.problem;

describe("memories in the netlist", () => {
  it("are found by their names", () => {
    const [found] = memoryPlacements(holder("block"), up5k, [ram(), ram()], "around.");
    expect(found).toEqual({
      name: "inner.words",
      depth: 16,
      bits: 8,
      asked: "block",
      cells: { SB_RAM40_4K: 2 },
      problem: null,
    });
  });

  it("are refused as flip-flops", () => {
    const flipFlop = { name: "around.inner.words_SB_DFFE_Q", type: "SB_DFFE", parameters: {} };
    expect(problem(holder("block"), [flipFlop])).toBe(
      "turned into flip-flops and logic instead of block RAM",
    );
    expect(problem(holder("registers"), [flipFlop])).toBeNull();
  });

  it("are refused in RAM of another kind", () => {
    expect(problem(holder("block"), [{ ...ram(), type: "SB_SPRAM256KA" }])).toBe(
      "landed in SB_SPRAM256KA instead of block RAM",
    );
  });

  it("are refused without their contents", () => {
    const design = holder("block", true);
    expect(problem(design, [ram({ INIT_0: "0000", INIT_1: "xxxx" })])).toBe("lost its initial contents");
    expect(problem(design, [ram({ INIT_0: "0000", INIT_1: "0100" })])).toBeNull();
  });
});

describe("timing reports", () => {
  it("are refused with a clock of the router's making", () => {
    expect(timingProblems(["clk", "$PACKER_GND_NET"], 1)).toEqual([
      expect.stringContaining("a multiplier is not registered"),
    ]);
    expect(timingProblems(["clk"], 1)).toEqual([]);
    expect(timingProblems([], 1)).toEqual(["the timing report has 0 clock domains (none), not 1"]);
  });
});

describe("cells by circuit", () => {
  it("belong to the instance whose signals they are named after", () => {
    const cell = (name: string, type: string): Cell => ({ name, type, parameters: {} });
    const cells = [
      cell("around.inner.y_SB_LUT4_O", "SB_LUT4"),
      cell("around.inner.words.0.0", "SB_RAM40_4K"),
      cell("around.y_SB_DFF_Q", "SB_DFF"),
      cell("parity_SB_LUT4_O", "SB_LUT4"),
      cell("$nextpnr_ICESTORM_LC_3", "ICESTORM_LC"),
    ];
    const { circuits, outside } = countByCircuit(
      up5k.family,
      holder("block"),
      cells,
      "around.",
      (name) => !name.startsWith("around.") && !name.startsWith("$"),
    );
    expect(circuits).toEqual([
      { path: "", circuit: "holder", logic: 1, ff: 1, blockRam: 0, spram: 0, dsp: 0 },
      { path: "inner", circuit: "store", logic: 1, ff: 0, blockRam: 1, spram: 0, dsp: 0 },
    ]);
    expect(outside).toEqual({ logic: 1, ff: 0, blockRam: 0, spram: 0, dsp: 0 });
    expect(countCells(up5k.family, cells)).toEqual({ logic: 3, ff: 1, blockRam: 1, spram: 0, dsp: 0 });
  });

  it("have the names of the source", () => {
    expect(sourceName("core.neurons.sum_SB_LUT4_O_3_I1_SB_CARRY_CO_LC")).toBe("core.neurons.sum");
    expect(sourceName("core.slow_state.done_0_SB_DFFESR_Q_13_DFFLC")).toBe("core.slow_state.done_0");
    expect(sourceName("core.dense.slow_weights.0.0_RAM")).toBe("core.dense.slow_weights");
    expect(sourceName("core.slow_state.states.0.0_RADDR_1")).toBe("core.slow_state.states");
    expect(sourceName("core.left_FDRE_Q")).toBe("core.left");
  });
});

describe("devices", () => {
  it("are known by name", () => {
    expect(() => deviceOf("up6k")).toThrow(FlowError);
    expect(() => deviceOf("up6k")).toThrow(
      "known: up5k, hx8k, ecp5-25k, ecp5-45k, ecp5-85k, gw1nr-9, gw2a-18, gw2ar-18, xc7",
    );
  });
});
