// Registers, processes, hierarchy, assertions and the controls of the built-in simulator.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bit, circuit, elaborate, int, mux, sint, sum, uint } from "../../src/hdl/index.ts";
import type { Design, Expr, Item, Port, Type } from "../../src/hdl/ir.ts";
import { AssertionFailure, SimulationError, simulate } from "../../src/hdl/simulator/index.ts";

const counter = circuit("counter", {
  inputs: { enable: bit },
  outputs: { count: uint(4), wrapped: bit },
  body(c, { enable }, { count, wrapped }) {
    const { n } = c.registers({ n: { type: uint(4), reset: 3 } });
    const last = c.registers({ last: { type: uint(4), reset: null } }).last;
    c.when(enable, () => n.next(n.add(1).wrap(uint(4))));
    last.next(n);
    count.is(n);
    wrapped.is(n.lt(last));
  },
});

/** A traffic light: states, two drivers in one process, an instance. */
const light = circuit("light", {
  inputs: { press: bit },
  outputs: { walk: bit, left: uint(4) },
  body(c, { press }, { walk, left }) {
    const phase = c.states("phase", ["GO", "SLOW", "STOP"]);
    const timer = c.instance("timer", counter, { enable: phase.is("STOP") });
    walk.otherwise(0);
    c.switch(phase, {
      GO: () => c.when(press, () => phase.go("SLOW")),
      SLOW: () => phase.go("STOP"),
      STOP: () => {
        walk.is(1);
        c.when(timer.wrapped, () => phase.go("GO"));
      },
    });
    left.is(timer.count);
  },
});

