// Memories print as templates from which synthesis infers the memory that their style asks for.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import type { CircuitIR, MemoryItem, MemoryStyle } from "../../src/hdl/ir.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import * as h from "./handmade.ts";
import { cleanText, inFolder, lint, syntaxErrors } from "./lint.ts";

const small = h.int(-128, 127);

describe("memories", () => {
  const address = h.ref("address", h.uint(2));
  const table = (initial: readonly (readonly string[])[] | null, lanes: number) =>
    h.circuit(
      "lookup",
      [h.input("address", h.uint(2)), h.input("data", small), h.input("store", h.bit), h.output("y", small)],
      [
        {
          kind: "memory",
          name: "entries",
          depth: 4,
          lanes,
          type: small,
          style: "block",
          readDuringWrite: "never",
          initial,
          note: "Two's complement, low lane first.",
          reads: [
            {
              name: "fetch",
              address,
              enable: null,
              lanes: Array.from({ length: lanes }, (_, i) => `entry_${i}`),
            },
          ],
          writes: [
            {
              name: "put",
              address: h.to("wrap", h.op2("add", address, h.num(1)), h.uint(2)),
              enable: h.ref("store", h.bit),
              laneEnables: lanes === 1 ? null : [h.num(1), h.op2("gt", h.ref("data", small), h.num(0))],
              data: Array.from({ length: lanes }, () => h.ref("data", small)),
            },
          ],
        },
        h.drive("y", h.ref("entry_0", small)),
      ],
    );
  const words = [
    ["1", "-1"],
    ["2", "-2"],
    ["3", "-3"],
    ["-128", "127"],
  ];

  test("print as templates with lanes, image and the claim that no read meets a write", async () => {
    const text = await cleanText(h.design(table(words, 2)));
    expect(text.slice(text.indexOf(");\n") + 3)).toMatchInlineSnapshot(`
      "    // Two's complement, low lane first.
          (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
          reg  [15:0] entries [0:3];
          initial $readmemh("lookup_entries.hex", entries);
          reg  [15:0] entries_fetch;
          wire signed [7:0] entry_0 = entries_fetch[7:0];
          wire signed [7:0] entry_1 = entries_fetch[15:8];

          assign y = entry_0;

          always @(posedge clk) begin : entries_put_port
              if (store) begin
                  entries[address + 2'd1][7:0] <= data;
                  if (data > 8'sd0) entries[address + 2'd1][15:8] <= data;
              end
          end

          always @(posedge clk) begin : entries_fetch_port
              entries_fetch <= entries[address];
          end

      \`ifdef ASSERTIONS
          // entries is never read at the address that is being written
          always @(posedge clk) begin : entries_fetch_put_apart
              if (!rst) assert (!(store & (address == (address + 2'd1))));
          end
      \`endif

          // Bits that nothing reads.
          wire unused_bits = &{1'b0, rst, entry_1};
      endmodule

      \`default_nettype wire
      "
    `);
    expect(printVerilog(h.design(table(words, 2)))[0]!.images).toMatchInlineSnapshot(`
      [
        {
          "name": "lookup_entries.hex",
          "text": "ff01
      fe02
      fd03
      7f80
      ",
        },
      ]
    `);
  });

  test("can have their contents in the text", async () => {
    const one = words.map(([low]) => [low!]);
    const text = await cleanText(h.design(table(one, 1)), { memories: "inline" });
    expect(text.slice(text.indexOf("    initial"), text.indexOf("    assign"))).toMatchInlineSnapshot(`
      "    initial begin : entries_contents
              entries[0] = 8'h01;
              entries[1] = 8'h02;
              entries[2] = 8'h03;
              entries[3] = 8'h80;
          end
          reg  signed [7:0] entry_0;

      "
    `);
    expect(printVerilog(h.design(table(one, 1)), { memories: "inline" })[0]!.images).toEqual([]);
  });
});

