// Registers, values and processes in the built-in simulator.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bit, circuit, elaborate, int, sint, uint } from "../../src/hdl/index.ts";
import type { Expr, Item, Type } from "../../src/hdl/ir.ts";
import { SimulationError, simulate } from "../../src/hdl/simulator/index.ts";
import { assign, bits, counter, design, port, ref } from "./simulator-circuits.ts";

/** A traffic light: states, two drivers in one process, an instance. */
const light = circuit("light", {
  inputs: { press: bit },
  outputs: { walk: bit, left: uint(4) },
  body(c, { press }, { walk, left }) {
    const phase = c.states("phase", ["GO", "SLOW", "STOP"]);
    const ticks = c.instance("ticks", counter, { enable: phase.is("STOP") });
    walk.otherwise(0);
    c.switch(phase, {
      GO: () => c.when(press, () => phase.go("SLOW")),
      SLOW: () => phase.go("STOP"),
      STOP: () => {
        walk.is(1);
        c.when(ticks.wrapped, () => phase.go("GO"));
      },
    });
    left.is(ticks.count);
  },
});

describe("registers", () => {
  it("count, hold, and take their reset values at the edge where rst is 1", () => {
    const sim = simulate(elaborate(counter));
    expect([sim.peek("n"), sim.peek("last")]).toEqual([0, 0]);
    sim.poke("enable", 1);
    sim.step(5);
    expect([sim.peek("n"), sim.peek("last"), sim.cycle]).toEqual([5, 4, 5]);
    sim.poke("rst", 1);
    expect(sim.peek("count")).toBe(5);
    sim.step();
    // The register without reset value goes on.
    expect([sim.peek("n"), sim.peek("last")]).toEqual([3, 5]);
    sim.poke("rst", 0);
    sim.step(13);
    expect([sim.peek("n"), sim.peek("wrapped")]).toEqual([0, 1]);
    sim.poke("enable", 0);
    sim.step(2);
    expect([sim.peek("n"), sim.peek("wrapped")]).toEqual([0, 0]);
  });

  it("start anywhere in their range with randomState, the same for the same seed", () => {
    const wide = circuit("wide", {
      inputs: { x: int(3, 9) },
      outputs: { y: int(3, 9), z: sint(64) },
      body(c, { x }, { y, z }) {
        const { a, b } = c.registers({
          a: { type: int(3, 9), reset: null },
          b: { type: sint(64), reset: null },
        });
        a.next(x);
        b.next(b.xor(x));
        y.is(a);
        z.is(b);
      },
    });
    const start = (seed: number) => {
      const sim = simulate(elaborate(wide), { seed, randomState: true });
      return [sim.peek("a"), sim.peek("b"), sim.peek("x")];
    };
    const seen = Array.from({ length: 200 }, (_, seed) => start(seed));
    expect(start(7)).toEqual(seen[7]);
    expect(new Set(seen.map(([a]) => a))).toEqual(new Set([3, 4, 5, 6, 7, 8, 9]));
    expect(new Set(seen.map(([, b]) => b)).size).toBe(200);
    expect(seen.every(([, b]) => b >= -(2n ** 63n) && b < 2n ** 63n)).toBe(true);
    // Inputs and registers without a seed rest at the value nearest to 0.
    expect(new Set(seen.map(([, , x]) => x))).toEqual(new Set([3]));
    expect(simulate(elaborate(wide)).peek("a")).toBe(3);
  });

  it("exchange their values", () => {
    const swap = circuit("swap", {
      outputs: { x: uint(8), y: uint(8) },
      body(c, _, { x, y }) {
        const { a, b } = c.registers({ a: { type: uint(8), reset: 1 }, b: { type: uint(8), reset: 2 } });
        a.next(b);
        b.next(a);
        x.is(a);
        y.is(b);
      },
    });
    for (const steps of [1, 101]) {
      const sim = simulate(elaborate(swap));
      sim.reset();
      sim.step(steps);
      expect([sim.peek("x"), sim.peek("y")]).toEqual([2, 1]);
    }
  });
});

describe("values", () => {
  it("of up to 64 bits are exact; beyond 53 bits they are bigints", () => {
    const multiply = circuit("multiply", {
      inputs: { a: sint(32), b: sint(32) },
      outputs: { product: sint(64), low: uint(53) },
      body(_c, { a, b }, { product, low }) {
        product.is(a.mul(b).saturate(sint(64)));
        low.is(a.mul(b).wrap(uint(53)));
      },
    });
    const sim = simulate(elaborate(multiply));
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        sim.poke("a", a);
        sim.poke("b", BigInt(b));
        expect(sim.peek("product")).toBe(BigInt(a) * BigInt(b));
        expect(sim.peek("low")).toBe(Number(BigInt.asUintN(53, BigInt(a) * BigInt(b))));
      }),
      { seed: 5 },
    );
  });

  it("outside the range of an input are refused", () => {
    const sim = simulate(elaborate(counter));
    expect(() => sim.poke("enable", 2)).toThrow("enable of counter cannot be 2: its range is 0 to 1");
    expect(() => sim.poke("enable", 0.5)).toThrow(SimulationError);
    expect(() => sim.poke("enable", Number.NaN)).toThrow(SimulationError);
    expect(() => sim.poke("enable", -1n)).toThrow(SimulationError);
    expect(() => sim.poke("count", 1)).toThrow("count of counter is no input");
  });

  it("are found by hierarchical path, and an unknown path is answered with known ones", () => {
    const sim = simulate(elaborate(light));
    sim.reset();
    expect(sim.peek("ticks.n")).toBe(3);
    expect(sim.peek("ticks.rst")).toBe(0);
    expect(() => sim.peek("n")).toThrow("light has no signal n; known: ticks.n");
    expect(() => sim.peek("other.n")).toThrow("light has no signal other.n; known: ticks.n");
    expect(() => sim.peek("missing")).toThrow("known: rst, press, walk, left");
  });
});

