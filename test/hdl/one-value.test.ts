// What has one value needs no hardware: the same source with and without it.
import { describe, expect, it } from "vitest";
import {
  type Body,
  bit,
  type Circuit,
  circuit,
  constant,
  elaborate,
  flag,
  HdlError,
  index,
  int,
  mux,
  printVerilog,
  type Signal,
  select,
  simulate,
  stream,
  uint,
  vector,
} from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

const textOf = (top: Circuit): string =>
  printVerilog(elaborate(top))
    .map((f) => f.text)
    .join("\n");

async function toolsAccept(top: Circuit): Promise<void> {
  const files = printVerilog(elaborate(top));
  expect(await lint(files, top.name, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
}

/** A lookup that any number of layers share: written once. */
const layered = (layers: number, probe: boolean, extra: number) => {
  const inner = circuit(`inner_${layers}_${Number(probe)}_${extra}`, {
    inputs: { layer: index(layers), value: uint(4), extra: vector(extra, uint(4)) },
    outputs: { scaled: uint(8), shown: flag(probe) },
    body(_c, { layer, value, extra: more }, { scaled, shown }) {
      const factors = [3, 5, 7, 11].slice(0, layers);
      scaled.is(more.reduce((sum: Signal, m) => sum.xor(m), value.mul(select(layer, factors))).wrap(uint(8)));
      shown.is(mux(layer.eq(layers - 1), flagged(probe, value), 0));
    },
  });
  return circuit(`layered_${layers}_${Number(probe)}_${extra}`, {
    inputs: { value: uint(4), step: bit },
    outputs: { result: uint(8), shown: flag(probe), at: index(layers), phase_is_run: bit },
    body(c, { value, step }, { result, shown, at, phase_is_run }) {
      c.note("The layer at work.");
      const { layer } = c.registers({ layer: index(layers) });
      const { held } = c.registers({ held: vector(extra, uint(4)) });
      c.when(step, () => {
        c.when(layer.eq(layers - 1), () => layer.next(0)).otherwise(() => {
          const { following } = c.signals({ following: layer.add(1) });
          layer.next(following.narrow(layer.type));
        });
        for (const h of held) h.next(value);
      });
      const lookup = c.instance("lookup", inner, { layer, value, extra: held });
      const phase = c.states("phase", layers > 1 ? ["run", "rest"] : (["run"] as const));
      if (layers > 1)
        c.switch(phase as never, { run: () => phase.go("rest" as never), rest: () => phase.go("run") });
      result.is(lookup.scaled);
      shown.is(lookup.shown);
      at.is(layer);
      phase_is_run.is(phase.is("run"));
    },
  });
};
const flagged = (on: boolean, value: Signal) => (on ? value.bit(0) : 0);

describe("a type of one value", () => {
  it("costs nothing: one layer, no probe, no lanes", async () => {
    const text = textOf(layered(1, false, 0));
    expect(text).toMatchInlineSnapshot(`
      "\`default_nettype none

      module inner_1_0_0 (
          input  wire [3:0] value,
          output wire [7:0] scaled
      );
          assign scaled = {4'd0, value} * 8'd3;
      endmodule

      \`default_nettype wire

      \`default_nettype none

      module layered_1_0_0 (
          input  wire [3:0] value,
          input  wire       step,
          output wire [7:0] result,
          output wire       phase_is_run
      );
          wire [7:0] lookup_scaled;
          inner_1_0_0 lookup (
              .value  (value),
              .scaled (lookup_scaled)
          );

          assign result = lookup_scaled;
          assign phase_is_run = 1'b1;

          // Bits that nothing reads.
          wire unused_bits = &{1'b0, step};
      endmodule

      \`default_nettype wire
      "
    `);
    await toolsAccept(layered(1, false, 0));
  });

  it("is the same source as many values", async () => {
    for (const [layers, probe, extra] of [
      [1, true, 2],
      [4, true, 0],
      [4, false, 1],
    ] as const) {
      const top = layered(layers, probe, extra);
      await toolsAccept(top);
      const sim = simulate(elaborate(top), { seed: 5 });
      sim.reset();
      sim.poke("value", 9);
      sim.poke("step", 1);
      let [layer, held] = [0, 0];
      for (let cycle = 0; cycle < 9; cycle++) {
        const factor = [3, 5, 7, 11][layer]!;
        const mixed = Array.from({ length: extra }, () => held).reduce((a, b) => a ^ b, 9 * factor);
        expect([sim.peek("result"), sim.peek("at")]).toEqual([mixed & 255, layer]);
        expect(sim.peek("shown")).toBe(probe && layer === layers - 1 ? 1 : 0);
        sim.step();
        layer = (layer + 1) % layers;
        held = 9;
      }
    }
  });

  it("keeps its name for who looks: it reads as its value, and takes no other", () => {
    const sim = simulate(elaborate(layered(1, false, 0)));
    expect([sim.peek("layer"), sim.peek("at"), sim.peek("lookup.layer")]).toEqual([0, 0, 0]);
    const fixed = circuit("fixed", {
      inputs: { a: int(3, 3), b: uint(2) },
      outputs: { y: uint(3) },
      body: (_c, { a, b }, { y }) => y.is(a.add(b)),
    });
    const simulator = simulate(elaborate(fixed));
    simulator.poke("a", 3);
    simulator.poke("b", 2);
    expect(simulator.peek("y")).toBe(5);
    expect(() => simulator.poke("a", 2)).toThrow(/a of fixed cannot be 2: its range is 3 to 3/);
    expect(elaborate(fixed).circuits[0]!.ports.map((p) => p.name)).toEqual(["b", "y"]);
  });

  it("takes any value of its range, and no other", () => {
    const give = (value: (b: Signal) => Signal | number) =>
      elaborate(
        circuit("given", {
          inputs: { b: bit },
          outputs: { y: int(2, 2), z: bit },
          body(c, { b }, { y, z }) {
            const { r } = c.registers({ r: { type: int(2, 2), reset: 2 } });
            y.is(value(b));
            r.next(r);
            z.is(b);
          },
        }),
      );
    expect(() => give(() => 2)).not.toThrow();
    expect(() => give((b) => mux(b, 2, 2))).not.toThrow();
    expect(() => give(() => 1)).toThrow(/Range does not fit: y holds 2 to 2, but 1 is 1 to 1/);
    expect(() => give((b) => b)).toThrow(HdlError);
    expect(() =>
      elaborate(
        circuit("wrong_reset", {
          body: (c) => void c.registers({ r: { type: int(2, 2), reset: 1 } }),
        }),
      ),
    ).toThrow(/its reset value is 1/);
  });

  it("leaves streams, memories and memory addresses free of it", async () => {
    const words = (depth: number, lanes: number, tag: boolean) =>
      circuit(`words_${depth}_${lanes}_${Number(tag)}`, {
        inputs: { input: stream({ data: vector(lanes, uint(4)), tag: flag(tag) }), at: index(depth) },
        outputs: { output: stream({ data: vector(lanes, uint(4)), tag: flag(tag) }) },
        body(c, { input, at }, { output }) {
          const memory = c.memory("kept", {
            depth,
            lanes,
            type: uint(4),
            style: "registers",
            readDuringWrite: "old",
          });
          memory.write("in", { address: at, data: input.payload.data, enable: input.fire });
          const tags = c.memory("tags", {
            depth,
            type: flag(tag),
            style: "registers",
            readDuringWrite: "old",
          });
          tags.write("in", { address: at, data: [input.payload.tag], enable: input.fire });
          const { full } = c.registers({ full: bit });
          full.next(input.valid);
          const enable = input.fire;
          memory.read("out", { address: at, enable }).forEach((value, i) => {
            output.payload.data[i]!.is(value);
          });
          output.payload.tag.is(tags.read("out", { address: at, enable })[0]!);
          output.valid.is(full);
          input.ready.is(output.ready);
        },
      });
    for (const top of [words(1, 1, false), words(4, 0, false), words(4, 2, true), words(1, 0, true)])
      await toolsAccept(top);
    expect(textOf(words(4, 0, false))).not.toMatch(/kept|tags|_tag/);
    expect(textOf(words(1, 1, false))).not.toMatch(/\bat\b/);
  });
});

const folded = (body: (c: Body, a: Signal, b: Signal) => Signal) =>
  circuit("folded", {
    inputs: { a: uint(4), b: bit },
    outputs: { y: uint(8) },
    body: (c, { a, b }, { y }) => y.is(body(c, a, b).wrap(uint(8))),
  });

describe("a condition that is known", () => {
  it("leaves nothing behind where it is 0, and only the body where it is 1", async () => {
    const top = (on: number, last: boolean) =>
      circuit("chosen", {
        inputs: { a: uint(4), b: uint(4), go: bit },
        outputs: { y: uint(5) },
        body(c, { a, b, go }, { y }) {
          const { spare } = c.registers({ spare: uint(4) });
          spare.next(b);
          const { r } = c.registers({ r: uint(5) });
          c.when(constant(on), () => {
            const { sum } = c.signals({ sum: a.add(spare) });
            r.next(sum);
          })
            .elsewhen(go, () => r.next(3))
            .otherwise(() => r.next(last ? 1 : 2));
          y.is(r);
        },
      });
    await toolsAccept(top(0, true));
    await toolsAccept(top(1, true));
    const [off, on] = [textOf(top(0, true)), textOf(top(1, true))];
    expect(off).not.toMatch(/sum|spare <=/);
    expect(off).toContain("if (go)");
    expect(on).not.toContain("if (go)");
    expect(on).toContain("wire [4:0] sum");
  });

  it("still raises the errors of what is not built, but a value that is never taken fits", () => {
    const dead = (body: (c: Body, a: Signal) => void) =>
      folded((c, a, b) => {
        c.when(0, () => body(c, a));
        return b;
      });
    expect(() => elaborate(dead((c) => c.signals({ a: 1 })))).toThrow(/Name clash/);
    expect(() => elaborate(dead((_c, a) => a.bits(7, 4)))).toThrow(/Index out of bounds/);
    expect(() => elaborate(dead((c, a) => c.signal("fitting", a.add(99), bit)))).not.toThrow();
  });

  it("refuses the use of what was declared where nothing is built", () => {
    const bad = folded((c, a) => {
      let r: Signal = a;
      c.when(0, () => {
        r = c.signal("inner", a.add(1));
      });
      return r;
    });
    expect(() => elaborate(bad)).toThrow(/Declared where nothing is built: inner/);
  });

  it.each([
    ["its reset value", { reset: 5 }],
    ["what it holds at power-up", { reset: null, initial: 5 }],
  ])("gives a register that is driven only there %s for ever", async (_what, start) => {
    const top = folded((c, a, b) => {
      const { r } = c.registers({ r: { type: uint(4), ...start } });
      c.when(0, () => r.next(a));
      return r.add(b);
    });
    await toolsAccept(top);
    const sim = simulate(elaborate(top));
    sim.poke("b", 1);
    expect(sim.peek("y")).toBe(6);
  });

  it("chooses the case of a switch on a constant", async () => {
    const top = (layers: number) =>
      circuit(`cases_${layers}`, {
        inputs: { layer: index(layers), a: uint(4) },
        outputs: { y: uint(5) },
        body(c, { layer, a }, { y }) {
          c.switch(layer, { 0: () => y.is(a.add(1)) }, () => y.is(a));
        },
      });
    await toolsAccept(top(1));
    await toolsAccept(top(3));
    expect(textOf(top(1))).not.toMatch(/\bcase\b|layer/);
  });
});

describe("constants", () => {
  it("fold through operators, choices and joins", () => {
    const zero = (a: Signal) => a.mul(0);
    const values: [(a: Signal, b: Signal) => Signal, bigint][] = [
      [(a) => zero(a).add(3), 3n],
      [(_a, b) => b.and(0), 0n],
      [(_a, b) => b.or(1), 1n],
      [(_a, b) => mux(b, 4, 4), 4n],
      [(a) => select(a, new Array<number>(16).fill(7)), 7n],
      [(a) => a.ge(0), 1n],
      [(a) => a.saturate(int(9, 9)), 9n],
      [(a) => a.shiftRight(4), 0n],
      [(a) => a.min(0).max(0), 0n],
    ];
    for (const [value, expected] of values) {
      let seen: Signal | undefined;
      elaborate(
        folded((_c, a, b) => {
          seen = value(a, b);
          return seen.add(a.add(b).mul(0));
        }),
      );
      expect(seen?.operation).toEqual({ op: "const", value: expected });
    }
  });

  it("leave what changes nothing as it is", () => {
    elaborate(
      folded((_c, a, b) => {
        expect(a.add(0)).toBe(a);
        expect(a.mul(1)).toBe(a);
        expect(b.or(0)).toBe(b);
        expect(mux(1, a, b)).toBe(a);
        expect(select(0, [b, a])).toBe(b);
        return a;
      }),
    );
  });

  it("a read port that is never enabled is none", async () => {
    const top = folded((c, a, b) => {
      const memory = c.memory("m", {
        depth: 16,
        type: uint(4),
        style: "block",
        readDuringWrite: "old",
      });
      memory.write("in", { address: a, data: [a], enable: b });
      return memory.read("out", { address: a, enable: 0 })[0]!.add(b);
    });
    await toolsAccept(top);
    expect(textOf(top)).not.toMatch(/\bm\b/);
  });
});

it("a stream's fire is there after a body that is never reached has used it", () => {
  const late = circuit("late_fire", {
    inputs: { a: stream({ x: uint(4) }), never: flag(false) },
    outputs: { y: bit, z: uint(4) },
    body(c, { a, never }, { y, z }) {
      a.ready.is(1);
      z.otherwise(a.payload.x);
      c.when(never, () => c.when(a.fire, () => z.is(0)));
      y.is(a.fire);
    },
  });
  const sim = simulate(elaborate(late));
  sim.poke("a_valid", 1);
  expect(sim.peek("y")).toBe(1);
});