const bits: Type = { lo: "0", hi: "1" };
const ref = (name: string, type: Type = bits): Expr => ({ op: "ref", name, type });
const assign = (target: string, value: Expr) => ({ kind: "assign", target, value }) as const;
const port = (name: string, direction: Port["direction"], type: Type = bits): Port => ({
  name,
  direction,
  type,
});
const design = (
  name: string,
  ports: readonly Port[],
  items: readonly Item[],
  below: Design["circuits"] = [],
): Design => ({
  top: name,
  circuits: [
    ...below,
    { name, clocked: items.some((i) => i.kind === "register"), ports, enumerations: [], items },
  ],
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
    expect(sim.peek("timer.n")).toBe(3);
    expect(sim.peek("timer.rst")).toBe(0);
    expect(() => sim.peek("n")).toThrow("light has no signal n; known: timer.n");
    expect(() => sim.peek("other.n")).toThrow("light has no signal other.n; known: timer.n");
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

describe("assertions", () => {
  const guarded = circuit("guarded", {
    inputs: { x: uint(4) },
    outputs: { y: uint(4) },
    body(c, { x }, { y }) {
      const { held } = c.registers({ held: uint(4) });
      held.next(x);
      c.assert("stays_low", held.lt(10), "held stays below 10");
      y.is(held);
    },
  });

  it("throw before the edge at which they fail, and leave the values visible", () => {
    const sim = simulate(elaborate(guarded));
    sim.reset();
    sim.poke("x", 12);
    sim.step();
    let error: unknown;
    try {
      sim.step();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(AssertionFailure);
    expect((error as AssertionFailure).failures).toEqual([
      { path: "stays_low", message: "held stays below 10", cycle: 2 },
    ]);
    expect(String(error)).toBe(
      "AssertionFailure: assertion stays_low failed at cycle 2: held stays below 10",
    );
    expect([sim.cycle, sim.peek("held")]).toEqual([2, 12]);
  });

  it("are not checked while rst is 1, and can be collected", () => {
    const sim = simulate(elaborate(guarded), { assertions: "collect" });
    sim.poke("x", 12);
    sim.poke("rst", 1);
    sim.step(3);
    sim.poke("rst", 0);
    sim.step(3);
    expect(sim.failures.map((f) => f.cycle)).toEqual([4, 5]);
  });

  it("fail at the same cycle in a long run", () => {
    const slow = circuit("slow", {
      outputs: { y: uint(16) },
      body(c, _, { y }) {
        const { n } = c.registers({ n: uint(16) });
        n.next(n.add(1).wrap(uint(16)));
        c.assert("bounded", n.ne(5000), "n never reaches 5000");
        y.is(n);
      },
    });
    const sim = simulate(elaborate(slow));
    sim.reset();
    expect(() => sim.step(10_000)).toThrow("assertion bounded failed at cycle 5001");
    expect([sim.cycle, sim.peek("n"), sim.peek("y")]).toEqual([5001, 5000, 5000]);
    const collecting = simulate(elaborate(slow), { assertions: "collect" });
    collecting.reset();
    collecting.step(70_000);
    expect(collecting.failures.map((f) => f.cycle)).toEqual([5001]);
    expect(collecting.peek("y")).toBe(70_000 - 65_536);
  });
});

describe("control", () => {
  it("runs until a signal holds, or says that it did not", () => {
    const sim = simulate(elaborate(counter));
    sim.reset();
    sim.poke("enable", 1);
    expect(sim.run({ until: "wrapped", limit: 20 })).toBe(13);
    expect(sim.run({ until: "wrapped", limit: 20 })).toBe(0);
    sim.step();
    expect(() => sim.run({ until: "wrapped", limit: 10 })).toThrow(
      "wrapped did not hold within 10 cycles (now at cycle 25)",
    );
  });

  it("gives the same in one long step as in single ones", () => {
    const leaky = circuit("leaky", {
      inputs: { current: int(-128, 127) },
      outputs: { fired: bit },
      body(c, { current }, { fired }) {
        const { u, total } = c.registers({ u: sint(16), total: sint(60) });
        const { next } = c.signals({ next: u.sub(u.shiftRight(3)).add(current) });
        const { over } = c.signals({ over: next.ge(500) });
        const phase = c.states("phase", ["REST", "BURST"]);
        c.switch(phase, {
          REST: () => c.when(over, () => phase.go("BURST")),
          BURST: () => c.when(over.not(), () => phase.go("REST")),
        });
        u.next(mux(phase.is("BURST"), next.sub(700), next).saturate(sint(16)));
        total.next(sum([total, u.mul(u)]).wrap(sint(60)));
        fired.is(over);
      },
    });
    const [long, single] = [simulate(elaborate(leaky)), simulate(elaborate(leaky))];
    fc.assert(
      fc.property(fc.integer({ min: -128, max: 127 }), fc.integer({ min: 1, max: 300 }), (current, n) => {
        for (const sim of [long, single]) sim.poke("current", current);
        long.step(n);
        for (let k = 0; k < n; k += 1) {
          single.settle();
          single.step();
        }
        for (const name of ["u", "total", "next", "over", "fired", "phase"]) {
          expect(long.peek(name)).toBe(single.peek(name));
        }
        expect(long.cycle).toBe(single.cycle);
      }),
      { seed: 11 },
    );
    expect(long.peek("total")).not.toBe(0n);
  });

  it("simulates circuits of many functions as a whole", () => {
    // A ring of adders and multipliers, far longer than one generated function.
    const T: Type = { lo: "0", hi: "65535" };
    const items: Item[] = [{ kind: "register", name: "s0", type: T, reset: "1" }];
    for (let k = 1; k <= 3000; k += 1) {
      const [a, b] = [ref(`s${k - 1}`, T), ref(`s${(k * 7) >> 3}`, T)];
      const sumType = { lo: "0", hi: "131070" };
      items.push({
        kind: "signal",
        name: `s${k}`,
        type: T,
        value: { op: "wrap", type: T, args: [{ op: "add", args: [a, b], type: sumType }] },
      });
    }
    items.push({ kind: "process", body: [assign("s0", ref("s3000", T))] });
    const sim = simulate(design("ring", [], items));
    sim.reset();
    let s = [1];
    for (let cycle = 0; cycle < 5; cycle += 1) {
      for (let k = 1; k <= 3000; k += 1) s[k] = (s[k - 1] + s[(k * 7) >> 3]) % 65536;
      expect(sim.peek("s1500")).toBe(s[1500]);
      sim.step();
      s = [s[3000]];
      expect(sim.peek("s0")).toBe(s[0]);
    }
  });

  it("computes expressions of any depth", () => {
    const T: Type = { lo: "0", hi: "255" };
    const three: Expr = { op: "const", value: "3", type: { lo: "3", hi: "3" } };
    let e = ref("x", T);
    let odd: Expr = { op: "eq", args: [ref("x", T), three], type: bits };
    for (let k = 0; k < 10_000; k += 1) {
      e = { op: "wrap", args: [{ op: "add", args: [e, three], type: { lo: "3", hi: "258" } }], type: T };
      const other: Expr = { op: "gt", args: [ref("x", T), three], type: bits };
      odd =
        k % 2 === 0 ? { op: "or", args: [odd, other], type: bits } : { op: "not", args: [odd], type: bits };
    }
    const body = [
      {
        kind: "if",
        branches: [{ when: odd, body: [assign("y", e)] }],
        otherwise: [assign("y", ref("x", T))],
      },
    ] as const;
    const sim = simulate(
      design("deep", [port("x", "in", T), port("y", "out", T)], [{ kind: "process", body }]),
    );
    const seen = [2, 3, 200].map((x) => {
      sim.poke("x", x);
      return sim.peek("y");
    });
    // The condition: (...((x = 3 or x > 3) negated, or x > 3) negated ...), 5000 times each.
    const holds = (x: number) => {
      let value = x === 3;
      for (let k = 0; k < 5000; k += 1) value = !(value || x > 3);
      return value;
    };
    expect(seen).toEqual([2, 3, 200].map((x) => (holds(x) ? (x + 30_000) % 256 : x)));
    expect(seen).toContain((3 + 30_000) % 256);
  });

  it("lets a circuit without a clock be stepped too", () => {
    const plain = circuit("plain", {
      inputs: { a: uint(4) },
      outputs: { b: uint(5) },
      body: (_c, { a }, { b }) => b.is(a.add(1)),
    });
    const sim = simulate(elaborate(plain));
    sim.reset();
    sim.poke("a", 15);
    expect(sim.peek("b")).toBe(16);
    sim.step(3);
    expect(sim.cycle).toBe(3);
    expect(() => sim.poke("rst", 1)).toThrow(SimulationError);
  });
});