interface Shape {
  readonly style: MemoryStyle;
  readonly depth: number;
  readonly lanes: number;
  readonly width: number;
  readonly laneEnables?: boolean;
  readonly initial?: boolean;
  readonly readEnable?: boolean;
  readonly collision?: MemoryItem["readDuringWrite"];
}

/** A memory with everything brought out to ports. */
function memory(name: string, shape: Shape): CircuitIR {
  const { style, depth, lanes, width, collision = "undefined" } = shape;
  const address = h.int(0, depth - 1);
  const word = h.uint(width);
  const numbers = Array.from({ length: lanes }, (_, i) => i);
  const readAddress = style === "spram" ? "put_at" : "get_at";
  const item: MemoryItem = {
    kind: "memory",
    name: "words",
    depth,
    lanes,
    type: word,
    style,
    readDuringWrite: collision,
    initial: shape.initial
      ? Array.from({ length: depth }, (_, i) => numbers.map((k) => `${(i * 7 + k) % 2 ** width}`))
      : null,
    reads: [
      {
        name: "get",
        address: h.ref(readAddress, address),
        enable: shape.readEnable ? h.ref("get", h.bit) : null,
        lanes: numbers.map((i) => `word_${i}`),
      },
    ],
    writes: [
      {
        name: "put",
        address: h.ref("put_at", address),
        enable: h.ref("put", h.bit),
        laneEnables: shape.laneEnables ? numbers.map((i) => h.ref(`enable_${i}`, h.bit)) : null,
        data: numbers.map((i) => h.ref(`data_${i}`, word)),
      },
    ],
  };
  const ports = [
    h.input("put_at", address),
    ...(style === "spram" ? [] : [h.input("get_at", address)]),
    h.input("put", h.bit),
    ...(shape.readEnable ? [h.input("get", h.bit)] : []),
    ...numbers.map((i) => h.input(`data_${i}`, word)),
    ...(shape.laneEnables ? numbers.map((i) => h.input(`enable_${i}`, h.bit)) : []),
    ...numbers.map((i) => h.output(`y_${i}`, word)),
  ];
  return h.circuit(name, ports, [item, ...numbers.map((i) => h.drive(`y_${i}`, h.ref(`word_${i}`, word)))]);
}

/** Cells of each kind that Yosys makes of each circuit, in one run. */
async function cells(circuits: readonly CircuitIR[], command: string): Promise<Record<string, number>[]> {
  const files = circuits.flatMap((circuit) => printVerilog(h.design(circuit)));
  return inFolder(files, async (folder) => {
    const runs = circuits.map(
      ({ name }) =>
        `design -reset; read_verilog ${name}.v; ${command} -top ${name}; tee -o ${name}.json stat -json`,
    );
    await execa("yosys", ["-q", "-p", runs.join("; ")], { cwd: folder });
    return Promise.all(
      circuits.map(async ({ name }) => {
        const text = await readFile(join(folder, `${name}.json`), "utf8");
        return JSON.parse(text).design.num_cells_by_type;
      }),
    );
  });
}

/** As far as memories and flip-flops are settled; the mapping of logic is what takes long. */
const ice40 = "synth_ice40 -run begin:map_luts";

const kinds = (counts: Record<string, number>, pattern: RegExp): number =>
  Object.entries(counts).reduce((sum, [kind, count]) => sum + (pattern.test(kind) ? count : 0), 0);
const blockRams = (counts: Record<string, number>) => kinds(counts, /^SB_RAM40/);
const singlePortRams = (counts: Record<string, number>) => kinds(counts, /^SB_SPRAM256KA$/);
const flipFlops = (counts: Record<string, number>) => kinds(counts, /^SB_DFF/);

