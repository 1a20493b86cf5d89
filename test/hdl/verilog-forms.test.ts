// How expressions and processes print: one readable form each, and every text passes every tool.
import { describe, expect, test } from "vitest";
import type { Type } from "../../src/hdl/ir.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import * as h from "./handmade.ts";
import { cleanBody } from "./lint.ts";

const byte = h.uint(8);
const small = h.int(-128, 127);

describe("expressions", () => {
  const a = h.ref("a", small);
  const b = h.ref("b", byte);
  const cases = {
    widened: h.op2("add", a, b),
    less_constant: h.op2("add", a, h.num(-5)),
    product: h.op2("mul", a, b),
    signed_comparison: h.op2("lt", a, b),
    halved_sum: h.shift("shr", h.op2("add", b, h.num(1)), 1),
    rounded: h.shift("roundShift", a, 3),
    doubled: h.shift("shl", a, 1),
    low_half: h.slice(a, 3, 0),
    halves: h.concat(h.slice(b, 3, 0), h.slice(b, 7, 4)),
    saturated: h.to("saturate", h.op2("sub", a, h.num(1)), small),
    wrapped: h.op2("add", h.to("wrap", h.op2("add", b, h.num(1)), h.sint(8)), a),
    smaller: h.op2("min", b, h.num(100)),
    complement: h.not(a),
    negated: h.neg(h.op2("add", a, b)),
    chosen: h.select(h.slice(b, 1, 0), a, b, h.num(3), h.num(-1)),
    one_of_six: h.select(h.to("saturate", b, h.int(0, 5)), a, b, h.num(1), h.num(2), h.num(3), h.num(4)),
  };
  const circuit = h.circuit(
    "forms",
    [
      h.input("a", small),
      h.input("b", byte),
      ...Object.entries(cases).map(([n, e]) => h.output(`y_${n}`, e.type)),
    ],
    Object.entries(cases).flatMap(([n, e]) => [h.signal(n, e), h.drive(`y_${n}`, h.ref(n, e.type))]),
  );

  test("take one readable form each", async () => {
    const lines = (await cleanBody(circuit)).split("\n").filter((line) => !line.includes("assign y_"));
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "    wire signed [9:0] widened = {{2{a[7]}}, a} + {2'd0, b};
          wire signed [8:0] less_constant = {a[7], a} - 9'sd5;
          wire signed [15:0] product = $signed({{8{a[7]}}, a}) * $signed({8'd0, b});
          wire signed_comparison = ($signed({a[7], a}) < $signed({1'b0, b}));
          wire [8:0] halved_sum_sum = {1'b0, b} + 9'd1;
          wire [7:0] halved_sum = halved_sum_sum[8:1];
          wire signed [5:0] rounded = {a[7], a[7:3]} + {5'd0, a[2]};
          wire signed [8:0] doubled = {a, 1'b0};
          wire [3:0] low_half = a[3:0];
          wire [7:0] halves = {b[3:0], b[7:4]};
          wire signed [8:0] saturated_difference = {a[7], a} - 9'sd1;
          wire signed [7:0] saturated = (saturated_difference[7] == saturated_difference[8])
              ? saturated_difference[7:0]
              : {saturated_difference[8], {7{!saturated_difference[8]}}};
          wire signed [7:0] wrapped_wrapped = b + 8'sd1;
          wire signed [8:0] wrapped = {wrapped_wrapped[7], wrapped_wrapped} + {a[7], a};
          wire [6:0] smaller = (b < 8'd100) ? b[6:0] : 7'd100;
          wire signed [7:0] complement = ~a;
          wire signed [9:0] negated = -({{2{a[7]}}, a} + {2'd0, b});
          wire signed [8:0] chosen = b[1] ? (b[0] ? -9'sd1 : 9'sd3) : b[0] ? {1'b0, b} : {a[7], a};
          wire [2:0] one_of_six_saturated = (b > 8'd5) ? 3'd5 : b[2:0];

          reg  signed [8:0] one_of_six;
          always @* begin : one_of_six_case
              case (one_of_six_saturated)
                  3'd0: one_of_six = {a[7], a};
                  3'd1: one_of_six = {1'b0, b};
                  3'd2: one_of_six = 9'sd1;
                  3'd3: one_of_six = 9'sd2;
                  3'd4: one_of_six = 9'sd3;
                  default: one_of_six = 9'sd4;
              endcase
          end


          // Bits that nothing reads.
          wire unused_bits = &{1'b0, halved_sum_sum[0]};
      "
    `);
  });

  test("too long for a line break at their outermost operators", async () => {
    const names = Array.from({ length: 14 }, (_, i) => h.ref(`operand_${i}`, byte));
    const sum = names.reduce((x, y) => h.op2("add", x, y));
    const long = h.circuit(
      "long",
      [...names.map((n) => h.input(n.op === "ref" ? n.name : "", byte)), h.output("total", sum.type)],
      [h.drive("total", sum)],
    );
    expect(await cleanBody(long)).toMatchInlineSnapshot(`
      "    assign total = {4'd0, operand_0} + {4'd0, operand_1} + {4'd0, operand_2} + {4'd0, operand_3}
              + {4'd0, operand_4} + {4'd0, operand_5} + {4'd0, operand_6} + {4'd0, operand_7}
              + {4'd0, operand_8} + {4'd0, operand_9} + {4'd0, operand_10} + {4'd0, operand_11}
              + {4'd0, operand_12} + {4'd0, operand_13};
      "
    `);
  });

  test("of any depth print in parts with names", async () => {
    const chain = (length: number) => {
      let value = a;
      for (let i = 0; i < length; i++) value = h.to("wrap", h.op2(i % 2 ? "add" : "xor", value, b), small);
      const ports = [h.input("a", small), h.input("b", byte), h.output("y", small)];
      return h.circuit("chain", ports, [h.drive("y", value)]);
    };
    const names = (await cleanBody(chain(100))).match(/y\w+(?= =)/g);
    expect(names).toMatchInlineSnapshot(`
      [
        "y_wrapped",
        "y_bits",
        "y_wrapped_2",
        "y_wrapped_3",
        "y_sum",
        "y_wrapped_4",
      ]
    `);
    expect(printVerilog(h.design(chain(20000)))[0]!.text.length).toBeGreaterThan(20000);
  });

  test("are named after what uses them, so that an edit stays local", async () => {
    const round = (by: number) => h.shift("roundShift", h.op2("add", a, b), by);
    const print = (by: number) =>
      cleanBody(
        h.circuit(
          "mean",
          [
            h.input("a", small),
            h.input("b", byte),
            h.output("first", round(by).type),
            h.output("second", round(2).type),
          ],
          [h.drive("first", round(by)), h.drive("second", round(2))],
        ),
      );
    const [before, after] = [(await print(1)).split("\n"), (await print(3)).split("\n")];
    expect(after.filter((line) => !before.includes(line))).toMatchInlineSnapshot(`
      [
        "    assign first = first_sum[9:3] + {6'd0, first_sum[2]};",
        "    wire unused_bits = &{1'b0, first_sum[1:0], second_sum[0]};",
      ]
    `);
  });
});

describe("processes", () => {
  const state: Type = { lo: "0", hi: "2", states: "phase" };
  const on = h.ref("phase", state);
  const go = (n: number) => h.assign("phase", h.num(n, "phase"));
  const machine = (reads: ReturnType<typeof h.ref>) =>
    h.circuit(
      "machine",
      [h.input("start", h.bit), h.output("busy", h.bit), h.output("ticks", h.uint(4))],
      [
        h.register("phase", state),
        h.register("count", h.uint(4)),
        h.wire("busy", h.bit, h.num(0)),
        h.wire("done", h.bit, null),
        h.signal("finished", h.ref("done", h.bit)),
        {
          kind: "process",
          note: "Waits, counts to fifteen, rests for a cycle.",
          body: [
            {
              kind: "switch",
              on,
              cases: [
                {
                  values: ["0"],
                  body: [
                    h.assign("done", h.num(0)),
                    {
                      kind: "if",
                      branches: [{ when: h.ref("start", h.bit), body: [go(1)] }],
                      otherwise: null,
                    },
                  ],
                },
                {
                  values: ["1"],
                  body: [
                    h.assign("busy", h.num(1)),
                    h.assign(
                      "count",
                      h.to("wrap", h.op2("add", h.ref("count", h.uint(4)), h.num(1)), h.uint(4)),
                    ),
                    h.assign("done", h.op2("eq", h.ref("count", h.uint(4)), h.num(15))),
                    { kind: "if", branches: [{ when: reads, body: [go(2)] }], otherwise: null },
                  ],
                },
                { values: ["2"], body: [h.assign("done", h.num(0)), go(0)] },
              ],
              otherwise: null,
            },
          ],
        },
        h.drive("ticks", h.mux(h.ref("finished", h.bit), h.num(0), h.ref("count", h.uint(4)))),
      ],
      { enumerations: [{ name: "phase", members: ["idle", "counting", "atRest"] }] },
    );

  test("keep their structure, with state names and defaults on top", async () => {
    expect(
      await cleanBody(machine(h.op2("eq", h.ref("count", h.uint(4)), h.num(15)))),
    ).toMatchInlineSnapshot(`
      "    localparam [1:0] PHASE_IDLE = 2'd0;
          localparam [1:0] PHASE_COUNTING = 2'd1;
          localparam [1:0] PHASE_AT_REST = 2'd2;

          reg  [1:0] phase;
          reg  [1:0] phase_next;
          reg  [3:0] count;
          reg  [3:0] count_next;
          reg  done;
          wire finished = done;

          // Waits, counts to fifteen, rests for a cycle.
          always @* begin : done_logic
              phase_next = phase;
              busy = 1'b0;
              count_next = count;
              case (phase)
                  PHASE_IDLE: begin
                      done = 1'b0;
                      if (start) begin
                          phase_next = PHASE_COUNTING;
                      end
                  end
                  PHASE_COUNTING: begin
                      busy = 1'b1;
                      count_next = count + 4'd1;
                      done = (count == 4'd15);
                      if (count == 4'd15) begin
                          phase_next = PHASE_AT_REST;
                      end
                  end
                  default: begin // PHASE_AT_REST
                      done = 1'b0;
                      phase_next = PHASE_IDLE;
                  end
              endcase
          end

          assign ticks = finished ? 4'd0 : count;

          always @(posedge clk) begin : registers
              if (rst) begin
                  phase <= PHASE_IDLE;
                  count <= 4'd0;
              end else begin
                  phase <= phase_next;
                  count <= count_next;
              end
          end
      "
    `);
  });

  test("are parted by wire where a wire is read back: no tool sees a false loop", async () => {
    const text = await cleanBody(machine(h.ref("finished", h.bit)));
    expect(text.match(/begin : \w+/g)).toEqual([
      "begin : done_logic",
      "begin : busy_logic",
      "begin : phase_logic",
      "begin : registers",
    ]);
    expect(
      text.slice(text.indexOf("    always @* begin : done"), text.indexOf("    always @* begin : phase")),
    ).toMatchInlineSnapshot(`
      "    always @* begin : done_logic
              case (phase)
                  PHASE_IDLE: begin
                      done = 1'b0;
                  end
                  PHASE_COUNTING: begin
                      done = (count == 4'd15);
                  end
                  default: begin // PHASE_AT_REST
                      done = 1'b0;
                  end
              endcase
          end

          always @* begin : busy_logic
              busy = 1'b0;
              case (phase)
                  PHASE_COUNTING: begin
                      busy = 1'b1;
                  end
                  default: ;
              endcase
          end

      "
    `);
  });

  test("with a decided condition print the branch that is taken", async () => {
    const a = h.ref("a", byte);
    const taken = h.circuit(
      "taken",
      [h.input("a", byte), h.output("y", byte)],
      [
        {
          kind: "process",
          body: [
            {
              kind: "if",
              branches: [{ when: h.num(1), body: [h.assign("y", a)] }],
              otherwise: [h.assign("y", h.num(0))],
            },
          ],
        },
      ],
    );
    expect(await cleanBody(taken)).toMatchInlineSnapshot(`
      "    assign y = a;
      "
    `);
  });

  test("hold registers apart that have no reset, and take unconditional values directly", async () => {
    const a = h.ref("a", byte);
    const kept = h.circuit(
      "kept",
      [h.input("a", byte), h.input("load", h.bit), h.output("y", byte), h.output("low", h.bit)],
      [
        h.register("value", byte, null),
        h.register("was_low", h.bit, 1),
        {
          kind: "process",
          body: [
            {
              kind: "if",
              branches: [{ when: h.ref("load", h.bit), body: [h.assign("value", a)] }],
              otherwise: null,
            },
          ],
        },
        h.drive("was_low", h.op2("le", a, h.num(9))),
        h.drive("y", h.ref("value", byte)),
        h.drive("low", h.ref("was_low", h.bit)),
      ],
    );
    expect(await cleanBody(kept)).toMatchInlineSnapshot(`
      "    reg  [7:0] value;
          reg  [7:0] value_next;
          reg  was_low;

          always @* begin : value_logic
              value_next = value;
              if (load) begin
                  value_next = a;
              end
          end

          assign y = value;
          assign low = was_low;

          always @(posedge clk) begin : registers
              if (rst) begin
                  was_low <= 1'b1;
              end else begin
                  was_low <= (a <= 8'd9);
              end
          end

          always @(posedge clk) begin : registers_without_reset
              value <= value_next;
          end
      "
    `);
  });
});
