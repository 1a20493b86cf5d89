import { describe, expect, it } from "vitest";
import {
  type Body,
  bit,
  circuit,
  elaborate,
  HdlError,
  int,
  type Signal,
  select,
  sint,
  uint,
} from "../../src/hdl/index.ts";

/** The error of a circuit with two inputs and one output. */
function errorOf(body: (c: Body, a: never, y: never) => void): HdlError {
  const bad = circuit("bad", {
    inputs: { a: sint(8), b: uint(2) },
    outputs: { y: sint(8) },
    body: (c, { a, b }, { y }) => body(c, { a, b } as never, y as never),
  });
  try {
    elaborate(bad);
  } catch (error) {
    if (error instanceof HdlError) return error;
    throw error;
  }
  throw new Error("no error was raised");
}

type Inputs = { a: import("../../src/hdl/index.ts").Signal; b: import("../../src/hdl/index.ts").Signal };
type Output = import("../../src/hdl/index.ts").Wire;
const broken = (body: (c: Body, inputs: Inputs, y: Output) => void) => errorOf(body as never);

describe("errors at elaboration", () => {
  it("range does not fit: names both ranges and the user's own line", () => {
    const e = broken((_c, { a, b }, y) => y.is(a.add(b)));
    expect(e.rule).toBe("range");
    expect(e.message).toContain("Range does not fit: y holds -128 to 127, but (a + b) is -128 to 130.");
    expect(e.message).toContain(".saturate(type)");
    expect(e.message).toContain("in circuit: bad");
    expect(e.place).toMatch(/errors\.test\.ts:\d+:\d+$/);
  });

  it("combinational loop: the whole path", () => {
    const e = broken((c, { a, b }, y) => {
      const { p, q } = c.wires({ p: sint(8), q: sint(8) });
      p.is(q);
      q.is(p.and(a).wrap(sint(8)));
      y.is(q);
      c.ignore(b);
    });
    expect(e.rule).toBe("loop");
    expect(e.message).toMatch(/Combinational loop: (p -> q -> p|q -> p -> q)/);
  });

  it("combinational loop through an instance", () => {
    const through = circuit("through", {
      inputs: { i: bit },
      outputs: { o: bit },
      body: (_c, { i }, { o }) => o.is(i.not()),
    });
    const e = broken((c, { a, b }, y) => {
      const { back } = c.wires({ back: bit });
      const { o } = c.instance("inner", through, { i: back });
      back.is(o);
      y.is(a);
      c.ignore(b);
    });
    expect(e.message).toMatch(/inner\.o/);
    expect(e.rule).toBe("loop");
  });

  it("undriven outputs, wires, registers and memories", () => {
    expect(broken((c, { a, b }) => c.ignore(a, b)).message).toContain(
      "Undriven: output y is never given a value. Write y.is(...)",
    );
    const partly = broken((c, { a, b }, y) => {
      c.when(b.eq(0), () => y.is(a));
    });
    expect(partly.rule).toBe("undriven");
    expect(partly.message).toContain("Undriven on some paths: output y");
    const register = broken((c, { a, b }, y) => {
      const { r } = c.registers({ r: sint(8) });
      y.is(r);
      c.ignore(a, b);
    });
    expect(register.message).toContain("Undriven: register r");
    const memory = broken((c, { a, b }, y) => {
      const m = c.memory("m", { depth: 4, type: sint(8), style: "block", readDuringWrite: "old" });
      y.is(m.read("out", { address: b })[0]!);
      c.ignore(a);
    });
    expect(memory.message).toContain("Undriven: memory m");
  });

  it("driven twice: names both lines", () => {
    const e = broken((c, { a, b }, y) => {
      y.is(a);
      y.is(0);
      c.ignore(b);
    });
    expect(e.rule).toBe("driven-twice");
    expect(e.message).toMatch(/first driven at: .*errors\.test\.ts/);
    const nested = broken((c, { a, b }, y) => {
      c.when(b.eq(1), () => {
        y.is(a);
        y.is(1);
      }).otherwise(() => y.is(0));
    });
    expect(nested.rule).toBe("driven-twice");
  });

  it("unused inputs, signals, registers, memories", () => {
    expect(broken((_c, { a }, y) => y.is(a)).message).toContain(
      "Unused: input b is never read. Remove it, or say c.ignore(b).",
    );
    const signal = broken((c, { a, b }, y) => {
      y.is(a);
      c.signals({ spare: b.add(1) });
    });
    expect(signal.message).toContain("Unused: signal spare");
  });

  it("names: clash, reserved word, not a name", () => {
    const named = (name: string) =>
      broken((c, { a, b }, y) => {
        y.is(a);
        c.signal(name, b);
      });
    expect(named("a").message).toContain('Name clash: signal "a"');
    expect(named("always").message).toContain("Reserved word");
    expect(named("a-b").message).toContain("Not a name");
    expect(() => elaborate(circuit("module", { body: () => {} }))).toThrow(/Reserved word: circuit "module"/);
  });

  it("name clash: says where the name is already used", () => {
    const e = broken((c, { a, b }, y) => {
      c.signals({ twin: a });
      c.signals({ twin: b });
      y.is(0);
    });
    expect(e.message).toMatch(
      /Name clash: signal "twin".*Write another name\.\n {2}first named at: .*errors\.test\.ts:\d+/,
    );
    expect(e.place).toMatch(/errors\.test\.ts:\d+:\d+$/);
  });

  it("an instance named like something inside it, or like one of its outputs", () => {
    const leaf = circuit("leaf", {
      inputs: { i: bit },
      outputs: { o: bit },
      body(c, { i }, { o }) {
        const { core } = c.signals({ core: i.not() });
        o.is(core);
      },
    });
    const e = broken((c, { a, b }, y) => {
      y.is(c.instance("core", leaf, { i: a.bit(0) }).o);
      c.ignore(b);
    });
    expect(e.message).toContain(
      'Name clash: instance "core" of leaf, which has something of that name inside.',
    );
    const output = broken((c, { a, b }, y) => {
      const { x_o } = c.signals({ x_o: b });
      y.is(c.instance("x", leaf, { i: a.bit(0) }).o.add(x_o));
    });
    expect(output.message).toContain('Name clash: output of an instance "x_o"');
  });

  it("two circuits of one name below circuits that look alike", () => {
    const outer = (n: number) =>
      circuit("outer", {
        outputs: { o: uint(4) },
        body(c, _i, { o }) {
          const inner = circuit("inner", { outputs: { p: uint(4) }, body: (_c, _in, { p }) => p.is(n) });
          o.is(c.instance("only", inner, {}).p);
        },
      });
    const top = circuit("top", {
      outputs: { p: uint(4), q: uint(4) },
      body(c, _i, { p, q }) {
        p.is(c.instance("first", outer(1), {}).o);
        q.is(c.instance("second", outer(2), {}).o);
      },
    });
    expect(() => elaborate(top)).toThrow(/Name clash: two different circuits are called "inner"/);
  });

  it("a switch without a case, a payload that does not match", () => {
    const empty = broken((c, { a, b }, y) => {
      c.switch(b, {}, () => y.is(a));
    });
    expect(empty.message).toContain("Switch without a case: on b");
    const unlike = broken((c, { a, b }, y) => {
      const from = c.stream("from", { value: uint(2) });
      const to = c.stream("to", { other: uint(2) });
      c.connect(from as never, to as never);
      y.is(a);
      c.ignore(b);
    });
    expect(unlike.rule).toBe("connection");
    expect(unlike.message).toContain("Different shapes: payload_other is on one side only");
  });

  it("formulas too long to show are cut short", () => {
    const e = broken((_c, { a, b }, y) => {
      let s = a;
      for (let i = 0; i < 100; i++) s = s.add(s).wrap(sint(8));
      y.is(s.add(b));
    });
    expect(e.message.length).toBeLessThan(400);
  });

  it("two circuits of one name and different contents", () => {
    const inner = (n: number) =>
      circuit("inner", { outputs: { o: uint(4) }, body: (_c, _i, { o }) => o.is(n) });
    const outer = circuit("outer", {
      outputs: { p: uint(4), q: uint(4) },
      body(c, _i, { p, q }) {
        p.is(c.instance("first", inner(1), {}).o);
        q.is(c.instance("second", inner(2), {}).o);
      },
    });
    expect(() => elaborate(outer)).toThrow(/Name clash: two different circuits are called "inner"/);
  });

  it("state without exit, without entry, or unknown", () => {
    const states = (
      fill: (
        s: import("../../src/hdl/index.ts").States<"idle" | "run" | "done">,
        c: Body,
        b: Inputs["b"],
      ) => void,
    ) =>
      broken((c, { a, b }, y) => {
        const s = c.states("phase", ["idle", "run", "done"]);
        fill(s, c, b);
        y.is(a);
        c.ignore(s.register, b);
      });
    const noExit = states((s, c) => c.switch(s, { idle: () => s.go("run"), run: () => s.go("done") }));
    expect(noExit.rule).toBe("state");
    expect(noExit.message).toContain("State without exit: done of phase");
    const noEntry = states((s, c) =>
      c.switch(s, { idle: () => s.go("run"), run: () => s.go("idle"), done: () => s.go("idle") }),
    );
    expect(noEntry.message).toContain("State without entry: nothing goes to done");
    expect(states((s) => s.go("stop" as never)).message).toContain(
      "No such state: stop of phase. States: idle, run, done.",
    );
  });

  it("index out of bounds", () => {
    expect(broken((_c, { a, b }, y) => y.is(select(b, [a, 1, 2]))).message).toContain(
      "Index out of bounds: b is 0 to 3, and there are 3 values (0 to 2)",
    );
    expect(broken((_c, { a, b }, y) => y.is(a.bits(8, 0).add(b))).message).toContain(
      "bits 8 to 0 of a, which has bits 7 to 0",
    );
    const address = broken((c, { a, b }, y) => {
      const m = c.memory("m", { depth: 3, type: sint(8), style: "block", readDuringWrite: "old" });
      m.write("in", { address: 0, data: [a], enable: 1 });
      y.is(m.read("out", { address: b })[0]!);
    });
    expect(address.message).toContain("address b of m.out is 0 to 3, and the memory has words 0 to 2");
  });

  it("one clock only", () => {
    expect(() => elaborate(circuit("dual", { inputs: { clk: bit }, body: () => {} }))).toThrow(
      /One clock only/,
    );
  });

  it("widths beyond 64 bits, conditions that are not one bit, bad constants", () => {
    expect(broken((_c, { a }, y) => y.is(a.shiftLeft(60))).message).toContain("Result too wide: shl of a");
    expect(broken((c, { a, b }, y) => c.when(b, () => y.is(a))).message).toContain(
      "Condition is not one bit: b is 0 to 3",
    );
    expect(() => int(3, 2)).toThrow(/Empty range/);
    expect(() => int(0, 0.5)).toThrow(/not an exact integer/);
    expect(broken((_c, { a }, y) => y.is(a.add(0.5))).message).toContain(
      "Constant is not an exact integer: 0.5",
    );
  });

  it("connections of instances", () => {
    const leaf = circuit("leaf", {
      inputs: { i: uint(2) },
      outputs: { o: uint(2) },
      body: (_c, { i }, { o }) => o.is(i),
    });
    const missing = broken((c, { a, b }, y) => {
      y.is(c.instance("x", leaf, {} as never).o);
      c.ignore(a, b);
    });
    expect(missing.message).toContain("Input not connected: x.i of leaf");
    const wide = broken((c, { a, b }, y) => {
      y.is(c.instance("x", leaf, { i: a }).o);
      c.ignore(b);
    });
    expect(wide.message).toContain("Range does not fit: x.i holds 0 to 3, but a is -128 to 127");
  });

  it("what is no shape or no type: a port would be left out in silence", () => {
    const made = (inputs: object, outputs: object) => () =>
      elaborate(
        circuit("shapes", {
          inputs: inputs as { a: typeof bit },
          outputs: outputs as { q: typeof bit },
          body(_c, { a }, { q }) {
            q.is(a);
          },
        }),
      );
    expect(made({ a: bit }, { q: bit, debug: uint })).toThrow(
      /^No shape: debug is the function uint\. Write a type such as/,
    );
    expect(made({ a: bit, b: 8 }, { q: bit })).toThrow(/^No shape: b is 8\./);
    expect(made({ a: "bit" }, { q: bit })).toThrow(/^No shape: a is "bit"\./);
    expect(made({ a: bit, b: { inner: null } }, { q: bit })).toThrow(/^No shape: b_inner is null\./);
    expect(made({ a: bit, b: Symbol("s") }, { q: bit })).toThrow(/^No shape: b is Symbol\(s\)\./);
    expect(made({ a: bit, b: new Map() }, { q: bit })).toThrow(/^No shape: b is an object\./);
    expect(made({ a: bit, b: undefined }, { q: bit })).toThrow(/^No shape: b is undefined\./);
    const within = (use: (c: Body, a: Signal) => void) => () =>
      elaborate(
        circuit("of_types", {
          inputs: { a: uint(8) },
          body(c, { a }) {
            use(c, a);
          },
        }),
      );
    expect(within((c) => c.registers({ r: { type: uint(8), rest: 3 } as never }))).toThrow(
      /^No shape: r_rest is 3\./,
    );
    const options = { depth: 4, type: uint(8), style: "block", readDuringWrite: "old" } as const;
    const written = within((c, a) =>
      c.memory("m", options).write("w", { address: 0, enable: 1, data: a as never }),
    );
    expect(written).toThrow(/^Memory m: data of write w is no list/);
    for (const method of ["saturate", "wrap", "as", "narrow"] as const)
      expect(within((_c, a) => a[method](undefined as never))).toThrow(
        new RegExp(`^No type: ${method} is given undefined\\.`),
      );
  });
});
