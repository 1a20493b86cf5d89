// What the printed Verilog looks like, feature by feature; every text here passes every tool.
import { describe, expect, test } from "vitest";
import type { Design, Item } from "../../src/hdl/ir.ts";
import { printVerilog, VerilogError } from "../../src/hdl/verilog/print.ts";
import * as h from "./handmade.ts";
import { cleanBody, cleanText } from "./lint.ts";

const byte = h.uint(8);
const small = h.int(-128, 127);

const u = h.ref("u", h.sint(16));
const next = h.op2("add", h.op2("sub", u, h.shift("shr", u, 1)), h.ref("current", small));
const nextRef = h.ref("next", next.type);
const over = h.ref("over", h.bit);
const neuron = h.circuit(
  "neuron",
  [h.input("current", small), h.output("fired", h.bit)],
  [
    h.register("u", h.sint(16)),
    h.signal("next", next),
    h.signal("over", h.op2("ge", nextRef, h.num(512)), "Reset is by subtraction."),
    h.signal("rest", h.mux(over, h.op2("sub", nextRef, h.num(512)), nextRef)),
    h.drive("fired", over),
    h.drive("u", h.to("saturate", h.ref("rest", next.type), h.sint(16))),
  ],
  {
    note: "One leaky neuron: halves its membrane each step, adds the current, fires at 512 and subtracts it.",
  },
);

test("a circuit reads as its author would have written it", async () => {
  expect(await cleanText(h.design(neuron))).toMatchInlineSnapshot(`
    "\`default_nettype none

    // One leaky neuron: halves its membrane each step, adds the current, fires at 512 and subtracts it.
    module neuron (
        input  wire              clk,
        input  wire              rst,
        input  wire signed [7:0] current,
        output wire              fired
    );
        reg  signed [15:0] u;
        wire signed [16:0] next = {u[15], u} - {{2{u[15]}}, u[15:1]} + {{9{current[7]}}, current};

        // Reset is by subtraction.
        wire over = (next >= 17'sd512);
        wire signed [16:0] rest = over ? next - 17'sd512 : next;
        assign fired = over;

        always @(posedge clk) begin : registers
            if (rst) begin
                u <= 16'sd0;
            end else begin
                u <= (rest[15] == rest[16]) ? rest[15:0] : {rest[16], {15{!rest[16]}}};
            end
        end
    endmodule

    \`default_nettype wire
    "
  `);
});

describe("ports", () => {
  test("are aligned, and grouped under the note that they share", async () => {
    const ports = [
      h.input("a", h.sint(8), "operands"),
      h.input("b", h.bit, "operands"),
      h.output("sum", h.sint(9), "result"),
    ];
    const sum = h.op2("add", h.ref("a", h.sint(8)), h.ref("b", h.bit));
    expect(
      await cleanText(h.design(h.circuit("adder", ports, [h.drive("sum", sum)]))),
    ).toMatchInlineSnapshot(`
      "\`default_nettype none

      module adder (
          // operands
          input  wire signed [7:0] a,
          input  wire              b,
          // result
          output wire signed [8:0] sum
      );
          assign sum = {a[7], a} + {8'd0, b};
      endmodule

      \`default_nettype wire
      "
    `);
  });
});

describe("instances", () => {
  const pair = h.circuit(
    "pair",
    [h.input("current", small), h.output("both", h.bit)],
    [
      {
        kind: "instance",
        name: "left",
        circuit: "neuron",
        inputs: [{ port: "current", value: h.ref("current", small) }],
        outputs: [{ port: "fired", type: h.bit }],
        note: "Sees the current as it is.",
      },
      {
        kind: "instance",
        name: "right",
        circuit: "neuron",
        inputs: [{ port: "current", value: h.num(-3) }],
        outputs: [{ port: "fired", type: h.bit }],
      },
      h.drive("both", h.op2("and", h.ref("left.fired", h.bit), h.ref("right.fired", h.bit))),
    ],
    { clocked: true },
  );

  test("connect every port by name", async () => {
    const text = await cleanText(h.design(neuron, pair));
    expect(text.slice(text.indexOf(");\n") + 3)).toMatchInlineSnapshot(`
      "    // Sees the current as it is.
          wire left_fired;
          neuron left (
              .clk     (clk),
              .rst     (rst),
              .current (current),
              .fired   (left_fired)
          );

          wire right_fired;
          neuron right (
              .clk     (clk),
              .rst     (rst),
              .current (-8'sd3),
              .fired   (right_fired)
          );

          assign both = left_fired & right_fired;
      endmodule

      \`default_nettype wire
      "
    `);
  });

  test("need the name of each output free", () => {
    const clash = { ...pair, items: [h.signal("left_fired", h.ref("current", small)), ...pair.items] };
    expect(() => printVerilog(h.design(neuron, clash))).toThrowErrorMatchingInlineSnapshot(
      `[VerilogError: name clash in the Verilog of circuit "pair": "left_fired" is needed twice; rename one of them]`,
    );
  });

  test("need their circuit and every input", () => {
    expect(() => printVerilog(h.design(pair))).toThrow(VerilogError);
    const [first, ...rest] = pair.items;
    const open = { ...pair, items: [{ ...first, inputs: [] } as Item, ...rest] };
    expect(() => printVerilog(h.design(neuron, open))).toThrowErrorMatchingInlineSnapshot(
      `[VerilogError: input "current" of instance "left" (neuron) in circuit "pair" is not connected]`,
    );
  });
});

