// What the editor knows: shapes of ports, records, vectors, streams and states.
import { expect, expectTypeOf, test } from "vitest";
import {
  bit,
  circuit,
  elaborate,
  fifo,
  fork,
  join,
  type Lanes,
  type Register,
  type Signal,
  type StreamIn,
  type StreamOut,
  sint,
  stream,
  uint,
  vector,
  type Wire,
} from "../../src/hdl/index.ts";

const payload = { value: sint(8), last: bit };

test("ports, registers and instances have the shapes they were declared with", () => {
  const inner = circuit("inner", {
    inputs: { lanes: vector(2, uint(4)), pair: { a: bit, b: uint(3) } },
    outputs: { sum: uint(8), out: stream(payload) },
    body(c, { lanes, pair }, { sum, out }) {
      expectTypeOf(lanes).toEqualTypeOf<Lanes<Signal>>();
      expectTypeOf(pair).toEqualTypeOf<{ readonly a: Signal; readonly b: Signal }>();
      expectTypeOf(sum).toEqualTypeOf<Wire>();
      expectTypeOf(out).toExtend<StreamOut<typeof payload>>();
      expectTypeOf(out.payload.value).toEqualTypeOf<Wire>();
      expectTypeOf(out.ready).toEqualTypeOf<Signal>();

      const { r, v } = c.registers({ r: { type: uint(4), reset: 3 }, v: vector(2, uint(4)) });
      expectTypeOf(r).toEqualTypeOf<Register>();
      expectTypeOf(v).toEqualTypeOf<Lanes<Register>>();
      const { named } = c.signals({ named: { total: r.add(1), all: [r, 5] } });
      expectTypeOf(named.total).toEqualTypeOf<Signal>();
      expectTypeOf(named.all).toExtend<Signal[]>();

      const phase = c.states("phase", ["idle", "run"]);
      expectTypeOf(phase.go).parameter(0).toEqualTypeOf<"idle" | "run">();
      c.switch(phase, { idle: () => phase.go("run"), run: () => phase.go("idle") });

      r.next(lanes[0]!);
      v.forEach((register, i) => {
        register.next(lanes[i]!);
      });
      sum.is(named.total.add(v[0]!).add(pair.b));
      out.valid.is(pair.a);
      out.payload.value.is(0);
      out.payload.last.is(phase.is("run"));
      c.ignore(named, v, out.ready);
    },
  });
  const outer = circuit("outer", {
    inputs: { a: uint(4) },
    outputs: { y: uint(8) },
    body(c, { a }, { y }) {
      const made = c.instance("first", inner, { lanes: [a, 3], pair: { a: a.bit(0), b: 2 } });
      expectTypeOf(made.sum).toEqualTypeOf<Signal>();
      expectTypeOf(made.out).toExtend<StreamIn<typeof payload>>();
      expectTypeOf(made.out.ready).toEqualTypeOf<Wire>();
      made.out.ready.is(1);
      y.is(made.sum);
    },
  });
  expect(elaborate(outer).circuits.map((c) => c.name)).toEqual(["inner", "outer"]);
});

test("wrong shapes are refused by the compiler", () => {
  const inner = circuit("inner", { inputs: { a: uint(4), s: stream(payload) }, body: () => {} });
  circuit("outer", {
    body(c) {
      // @ts-expect-error an input is missing
      c.instance("x", inner, { a: 1 });
      // @ts-expect-error a signal is no stream
      c.instance("x", inner, { a: 1, s: 1 });
      const s = c.states("s", ["idle", "run"]);
      // @ts-expect-error no such state
      s.go("stop");
      // @ts-expect-error a type is no signal
      c.signals({ named: uint(4) }).named.add(1);
    },
  });
  // @ts-expect-error an output is driven with .is, an input cannot be
  circuit("drives", { inputs: { a: bit }, body: (_c, { a }) => a.is(1) });
  expect(inner.name).toBe("inner");
});

test("parts keep the type of their payload", () => {
  const queue = fifo("queue", payload, 4);
  expectTypeOf(queue.inputs.input.stream).toEqualTypeOf<typeof payload>();
  const spread = fork("spread", payload, 2);
  expectTypeOf(spread.outputs.output_0).toExtend<{ stream: typeof payload }>();
  const pair = join("pair", { left: { a: bit }, right: { b: uint(2) } });
  expectTypeOf(pair.outputs.output.stream.left.a).toEqualTypeOf(bit);
  expect(Object.keys(pair.inputs)).toEqual(["left", "right"]);
  expect(Object.keys(spread.outputs)).toEqual(["output_0", "output_1"]);
});
