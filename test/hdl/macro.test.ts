// Memories of style macro: modules of their shape, with one port or two, whose bodies do what the simulator says.
import { describe, expect, it } from "vitest";
import { HardwareError, hardware } from "../../src/core/index.ts";
import { deviceOf, FlowError, synth } from "../../src/flow/index.ts";
import {
  bit,
  circuit,
  elaborate,
  index,
  type MemoryOptions,
  printVerilog,
  uint,
} from "../../src/hdl/index.ts";

type Choice = Partial<MemoryOptions> & { readonly onePort?: boolean; readonly reads?: number };

/** Two lanes of 4 bits, written apart. */
const store = ({ onePort = false, reads = 1, ...choice }: Choice = {}) =>
  circuit("store", {
    inputs: { at: index(8), to: index(8), put: bit, lane: bit, get: bit, value: uint(4) },
    outputs: { low: uint(4), high: uint(4) },
    body(c, { at, to, put, lane, get, value }, { low, high }) {
      const options = {
        depth: 8,
        lanes: 2,
        type: uint(4),
        style: "macro",
        readDuringWrite: "undefined",
      } as const;
      const words = c.memory("words", { ...options, ...choice });
      const write = { address: to, enable: put, data: [value, value], laneEnables: [lane.not(), lane] };
      if (onePort) c.ignore(at);
      else words.write("put", write);
      const read = () => words.read("get", { address: at, enable: get });
      const [l, h] = onePort ? words.access("port", { ...write, read: get }) : read();
      for (let n = 1; n < reads; n++) words.read(`more_${n}`, { address: at, enable: get });
      low.is(l!);
      high.is(h!);
    },
  });

const filesOf = (choice?: Choice) => printVerilog(elaborate(store(choice)));

describe("a memory of style macro", () => {
  it("is an instance of a module with a port that reads and one that writes", () => {
    const [macro, own] = filesOf();
    expect(macro!.name).toBe("store_ram_1r1w_8x8_by4.v");
    expect(macro!.text).toMatchInlineSnapshot(`
      "\`default_nettype none

      // RAM of 8 words of 8 bits, written in 2 lanes of 4.
      // One port reads, one writes; what is read of a word in the cycle that writes it does not matter.
      // Put the macro of your memory compiler in the place of this body.
      module store_ram_1r1w_8x8_by4 (
          input  wire       clk,
          input  wire       read,
          input  wire [2:0] read_address,
          output reg  [7:0] read_data,
          input  wire       write,
          input  wire [1:0] write_lanes,
          input  wire [2:0] write_address,
          input  wire [7:0] write_data
      );
          reg [7:0] words [0:7];

          always @(posedge clk) begin
              if (write) begin
                  if (write_lanes[0]) words[write_address][3:0] <= write_data[3:0];
                  if (write_lanes[1]) words[write_address][7:4] <= write_data[7:4];
              end
              if (read) read_data <= words[read_address];
          end
      endmodule

      \`default_nettype wire
      "
    `);
    expect(own!.text).not.toContain("reg ");
    expect(own!.text).toMatch(/store_ram_1r1w_8x8_by4 words \(/);
    expect(own!.text).toMatch(/\.write_lanes +\(\{lane, !lane\}\)/);
  });

  it("has one address where it has one port", () => {
    const [macro] = filesOf({ onePort: true });
    expect(macro!.name).toBe("store_ram_1rw_8x8_by4.v");
    expect(macro!.text).toMatchInlineSnapshot(`
      "\`default_nettype none

      // RAM of 8 words of 8 bits, written in 2 lanes of 4.
      // One port: a cycle writes, or reads; where it writes, what was read stays.
      // Put the macro of your memory compiler in the place of this body.
      module store_ram_1rw_8x8_by4 (
          input  wire       clk,
          input  wire       read,
          input  wire       write,
          input  wire [1:0] write_lanes,
          input  wire [2:0] address,
          input  wire [7:0] write_data,
          output reg  [7:0] read_data
      );
          reg [7:0] words [0:7];

          always @(posedge clk) begin
              if (write) begin
                  if (write_lanes[0]) words[address][3:0] <= write_data[3:0];
                  if (write_lanes[1]) words[address][7:4] <= write_data[7:4];
              end else if (read) read_data <= words[address];
          end
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it("is one module for all of its shape", () => {
    const two = circuit("two", {
      inputs: { at: index(8), put: bit, get: bit, value: uint(4) },
      outputs: { a: uint(4), b: uint(4) },
      body(c, { at, put, get, value }, { a, b }) {
        for (const [name, out] of [
          ["a", a],
          ["b", b],
        ] as const) {
          const memory = c.memory(`words_${name}`, {
            depth: 8,
            type: uint(4),
            style: "macro",
            readDuringWrite: "undefined",
          });
          memory.write("put", { address: at, enable: put, data: [value] });
          out.is(memory.read("get", { address: at, enable: get })[0]!);
        }
      },
    });
    const files = printVerilog(elaborate(two));
    expect(files.map((f) => f.name)).toEqual(["two_ram_1r1w_8x4.v", "two.v"]);
    expect(files[1]!.text.match(/two_ram_1r1w_8x4 /g)).toHaveLength(2);
    const [bare] = printVerilog(elaborate(two), { macros: "none" });
    expect(bare!.text).toMatch(/^\(\* blackbox \*\)\nmodule two_ram_1r1w_8x4 \(/);
    expect(bare!.text).not.toContain("always");
  });

  it("of one word is a register", () => {
    const one = circuit("one", {
      inputs: { put: bit, value: uint(4) },
      outputs: { kept: uint(4) },
      body(c, { put, value }, { kept }) {
        const word = c.memory("word", {
          depth: 1,
          type: uint(4),
          style: "macro",
          readDuringWrite: "undefined",
        });
        word.write("put", { address: 0, enable: put, data: [value] });
        kept.is(word.read("get", { address: 0, enable: put.not() })[0]!);
      },
    });
    expect(printVerilog(elaborate(one)).map((f) => f.name)).toEqual(["one.v"]);
  });

  it.each([
    [{ initial: Array.from({ length: 8 }, () => [0, 0]) }, /style macro has no initial contents/],
    [{ readDuringWrite: "old" }, /style macro promises nothing of a word that is read and written at once/],
    [{ reads: 2 }, /one read and one write port, and this has 2 and 1/],
  ] as const)("is refused with %o", (choice, text) => {
    expect(() => elaborate(store(choice as Choice))).toThrow(text);
  });
});

describe("hardware with macros", () => {
  const lanes = { spike: 4, memory: 4, update: 1 };

  it.each(["weights", "readout", "state", "small"] as const)("has its parameters loaded (%s)", (role) => {
    const choice = { lanes, memories: { [role]: "macro" } };
    expect(() => hardware(choice)).toThrow(HardwareError);
    expect(() => hardware(choice)).toThrow(`memories.${role}: "macro" has no initial contents`);
    expect(hardware({ ...choice, parameters: "loaded" }).memories[role]).toBe("macro");
  });

  it("is for no FPGA", async () => {
    const made = synth(elaborate(store()), { device: deviceOf("up5k"), seeds: [] });
    await expect(made).rejects.toThrow(FlowError);
    await expect(made).rejects.toThrow('memory words is asked to become "macro", which iCE40 UP5K');
  });
});
