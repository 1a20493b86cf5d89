// Equal formulas are printed once where a name makes the text shorter, whoever wrote them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  all,
  any,
  bit,
  circuit,
  elaborate,
  index,
  mux,
  type Signal,
  simulate,
  sint,
  uint,
} from "../../src/hdl/index.ts";
import { cleanText } from "./lint.ts";

const bodyOf = (text: string): string[] =>
  text
    .slice(text.indexOf(");\n") + 3, text.indexOf("endmodule"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

describe("equal formulas", () => {
  it("that are long are one signal, named after what uses it first", async () => {
    const twice = circuit("twice", {
      inputs: { left: sint(12), right: sint(12), gain: sint(6), which: bit },
      outputs: { y: sint(20), z: sint(20) },
      body(_c, { left, right, gain, which }, { y, z }) {
        const product = () => left.mul(gain).add(right.mul(gain)).add(left.sub(right)).add(gain);
        y.is(mux(which, product(), 0));
        z.is(mux(which, 0, product().sub(1)));
      },
    });
    expect(bodyOf(await cleanText(elaborate(twice)))).toMatchInlineSnapshot(`
      [
        "wire signed [18:0] y_sum = ($signed({{7{left[11]}}, left}) * $signed({{13{gain[5]}}, gain}))",
        "+ ($signed({{7{right[11]}}, right}) * $signed({{13{gain[5]}}, gain}))",
        "+ ({{7{left[11]}}, left} - {{7{right[11]}}, right}) + {{13{gain[5]}}, gain};",
        "assign y = which ? {y_sum[18], y_sum} : 20'sd0;",
        "assign z = which ? 20'sd0 : {y_sum[18], y_sum} - 20'sd1;",
      ]
    `);
  });

  it("that are short are written again", async () => {
    const short = circuit("short", {
      inputs: { a: bit, b: bit, x: uint(4) },
      outputs: { y: uint(4), z: uint(4) },
      body(_c, { a, b, x }, { y, z }) {
        y.is(mux(all(a, b), x, 0));
        z.is(mux(all(a, b), 3, x));
      },
    });
    expect(bodyOf(await cleanText(elaborate(short)))).toEqual([
      "assign y = (a & b) ? x : 4'd0;",
      "assign z = (a & b) ? 4'd3 : x;",
    ]);
  });

  it("go by the name that one of them was given before, and not by one that comes after", async () => {
    const named = circuit("named", {
      inputs: { x: uint(4), y: uint(4) },
      outputs: { early: bit, late: bit, again: bit },
      body(c, { x, y }, out) {
        out.early.is(x.add(y).gt(12));
        const { over } = c.signals({ over: x.add(y).gt(12) });
        out.late.is(x.add(y).gt(12).or(x.bit(0)));
        const { other } = c.signals({ other: x.add(y).gt(12) });
        out.again.is(over.and(other));
      },
    });
    expect(bodyOf(await cleanText(elaborate(named)))).toMatchInlineSnapshot(`
      [
        "assign early = (({1'b0, x} + {1'b0, y}) > 5'd12);",
        "wire over = (({1'b0, x} + {1'b0, y}) > 5'd12);",
        "assign late = over | x[0];",
        "wire other = over;",
        "assign again = over & other;",
      ]
    `);
  });

  it("of many lanes are one, whatever the lanes add", async () => {
    const lanes = circuit("lanes", {
      inputs: { row: index(9), layer: bit, x: sint(8) },
      outputs: { y: sint(12) },
      body(_c, { row, layer, x }, { y }) {
        const early = () => any(all(layer, row.le(3)), all(layer.not(), row.le(5)));
        const sums = [0, 1, 2, 3].map((n) => mux(early(), x.add(n), x.sub(n)));
        y.is(sums.reduce((a: Signal, b) => a.add(b)));
      },
    });
    const text = await cleanText(elaborate(lanes));
    expect(text.match(/row <= 4'd5/g)).toHaveLength(1);
  });

  it("differ where a type, a number of bits or an operand does", () => {
    const apart = circuit("apart", {
      inputs: { a: sint(8), b: sint(8) },
      outputs: { y: sint(24) },
      body(_c, { a, b }, { y }) {
        const square = (by: number) => a.mul(b).add(a.mul(a)).add(b.mul(b)).shiftRight(by);
        const parts = [
          square(1),
          square(2),
          square(1).wrap(sint(6)),
          square(1).wrap(uint(6)),
          square(1).saturate(sint(6)),
          square(1).bits(9, 3),
          square(1).bits(9, 4),
          a.sub(b).mul(a),
          b.sub(a).mul(a),
        ];
        y.is(parts.reduce((sum: Signal, part, i) => sum.add(part.mul(i + 1)), a).wrap(sint(24)));
      },
    });
    const sim = simulate(elaborate(apart));
    const value = fc.integer({ min: -128, max: 127 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const square = a * b + a * a + b * b;
        const [one, two] = [Math.floor(square / 2), Math.floor(square / 4)];
        const low = BigInt.asUintN(6, BigInt(one));
        const parts = [
          one,
          two,
          Number(BigInt.asIntN(6, low)),
          Number(low),
          Math.max(-32, Math.min(31, one)),
          Number(BigInt.asUintN(7, BigInt(one) >> 3n)),
          Number(BigInt.asUintN(6, BigInt(one) >> 4n)),
          (a - b) * a,
          (b - a) * a,
        ];
        sim.poke("a", a);
        sim.poke("b", b);
        const sum = parts.reduce((total, part, i) => total + part * (i + 1), a);
        expect(sim.peek("y")).toBe(Number(BigInt.asIntN(24, BigInt(sum))));
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});