describe("the module", () => {
  test("declares at the head what is read above its place", async () => {
    const later = h.circuit(
      "later",
      [h.input("a", byte), h.output("y", byte)],
      [
        h.signal("early", h.ref("late", byte)),
        h.signal("late", h.ref("a", byte)),
        h.drive("y", h.ref("early", byte)),
      ],
    );
    expect(await cleanBody(later)).toMatchInlineSnapshot(`
      "    wire [7:0] late;

          wire [7:0] early = late;
          assign late = a;
          assign y = early;
      "
    `);
  });

  test("says which bits nothing reads", async () => {
    const partial = h.circuit(
      "partial",
      [h.input("a", byte), h.input("b", byte), h.output("y", h.uint(2))],
      [h.drive("y", h.slice(h.ref("a", byte), 4, 3))],
    );
    expect(await cleanBody(partial)).toMatchInlineSnapshot(`
      "    assign y = a[4:3];

          // Bits that nothing reads.
          wire unused_bits = &{1'b0, a[2:0], a[7:5], b};
      "
    `);
  });

  test("has assertions under a macro, and what only they read is no surprise without it", async () => {
    const checked = h.circuit(
      "checked",
      [h.input("a", byte), h.output("y", h.bit)],
      [
        h.drive("y", h.slice(h.ref("a", byte), 0, 0)),
        {
          kind: "assert",
          name: "a_is_small",
          condition: h.op2(
            "lt",
            h.shift("roundShift", h.op2("add", h.ref("a", byte), h.num(1)), 1),
            h.num(100),
          ),
          message: "a stays below 199",
        },
      ],
    );
    expect(await cleanBody(checked)).toMatchInlineSnapshot(`
      "    assign y = a[0];

      \`ifdef ASSERTIONS
          wire [8:0] a_is_small_sum = {1'b0, a} + 9'd1;
          // a stays below 199
          always @(posedge clk) begin : a_is_small
              if (!rst) assert ((a_is_small_sum[8:1] + {7'd0, a_is_small_sum[0]}) < 8'd100);
          end
      \`endif

          // Bits that nothing reads.
          wire unused_bits = &{1'b0, clk, rst, a[7:1]};
      "
    `);
  });

  test("refuses what no circuit may say", () => {
    const drives =
      (...items: Item[]) =>
      () =>
        printVerilog(h.design(h.circuit("wrong", [h.input("a", byte), h.output("y", byte)], items)));
    const a = h.ref("a", byte);
    expect(drives(h.drive("y", a), h.drive("y", a))).toThrowErrorMatchingInlineSnapshot(
      `[VerilogError: "y" of circuit "wrong" is driven by two processes; drive it in one]`,
    );
    expect(drives(h.drive("z", a))).toThrowErrorMatchingInlineSnapshot(
      `[VerilogError: circuit "wrong" drives "z", which is no wire, register or output of it]`,
    );
    expect(drives(h.drive("y", h.ref("b", byte)))).toThrowErrorMatchingInlineSnapshot(
      `[VerilogError: circuit "wrong" reads "b", which it does not declare]`,
    );
  });

  test("is the same text for the same data", () => {
    const copy = JSON.parse(JSON.stringify(h.design(neuron))) as Design;
    expect(printVerilog(copy)).toEqual(printVerilog(h.design(neuron)));
  });
});
