import { describe, expect, it } from "vitest";
import {
  bit,
  circuit,
  elaborate,
  int,
  mux,
  simulate,
  sint,
  stream,
  sum,
  uint,
  vector,
} from "../../src/hdl/index.ts";

const neuron = circuit("neuron", {
  note: "One leaky neuron: halves its membrane each step, adds the current, fires at 512 and subtracts it.",
  inputs: { current: int(-128, 127) },
  outputs: { fired: bit },
  body(c, { current }, { fired }) {
    const { u } = c.registers({ u: sint(16) });
    const { next } = c.signals({ next: u.sub(u.shiftRight(1)).add(current) });
    const { over } = c.signals({ over: next.ge(512) });
    fired.is(over);
    u.next(mux(over, next.sub(512), next).saturate(u.type));
  },
});

describe("circuits", () => {
  it("elaborate to plain data with ranges from interval arithmetic", () => {
    const design = elaborate(neuron);
    expect(JSON.parse(JSON.stringify(design))).toEqual(design);
    const next = design.circuits[0]!.items.find((i) => i.kind === "signal" && i.name === "next");
    expect(next).toMatchObject({ type: { lo: "-49279", hi: "49278" } });
    expect(design.circuits[0]!.items.map((i) => i.kind)).toEqual([
      "register",
      "signal",
      "signal",
      "process",
      "process",
    ]);
  });

  it("give the same bytes for the same source", () => {
    const make = () =>
      circuit("twin", {
        inputs: { a: uint(4) },
        outputs: { y: uint(6) },
        body: (_c, { a }, { y }) => y.is(sum([a, a, a])),
      });
    expect(JSON.stringify(elaborate(make()))).toBe(JSON.stringify(elaborate(make())));
  });

  it("hold instances, streams, vectors and records", () => {
    const stage = circuit("stage", {
      inputs: { input: stream({ value: vector(2, sint(8)) }) },
      outputs: { output: stream({ total: sint(9) }) },
      body(_c, { input }, { output }) {
        output.valid.is(input.valid);
        output.payload.total.is(sum(input.payload.value));
        input.ready.is(output.ready);
      },
    });
    const pair = circuit("pair", {
      inputs: { input: stream({ value: vector(2, sint(8)) }) },
      outputs: { count: uint(8), total: sint(9) },
      body(c, { input }, { count, total }) {
        const { output } = c.instance("first", stage, { input });
        const { seen } = c.registers({ seen: uint(8) });
        output.ready.is(1);
        c.when(output.fire, () => seen.next(seen.add(1).wrap(uint(8))));
        count.is(seen);
        total.is(output.payload.total);
      },
    });
    const design = elaborate(pair);
    expect(design.circuits.map((c) => c.name)).toEqual(["stage", "pair"]);
    expect(design.circuits[1]!.ports.map((p) => `${p.direction} ${p.name}`)).toEqual([
      "in input_valid",
      "out input_ready",
      "in input_value_0",
      "in input_value_1",
      "out count",
      "out total",
    ]);
  });

  it("name shared formulas after what uses them", () => {
    const shared = circuit("shared", {
      inputs: { a: uint(4), b: uint(4) },
      outputs: { y: uint(10), z: bit },
      body(_c, { a, b }, { y, z }) {
        const product = a.mul(b);
        y.is(product.add(1));
        z.is(product.gt(7));
      },
    });
    const items = elaborate(shared).circuits[0]!.items;
    expect(items[0]).toMatchObject({ kind: "signal", name: "y_product" });
    expect(items).toHaveLength(3);
  });

  it("put signals declared inside a condition before the process that reads them", () => {
    const inside = circuit("conditional", {
      inputs: { a: uint(4), on: bit },
      outputs: { y: uint(5) },
      body(c, { a, on }, { y }) {
        c.when(on, () => {
          const { more } = c.signals({ more: a.add(1) });
          y.is(more);
        }).otherwise(() => y.is(0));
      },
    });
    expect(elaborate(inside).circuits[0]!.items.map((i) => i.kind)).toEqual(["signal", "process"]);
  });

  it("take formulas of any depth, and cut them into named pieces", () => {
    const deep = circuit("deep", {
      inputs: { a: uint(8) },
      outputs: { y: uint(8) },
      body(_c, { a }, { y }) {
        let s = a;
        for (let i = 0; i < 10_000; i++) s = s.add(1).wrap(uint(8));
        y.is(s);
      },
    });
    const design = elaborate(deep);
    expect(JSON.parse(JSON.stringify(design))).toEqual(design);
    expect(design.circuits[0]!.items.length).toBeGreaterThan(300);
    const simulator = simulate(design);
    simulator.poke("a", 7);
    expect(simulator.peek("y")).toBe((7 + 10_000) % 256);
  });

  it("connect streams leaf by leaf", () => {
    const payload = { value: vector(2, uint(4)) };
    const passing = circuit("passing", {
      inputs: { input: stream(payload) },
      outputs: { output: stream(payload) },
      body: (c, { input }, { output }) => c.connect(input, output),
    });
    const simulator = simulate(elaborate(passing));
    simulator.poke("input_value_1", 9);
    simulator.poke("input_valid", 1);
    simulator.poke("output_ready", 1);
    expect(["output_value_1", "output_valid", "input_ready"].map((p) => simulator.peek(p))).toEqual([
      9, 1, 1,
    ]);
  });

  it("keep what the ranges decide", () => {
    const known = circuit("known", {
      inputs: { a: uint(4) },
      outputs: { y: uint(2) },
      body(c, { a }, { y }) {
        const { certain } = c.signals({ certain: a.le(15) });
        y.is(certain.not().add(a.gt(15)).add(1).as(uint(2)));
        c.ignore(a);
      },
    });
    const { items } = elaborate(known).circuits[0]!;
    expect(items).toMatchObject([{ kind: "process", body: [{ value: { op: "const", value: "1" } }] }]);
  });

  it("assert that a narrowed value fits where it is assigned", () => {
    const modulo = circuit("modulo", {
      outputs: { y: int(0, 9) },
      body(c, _in, { y }) {
        const { n } = c.registers({ n: int(0, 9) });
        c.when(n.eq(9), () => n.next(0)).otherwise(() => n.next(n.mul(2).narrow(n.type)));
        y.is(n);
      },
    });
    const items = elaborate(modulo).circuits[0]!.items;
    expect(items.find((i) => i.kind === "assert")).toMatchObject({ name: "n_fits" });
  });
});
