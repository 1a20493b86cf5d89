// Signals belong to their circuit, have no value in JavaScript, and may be called what JavaScript's own properties are.
import { describe, expect, it } from "vitest";
import {
  bit,
  circuit,
  elaborate,
  HdlError,
  printVerilog,
  type Signal,
  simulate,
  stream,
  uint,
  vector,
  type Wire,
} from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

/** The error of a circuit whose body gets a signal and a wire of another one that has the same names. */
function stolen(
  use: (own: { a: Signal; y: Wire }, other: { a: Signal; y: Wire; deep: Signal }) => void,
): HdlError {
  let other: { a: Signal; y: Wire; deep: Signal } | undefined;
  const first = circuit("first", {
    inputs: { a: uint(4) },
    outputs: { y: uint(4) },
    body(c, { a }, { y }) {
      y.is(a);
      const { deep } = c.signals({ deep: a.xor(3) });
      c.ignore(deep);
      other = { a, y, deep };
    },
  });
  elaborate(first);
  const second = circuit("second", {
    inputs: { a: uint(4) },
    outputs: { y: uint(4) },
    body: (_c, { a }, { y }) => use({ a, y }, other!),
  });
  try {
    elaborate(second);
  } catch (error) {
    if (error instanceof HdlError) return error;
    throw error;
  }
  throw new Error("no error was raised");
}

const bothPlaces = (error: HdlError) => {
  expect(error.place).toMatch(/belonging\.test\.ts:\d+:\d+$/);
  expect(error.message).toMatch(/first declared at: .*belonging\.test\.ts:\d+:\d+/);
};

describe("a signal of another circuit", () => {
  it("is refused where it is read, with both places", () => {
    const read = stolen(({ y }, other) => y.is(other.a));
    expect(read.message).toContain("Signal of another circuit: a belongs to circuit first.");
    bothPlaces(read);
    const inside = stolen(({ a, y }, other) => y.is(a.and(other.deep)));
    expect(inside.message).toContain("Signal of another circuit: deep belongs to circuit first.");
    bothPlaces(inside);
  });

  it("is refused where it is driven, with both places", () => {
    const driven = stolen(({ a, y }, other) => {
      y.is(a);
      other.y.is(a);
    });
    expect(driven.message).toContain(
      "Driven from outside: y belongs to circuit first, and this is circuit second.",
    );
    bothPlaces(driven);
    const byDefault = stolen(({ a, y }, other) => {
      y.is(a);
      other.y.otherwise(0);
    });
    expect(byDefault.message).toContain("Driven from outside: y");
  });

  it("is refused in conditions, instances, memories and assertions", () => {
    const inner = circuit("taking", {
      inputs: { i: uint(4) },
      outputs: { o: uint(4) },
      body: (_c, { i }, { o }) => o.is(i),
    });
    const refused = (use: (c: import("../../src/hdl/index.ts").Body, other: Signal, y: Wire) => void) => {
      let other: Signal | undefined;
      const outer = circuit("outer", {
        inputs: { a: uint(4) },
        outputs: { y: uint(4) },
        body(_c, { a }, { y }) {
          y.is(a);
          other = a;
        },
      });
      elaborate(outer);
      return () =>
        elaborate(
          circuit("user", {
            inputs: { a: uint(4) },
            outputs: { y: uint(4) },
            body(c, { a }, { y }) {
              c.ignore(a);
              y.otherwise(0);
              use(c, other!, y);
            },
          }),
        );
    };
    const message = /Signal of another circuit: a belongs to circuit outer/;
    expect(refused((c, x, y) => c.when(x.ne(0), () => y.is(1)))).toThrow(message);
    expect(refused((c, x, y) => c.switch(x, { 1: () => y.is(1) }))).toThrow(message);
    expect(refused((c, x) => c.ignore(c.instance("inside_it", inner, { i: x }).o))).toThrow(message);
    expect(refused((c, x) => c.assert("claim", x.ne(0), "is not 0"))).toThrow(message);
    expect(
      refused((c, x) => {
        const m = c.memory("m", { depth: 16, type: bit, style: "registers", readDuringWrite: "old" });
        m.write("in", { address: x, data: [1], enable: 1 });
        c.ignore(...m.read("out", { address: 0 }));
      }),
    ).toThrow(message);
  });
});