describe("processes", () => {
  it("drive wires and registers, with defaults and states", () => {
    const sim = simulate(elaborate(light));
    sim.reset();
    expect([sim.peekState("phase"), sim.peek("walk")]).toEqual(["GO", 0]);
    sim.step(3);
    expect(sim.peekState("phase")).toBe("GO");
    sim.poke("press", 1);
    sim.step();
    expect([sim.peekState("phase"), sim.peek("walk")]).toEqual(["SLOW", 0]);
    sim.step();
    expect([sim.peekState("phase"), sim.peek("walk")]).toEqual(["STOP", 1]);
    expect(sim.run({ until: (s) => s.peekState("phase") === "GO", limit: 50 })).toBe(14);
    expect(() => sim.peekState("walk")).toThrow("walk of light has no named states");
  });

  it("are computed in parts where one driven net depends on another", () => {
    // In one process: a and b from x, and b's condition depends on a through s.
    const x = ref("x");
    const items: Item[] = [
      { kind: "wire", name: "a", type: bits, default: null },
      { kind: "signal", name: "s", type: bits, value: { op: "not", args: [ref("a")], type: bits } },
      { kind: "register", name: "r", type: bits, reset: null },
      {
        kind: "process",
        body: [
          { kind: "if", branches: [{ when: x, body: [assign("a", ref("y"))] }], otherwise: [assign("a", x)] },
          {
            kind: "if",
            branches: [{ when: ref("s"), body: [assign("b", ref("s")), assign("r", ref("a"))] }],
            otherwise: [assign("b", ref("y")), assign("r", ref("b"))],
          },
        ],
      },
    ];
    const sim = simulate(design("parts", [port("x", "in"), port("y", "in"), port("b", "out")], items));
    for (const [vx, vy, a, b, r] of [
      [0, 0, 0, 1, 0],
      [0, 1, 0, 1, 0],
      [1, 0, 0, 1, 0],
      [1, 1, 1, 1, 1],
    ]) {
      sim.poke("x", vx);
      sim.poke("y", vy);
      expect([sim.peek("a"), sim.peek("b")]).toEqual([a, b]);
      sim.step();
      expect(sim.peek("r")).toBe(r);
    }
  });

  it("choose a branch by value, several values a case", () => {
    const digit: Type = { lo: "-2", hi: "3" };
    const one = (value: string): Expr => ({ op: "const", value, type: digit });
    const body = [
      {
        kind: "switch",
        on: ref("x", digit),
        cases: [
          { values: ["-2", "3"], body: [assign("y", one("1"))] },
          { values: ["0"], body: [assign("y", ref("x", digit))] },
        ],
        otherwise: [assign("y", one("-1"))],
      },
    ] as const;
    const sim = simulate(
      design("choose", [port("x", "in", digit), port("y", "out", digit)], [{ kind: "process", body }]),
    );
    const seen = [-2, -1, 0, 1, 2, 3].map((x) => {
      sim.poke("x", x);
      return sim.peek("y");
    });
    expect(seen).toEqual([1, -1, 0, -1, -1, 1]);
  });

  it("that make a combinational loop through the hierarchy are refused with the whole path", () => {
    const invert: Item = {
      kind: "signal",
      name: "n",
      type: bits,
      value: { op: "not", args: [ref("a")], type: bits },
    };
    const child = design(
      "child",
      [port("a", "in"), port("b", "out")],
      [
        invert,
        { kind: "process", body: [assign("b", { op: "and", args: [ref("n"), ref("n")], type: bits })] },
      ],
    );
    const loop = design(
      "loop",
      [port("y", "out")],
      [
        {
          kind: "instance",
          name: "u1",
          circuit: "child",
          inputs: [{ port: "a", value: { op: "or", args: [ref("w"), ref("w")], type: bits } }],
          outputs: [{ port: "b", type: bits }],
        },
        { kind: "signal", name: "w", type: bits, value: { op: "not", args: [ref("u1.b")], type: bits } },
        { kind: "process", body: [assign("y", ref("w"))] },
      ],
      child.circuits,
    );
    expect(() => simulate(loop)).toThrow(
      new SimulationError("combinational loop: u1.a -> u1.n -> u1.b -> w -> u1.a"),
    );
  });
});
