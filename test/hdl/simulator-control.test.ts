// Assertions and the controls of the built-in simulator.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bit, circuit, elaborate, int, mux, sint, sum, uint } from "../../src/hdl/index.ts";
import type { Expr, Item, Type } from "../../src/hdl/ir.ts";
import { AssertionFailure, SimulationError, simulate } from "../../src/hdl/simulator/index.ts";
import { assign, bits, counter, design, port, ref } from "./simulator-circuits.ts";

describe("assertions", () => {
  it("show the value of the cycle in which they fail, however many steps are taken at once", () => {
    const counting = circuit("counting", {
      outputs: { q: uint(6) },
      body(c, _inputs, { q }) {
        const { n } = c.registers({ n: uint(7) });
        n.next(n.add(1).wrap(uint(7)));
        q.is(n.add(3).narrow(uint(6)));
      },
    });
    const messageOf = (step: (sim: ReturnType<typeof simulate>) => void) => {
      const sim = simulate(elaborate(counting), { assertions: "collect" });
      sim.reset();
      step(sim);
      return sim.failures[0];
    };
    const single = messageOf((sim) => {
      for (let k = 0; k < 100; k++) sim.step();
    });
    expect(single).toMatchObject({ cycle: 62, message: expect.stringContaining("it is 64") });
    expect(messageOf((sim) => sim.step(100))).toEqual(single);
  });

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