describe("a signal in an expression of JavaScript", () => {
  const using = (use: (a: never, b: never) => unknown) => () =>
    elaborate(
      circuit("used", {
        inputs: { a: uint(4), b: uint(4) },
        body(c, { a, b }) {
          c.ignore(a, b);
          use(a as never, b as never);
        },
      }),
    );

  it("is refused, and what to write is said", () => {
    const message = /Signal in an expression of JavaScript: [ab]\. .*write a\.lt\(b\) for a < b/;
    for (const use of [
      (a: number, b: number) => a < b,
      (a: number, b: number) => a + b,
      (a: number) => +a,
      (a: number) => a * 2,
      (a: number) => Math.max(a, 1),
      (a: number) => `${a + 1}`,
      (a: number) => a & 1,
    ])
      expect(using(use as never)).toThrow(message);
  });

  it("is text in a message", () => {
    expect(using((a) => expect(`${a}`).toBe("a"))).not.toThrow();
  });
});

describe("names of JavaScript's own properties", () => {
  it("are names like any other", async () => {
    const record = { valueOf: uint(2), hasOwnProperty: bit };
    const inner = circuit("constructor", {
      inputs: { toString: uint(4), constructor: record, stream: { valueOf: bit } },
      outputs: { valueOf: uint(4), hasOwnProperty: record, isPrototypeOf: { stream: bit } },
      body(c, given, driven) {
        driven.valueOf.is(given.toString);
        c.drive(driven.hasOwnProperty, given.constructor);
        driven.isPrototypeOf.stream.is(given.stream.valueOf);
      },
    });
    const outer = circuit("prototype_names", {
      inputs: {
        toString: uint(4),
        pair: { constructor: uint(2), stream: bit },
        lanes: vector(2, { stream: bit }),
      },
      outputs: { valueOf: uint(4), out: record, constructor: bit, flow: stream({ stream: bit }) },
      body(c, given, driven) {
        const made = c.instance("hasOwnProperty", inner, {
          toString: given.toString,
          constructor: { valueOf: given.pair.constructor, hasOwnProperty: given.pair.stream },
          stream: { valueOf: given.lanes[0]!.stream },
        });
        driven.valueOf.is(made.valueOf);
        c.drive(driven.out, made.hasOwnProperty);
        driven.constructor.is(made.isPrototypeOf.stream);
        driven.flow.valid.is(given.lanes[1]!.stream);
        driven.flow.payload.stream.is(driven.flow.ready);
      },
    });
    const files = printVerilog(elaborate(outer));
    expect(await lint(files, "prototype_names", true)).toEqual([]);
    expect(await syntaxErrors(files)).toEqual([]);
    const sim = simulate(elaborate(inner));
    sim.poke("toString", 9);
    sim.poke("constructor_valueOf", 2);
    sim.poke("stream_valueOf", 1);
    expect([
      sim.peek("valueOf"),
      sim.peek("hasOwnProperty_valueOf"),
      sim.peek("isPrototypeOf_stream"),
    ]).toEqual([9, 2, 1]);
  });

  it("are not taken for inputs that were forgotten, nor for notes of ports", () => {
    const inner = circuit("forgotten", {
      inputs: { toString: bit },
      outputs: { y: bit },
      body: (_c, given, { y }) => y.is(given.toString),
    });
    const outer = circuit("forgetful", {
      outputs: { y: bit },
      body: (c, _given, { y }) => y.is(c.instance("x", inner, {} as never).y),
    });
    expect(() => elaborate(outer)).toThrow(/Input not connected: x.toString of forgotten/);
    expect(printVerilog(elaborate(inner))[0]!.text).not.toContain("native code");
  });
});
