// Claims hold: wherever `narrow` stands it is proved or asserted.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AssertionFailure,
  all,
  any,
  type Body,
  bit,
  type Circuit,
  circuit,
  constant,
  elaborate,
  index,
  int,
  mux,
  printVerilog,
  type Signal,
  select,
  simulate,
  uint,
  vector,
} from "../../src/hdl/index.ts";
import { byte, claiming, positions } from "./claim-positions.ts";
import { cleanText, lint, syntaxErrors } from "./lint.ts";

async function toolsAccept(top: Circuit): Promise<void> {
  const files = printVerilog(elaborate(top));
  expect(await lint(files, top.name, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
}

describe("a claim is asserted wherever it stands", () => {
  it.each(Object.entries(positions))("%s", async (_name, { always, body }) => {
    const top = claiming(body);
    await toolsAccept(top);
    const run = (a: number, b: number, on: number) => {
      const sim = simulate(elaborate(top));
      sim.reset();
      for (const [name, value] of Object.entries({ a, b, on })) sim.poke(name, value);
      sim.step();
    };
    expect(() => run(100, 55, 1)).not.toThrow();
    expect(() => run(200, 100, 1)).toThrow(AssertionFailure);
    if (always) expect(() => run(200, 100, 0)).toThrow(AssertionFailure);
    else expect(() => run(200, 100, 0)).not.toThrow();
  });

  it("and says the value, the range and the line", () => {
    const sim = simulate(elaborate(claiming(positions["an addend"]!.body)));
    sim.reset();
    sim.poke("a", 200);
    sim.poke("b", 77);
    expect(() => sim.step()).toThrow(
      /assertion y_fits failed at cycle 1: \(a \+ b\) lies within 0 to 255: it is 277\n {2}at: .*claim-positions\.ts:\d+:\d+/,
    );
  });

  it("once, where the same value stands in several places", () => {
    const top = claiming((_c, { a, b, on }, y) => {
      const total = a.add(b).narrow(byte);
      y.is(mux(on, total, total.add(1)));
    });
    expect(elaborate(top).circuits[0]!.items.filter((i) => i.kind === "assert")).toHaveLength(1);
  });

  it("a constant that does not fit is an error, or under a condition the claim that it never holds", () => {
    expect(() => elaborate(claiming((_c, _i, y) => y.is(constant(300).narrow(byte))))).toThrow(
      /holds 0 to 255, but 300 is 300 to 300/,
    );
    const top = claiming((c, { a, b, on }, y) => {
      c.when(on, () => y.is(constant(300).narrow(byte))).otherwise(() => y.is(0));
      c.ignore(a, b);
    });
    const sim = simulate(elaborate(top));
    sim.step();
    sim.poke("on", 1);
    expect(() => sim.step()).toThrow(AssertionFailure);
  });
});

/** Circuits whose values fit because of the conditions around them: without a claim. */
const proved: Record<string, (c: Body, x: Signal, y: Signal, on: Signal) => void> = {
  "a counter down": (c, _x, _y, on) => {
    const { left } = c.registers({ left: index(10) });
    c.when(on, () => left.next(9)).elsewhen(left.ne(0), () => left.next(left.sub(1)));
    c.ignore(left);
  },
  "a counter up, whose end has a name": (c, _x, _y, on) => {
    const { n } = c.registers({ n: index(10) });
    c.ignore(n);
    const { last } = c.signals({ last: n.eq(9) });
    c.when(on, () => c.when(last, () => n.next(0)).otherwise(() => n.next(n.add(1))));
  },
  "a choice": (c) => {
    const { n } = c.registers({ n: index(10) });
    c.ignore(n);
    n.next(mux(n.eq(9), 0, n.add(1)));
  },
  "a conjunction, and what is not one": (c, x, y, on) => {
    const { r } = c.registers({ r: index(100) });
    c.ignore(r);
    c.when(all(on, x.lt(50), y.le(50)), () => r.next(x.add(y)))
      .elsewhen(any(x.gt(90), y.gt(9)), () => r.next(x.max(y).min(99)))
      .otherwise(() => r.next(x.add(y)));
  },
  "the other side of a comparison": (c, x, y) => {
    const { r } = c.registers({ r: index(100) });
    c.ignore(r);
    c.when(x.lt(20).and(y.lt(x)), () => r.next(y.add(81))).otherwise(() => r.next(0));
  },
  "cases of a switch, and the rest": (c, x) => {
    const { r } = c.registers({ r: { type: int(5, 99), reset: 5 } });
    c.ignore(r);
    c.switch(
      x,
      [
        [[0, 1, 2, 3], () => r.next(x.add(5))],
        [4, () => r.next(x.mul(3))],
      ],
      () => r.next(x.min(99)),
    );
  },
  "arms of a select": (c, x, y, on) => {
    const { r } = c.registers({ r: index(4) });
    c.ignore(r);
    const at = c.signal("at", on.add(x.gt(7)));
    r.next(select(at, [at, at.add(1), at.add(1)]));
    c.ignore(y);
  },
  "an address under its enable": (c, x, _y) => {
    const m = c.memory("m", { depth: 8, type: uint(8), style: "registers", readDuringWrite: "old" });
    m.write("in", { address: x.sub(1), data: [x.add(200)], enable: all(x.ne(0), x.le(8)) });
    c.ignore(...m.read("out", { address: x.sub(3), enable: x.ge(3).and(x.lt(11)) }));
  },
};

describe("what conditions prove needs no claim", () => {
  const top = (name: string) =>
    circuit("proving", {
      inputs: { x: int(0, 100), y: int(0, 100), on: bit },
      body(c, { x, y, on }) {
        proved[name]!(c, x, y, on);
        c.ignore(x, y, on);
      },
    });

  it.each(Object.keys(proved))("%s", (name) => {
    const { items } = elaborate(top(name)).circuits[0]!;
    expect(items.some((i) => i.kind === "assert")).toBe(false);
    const sim = simulate(elaborate(top(name)), { seed: 4, randomState: true });
    sim.reset();
    const registers = items.filter((i) => i.kind === "register");
    for (let t = 0; t < 300; t++) {
      for (const [input, value] of Object.entries({
        x: (t * 37) % 101,
        y: (t * 11) % 101,
        on: t % 7 === 0 ? 1 : 0,
      }))
        sim.poke(input, value);
      sim.step();
      for (const r of registers) {
        const value = sim.peek(r.name);
        expect(value >= Number(r.type.lo) && value <= Number(r.type.hi)).toBe(true);
      }
    }
  });

  it("but only there: outside of the condition, or where it says too little, it does not fit", () => {
    const refused = (body: (c: Body, x: Signal) => void) => () =>
      elaborate(
        circuit("refused", {
          inputs: { x: int(0, 9) },
          outputs: { y: vector(2, int(0, 9)) },
          body(c, { x }, { y }) {
            for (const lane of y) lane.otherwise(0);
            body(c, x);
          },
        }),
      );
    const driving = (condition: (x: Signal) => Signal, value: (x: Signal) => Signal) =>
      refused((c, x) => {
        const { r } = c.registers({ r: index(10) });
        c.when(condition(x), () => r.next(value(x)));
      });
    expect(
      driving(
        (x) => x.ne(1),
        (x) => x.sub(1),
      ),
    ).toThrow(/Range does not fit: r holds 0 to 9/);
    expect(
      driving(
        (x) => x.ne(0).or(x.lt(3)),
        (x) => x.sub(1),
      ),
    ).toThrow(/Range does not fit/);
    expect(
      driving(
        (x) => x.ne(0).not(),
        (x) => x.sub(1),
      ),
    ).toThrow(/Range does not fit/);
    expect(
      refused((c, x) => {
        const { r } = c.registers({ r: index(10) });
        let later: Signal = x;
        c.when(x.ne(0), () => {
          later = x.sub(1);
        });
        r.next(later);
      }),
    ).toThrow(/Range does not fit/);
    expect(
      refused((c, x) => {
        const m = c.memory("m", { depth: 10, type: bit, style: "registers", readDuringWrite: "old" });
        c.when(x.ne(0), () => m.write("in", { address: x.sub(1), data: [1], enable: 1 }));
      }),
    ).toThrow(/Index out of bounds/);
  });
});

describe("the text of a claim", () => {
  it("has states by their names, steps as sums, and no condition twice", async () => {
    const pump = circuit("pump", {
      inputs: { go: bit, much: bit, n: index(6) },
      outputs: { y: index(6) },
      body(c, { go, much, n }, { y }) {
        const state = c.states("state", ["idle", "drain", "done"]);
        const { level } = c.registers({ level: index(6) });
        c.switch(state, {
          idle: () =>
            c.when(go, () => {
              level.next(n);
              state.go("drain");
            }),
          drain: () => {
            const less = level.sub(1).narrow(index(6));
            c.when(much, () => level.next(mux(go, less, less.max(1)))).otherwise(() => level.next(less));
            c.when(level.eq(0), () => state.go("done"));
          },
          done: () => state.go("idle"),
        });
        y.is(level);
      },
    });
    const text = await cleanText(elaborate(pump));
    expect(text).toContain("assert ((state != STATE_DRAIN) | ($signed({1'b0, level} - 4'sd1) >= 4'sd0));");
    expect(text).toContain("state_next = STATE_DONE;");
  });

  it("holds under just the conditions under which the value is taken, however they are said", () => {
    const condition = fc.array(fc.tuple(fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 5 }), (conditions) => {
        const top = circuit("under", {
          inputs: { flags: vector(4, bit), x: index(4) },
          outputs: { y: vector(conditions.length, index(2)) },
          body(c, { flags, x }, { y }) {
            const claimed = x.narrow(index(2));
            conditions.forEach((literals, i) => {
              const test = all(...literals.map(([n, holds]) => (holds ? flags[n]! : flags[n]!.not())));
              y[i]!.otherwise(0);
              c.when(test, () => y[i]!.is(claimed));
            });
            c.ignore(...flags, x);
          },
        });
        const simulator = simulate(elaborate(top));
        for (let now = 0; now < 16; now++) {
          for (let n = 0; n < 4; n++) simulator.poke(`flags_${n}`, (now >> n) & 1);
          simulator.poke("x", 3);
          const isTaken = conditions.some((literals) =>
            literals.every(([n, holds]) => ((now >> n) & 1) === Number(holds)),
          );
          if (isTaken) expect(() => simulator.step()).toThrow(AssertionFailure);
          else expect(() => simulator.step()).not.toThrow();
        }
      }),
      { seed: 17, numRuns: 60 },
    );
  });
});