describe("synthesis for iCE40", () => {
  const block = (depth: number, lanes: number, width: number, more: Partial<Shape> = {}): Shape => ({
    style: "block",
    depth,
    lanes,
    width,
    ...more,
  });

  test("makes block RAM of style block: no words in flip-flops", async () => {
    // Where the words lie in several RAMs, a flip-flop remembers which one was read.
    const shapes: [Shape, rams: number, flipFlops?: number][] = [
      [block(16, 1, 8), 1],
      [block(16, 1, 8, { initial: true }), 1],
      [block(100, 3, 5, { laneEnables: true, initial: true, collision: "never" }), 1],
      [block(256, 2, 8, { laneEnables: true }), 1],
      [block(256, 8, 8, { laneEnables: true, initial: true, readEnable: true }), 4],
      [block(512, 1, 8, { readEnable: true, collision: "never" }), 1],
      [block(1024, 1, 4, { initial: true }), 1],
      [block(4096, 2, 4, { laneEnables: true, initial: true }), 8, 1],
    ];
    const found = await cells(
      shapes.map(([shape], i) => memory(`m${i}`, shape)),
      `${ice40} -dsp -spram`,
    );
    expect(found.map((counts) => [blockRams(counts), flipFlops(counts)])).toEqual(
      shapes.map(([, rams, remembered = 0]) => [rams, remembered]),
    );
  });

  test("makes block RAM with logic beside it where a read during a write gives the old word", async () => {
    const [counts] = await cells([memory("m", block(256, 2, 8, { collision: "old" }))], ice40);
    expect(blockRams(counts!)).toBe(1);
    expect(flipFlops(counts!)).toBeGreaterThan(0);
  });

  test("makes SPRAM of style spram: no flip-flop", async () => {
    const spram = (depth: number, lanes: number, width: number, more: Partial<Shape> = {}): Shape => ({
      ...block(depth, lanes, width, more),
      style: "spram",
    });
    const shapes: [Shape, number][] = [
      [spram(256, 1, 16), 1],
      [spram(16384, 2, 8, { laneEnables: true }), 1],
      [spram(16384, 4, 4, { laneEnables: true, readEnable: true }), 1],
      [spram(4096, 8, 8, { readEnable: true }), 4],
      [spram(4096, 3, 5, { laneEnables: true, readEnable: true }), 2],
    ];
    const found = await cells(
      shapes.map(([shape], i) => memory(`m${i}`, shape)),
      `${ice40} -dsp -spram`,
    );
    expect(found.map((counts) => [singlePortRams(counts), blockRams(counts) + flipFlops(counts)])).toEqual(
      shapes.map(([, rams]) => [rams, 0]),
    );
  });

  test("makes flip-flops of style registers", async () => {
    const shape: Shape = { ...block(16, 2, 4, { laneEnables: true, readEnable: true }), style: "registers" };
    const [counts] = await cells([memory("m", shape)], ice40);
    expect([blockRams(counts!), flipFlops(counts!)]).toEqual([0, 16 * 8 + 8]);
  });

  test("refuses style distributed, which the device does not have", async () => {
    const shape: Shape = { ...block(32, 1, 8), style: "distributed" };
    await expect(cells([memory("m", shape)], ice40)).rejects.toThrow("no valid mapping found");
  });
});

test("synthesis for ECP5 makes distributed RAM of style distributed", async () => {
  const shape: Shape = { style: "distributed", depth: 32, lanes: 2, width: 4, collision: "old" };
  const [counts] = await cells([memory("m", shape)], "synth_ecp5 -run begin:map_luts");
  expect(kinds(counts!, /^TRELLIS_DPR16X4$/)).toBe(4);
});

test("every style and shape passes every tool", async () => {
  const shapes: Shape[] = [];
  for (const style of ["block", "spram", "distributed", "registers"] as const) {
    for (const collision of ["old", "undefined", "never"] as const) {
      for (const more of [{}, { laneEnables: true }, { readEnable: true, initial: style !== "spram" }]) {
        shapes.push({ style, collision, depth: 12, lanes: 3, width: 5, ...more });
        shapes.push({ style, collision, depth: 1, lanes: 1, width: 1, ...more });
      }
    }
  }
  const circuits = shapes.map((shape, i) => memory(`m${i}`, shape));
  const files = printVerilog(h.design(...circuits, h.sideBySide("top", circuits)));
  expect([...(await lint(files, "top", true)), ...(await syntaxErrors(files))]).toEqual([]);
});
