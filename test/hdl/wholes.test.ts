// Records and vectors as wholes, lanes chosen by a signal, bits driven apart, shifts by a signal, several values a case.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Body,
  bit,
  type Circuit,
  circuit,
  elaborate,
  HdlError,
  index,
  int,
  mux,
  printVerilog,
  type Signal,
  type Simulator,
  select,
  simulate,
  sint,
  stream,
  type Type,
  uint,
  vector,
} from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

async function toolsAccept(top: Circuit): Promise<void> {
  const files = printVerilog(elaborate(top));
  expect(await lint(files, top.name, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
}

const started = (top: Circuit): Simulator => {
  const sim = simulate(elaborate(top), { seed: 3 });
  sim.reset();
  return sim;
};

const pokeAll = (sim: Simulator, values: Readonly<Record<string, number>>) => {
  for (const [name, value] of Object.entries(values)) sim.poke(name, value);
};

const sample = { on: bit, pair: vector(2, int(-4, 3)), inner: { far: uint(3) } };

describe("records and vectors", () => {
  const whole = circuit("whole", {
    inputs: { a: sample, b: sample, pick: bit, clear: bit, three: index(3) },
    outputs: { chosen: sample, kept: sample, of_three: sample, doubled: sample },
    body(c, { a, b, pick, clear, three }, { chosen, kept, of_three, doubled }) {
      c.drive(chosen, mux(pick, a, b));
      const state = c.register("state", sample, { reset: { on: 1, pair: [3, -4], inner: { far: 5 } } });
      c.when(clear, () => c.next(state, 0)).otherwise(() => c.next(state, mux(pick, state, a)));
      c.drive(kept, state);
      c.drive(of_three, select(three, [a, b, state]));
      const { joined } = c.wires({ joined: sample });
      c.drive(joined, mux(pick, 0, a));
      const same = circuit("same", {
        inputs: { given: sample },
        outputs: { taken: sample },
        body: (inner, { given }, { taken }) => inner.drive(taken, given),
      });
      c.drive(doubled, c.instance("copy", same, { given: mux(clear, joined, 1) }).taken);
    },
  });
  const fields = ["on", "pair_0", "pair_1", "inner_far"];
  const shown = (sim: Simulator, name: string) => fields.map((f) => sim.peek(`${name}_${f}`));

  it("are driven, chosen, held, reset and connected as wholes", async () => {
    await toolsAccept(whole);
    const sim = started(whole);
    expect(shown(sim, "kept")).toEqual([1, 3, -4, 5]);
    fields.forEach((f, i) => {
      pokeAll(sim, { [`a_${f}`]: [1, 2, -3, 6][i]!, [`b_${f}`]: [0, -4, 1, 7][i]! });
    });
    expect(shown(sim, "chosen")).toEqual([0, -4, 1, 7]);
    expect(shown(sim, "doubled")).toEqual([1, 1, 1, 1]);
    sim.poke("three", 2);
    expect(shown(sim, "of_three")).toEqual([1, 3, -4, 5]);
    sim.step();
    expect(shown(sim, "kept")).toEqual([1, 2, -3, 6]);
    pokeAll(sim, { pick: 1, clear: 1 });
    expect(shown(sim, "chosen")).toEqual([1, 2, -3, 6]);
    expect(shown(sim, "doubled")).toEqual([0, 0, 0, 0]);
    sim.step();
    expect(shown(sim, "kept")).toEqual([0, 0, 0, 0]);
  });

  it("of other shapes are refused by name", () => {
    const wrong = (
      body: (c: Body, a: Signal, lanes: Signal[], y: { x: Signal; lanes: Signal[] }) => void,
    ) => {
      const bad = circuit("bad", {
        inputs: { a: bit, lanes: vector(2, bit) },
        outputs: { y: { x: bit, lanes: vector(2, bit) } },
        body: (c, { a, lanes }, { y }) => body(c, a, lanes, y),
      });
      return () => elaborate(bad);
    };
    expect(wrong((c, a, _l, y) => c.drive(y, a))).toThrow(
      /Different shapes: the target is a record or vector, and the single signal a is given/,
    );
    expect(wrong((c, a, _l, y) => c.drive(y, { x: a }))).toThrow(/lanes on one side only/);
    expect(wrong((c, a, l, y) => c.drive(y, { x: a, lanes: [...l, a] }))).toThrow(
      /Different shapes: lanes has 2 on one side only/,
    );
    expect(wrong((_c, a, l) => void mux(a, l, [a]))).toThrow(/Different shapes: mux has 1 on one side only/);
    expect(wrong((_c, a, l) => void mux(a, l, a as never))).toThrow(/the single signal a beside a record/);
    expect(wrong((c, _a, _l, y) => c.next(y, 0))).toThrow(/Not a register: y_x. A wire takes c.drive/);
    expect(
      wrong((c, a) => void c.register("r", { p: bit }, { reset: { q: 1 } as never, enable: a })),
    ).toThrow(/reset of r has no field q; fields: p/);
    expect(wrong((c) => void c.register("r", vector(2, bit), { reset: [1] }))).toThrow(/needs a list of 2/);
  });

  it("are words of a memory", async () => {
    const word = { tag: int(-3, 2), data: vector(2, uint(5)), ok: bit, none: int(7, 7) };
    const table = (style: "block" | "registers") =>
      circuit(`table_${style}`, {
        inputs: { at: uint(2), write: bit, data: word },
        outputs: { read: word },
        body(c, { at, write, data }, { read }) {
          const memory = c.memory("words", {
            depth: 4,
            word,
            style,
            readDuringWrite: "old",
            initial: [0, 1, 2, 3].map((n) => ({ tag: n - 3, data: [n, n + 8], ok: n % 2, none: 7 })),
          });
          memory.write("in", { address: at, data, enable: write });
          c.drive(read, memory.read("out", { address: at }));
        },
      });
    for (const style of ["block", "registers"] as const) {
      await toolsAccept(table(style));
      const sim = started(table(style));
      const look = () => ["tag", "data_0", "data_1", "ok"].map((f) => sim.peek(`read_${f}`));
      sim.poke("at", 3);
      sim.step();
      expect(look()).toEqual([0, 3, 11, 1]);
      pokeAll(sim, { write: 1, data_tag: -3, data_data_0: 31, data_data_1: 9, data_ok: 0, at: 1 });
      sim.step(2);
      expect(look()).toEqual([-3, 31, 9, 0]);
    }
  });
});

describe("a lane chosen by a signal", () => {
  const chosen = circuit("chosen_lane", {
    inputs: { which: index(3), value: uint(4), write: bit, cell: { x: bit, y: uint(2) } },
    outputs: { read: uint(4), all: vector(3, uint(4)), one_hot: vector(3, bit), cell_read: uint(2) },
    body(c, { which, value, write, cell }, { read, all, one_hot, cell_read }) {
      const { file } = c.registers({ file: vector(3, uint(4)) });
      c.when(write, () => file.at(which).next(value));
      read.is(file.at(which));
      c.drive(all, file);
      for (const lane of one_hot) lane.otherwise(0);
      one_hot.at(which).is(1);
      const cells = c.register("cells", vector(3, { x: bit, y: uint(2) }));
      c.next(cells.at(which), cell);
      cell_read.is(mux(cells.at(which).x, cells.at(which).y, 0));
      expect(file.at(-1)).toBe(file[2]);
    },
  });

  it("is read and driven, the others hold", async () => {
    await toolsAccept(chosen);
    const sim = started(chosen);
    const model = [0, 0, 0];
    [
      [1, 9, 1],
      [2, 5, 1],
      [0, 3, 0],
      [1, 7, 1],
      [0, 12, 1],
    ].forEach(([which, value, write]) => {
      pokeAll(sim, { which: which!, value: value!, write: write!, cell_x: 1, cell_y: which! });
      expect(sim.peek("read")).toBe(model[which!]);
      expect([0, 1, 2].map((i) => sim.peek(`one_hot_${i}`))).toEqual(
        [0, 1, 2].map((i) => Number(i === which)),
      );
      sim.step();
      if (write) model[which!] = value!;
      expect([0, 1, 2].map((i) => sim.peek(`all_${i}`))).toEqual(model);
      expect(sim.peek("cell_read")).toBe(which);
    });
  });

  it("must lie within the lanes", () => {
    const bad = circuit("beyond", {
      inputs: { which: uint(2), lanes: vector(3, bit) },
      outputs: { y: bit },
      body: (_c, { which, lanes }, { y }) => y.is(lanes.at(which)),
    });
    expect(() => elaborate(bad)).toThrow(/which is 0 to 3, and there are 3 values/);
  });
});

describe("bits driven apart", () => {
  const parts = circuit("parts", {
    inputs: { low: uint(4), high: uint(3), sign: bit, load: bit },
    outputs: { word: sint(8), kept: uint(8) },
    body(c, { low, high, sign, load }, { word, kept }) {
      word.bits(3, 0).is(low);
      c.when(load, () => word.bits(6, 4).is(high)).otherwise(() => word.bits(6, 4).is(0));
      word.bit(7).is(sign);
      const { r } = c.registers({ r: { type: uint(8), reset: 0xf0 } });
      c.when(load, () => r.bits(3, 0).next(low));
      c.when(sign, () => r.bit(6).next(0));
      kept.is(r);
    },
  });

  it("give the word that they are side by side; of a register the rest holds", async () => {
    await toolsAccept(parts);
    const sim = started(parts);
    pokeAll(sim, { low: 10, high: 5, sign: 1, load: 1 });
    expect(sim.peek("word")).toBe(-128 + 80 + 10);
    expect(sim.peek("kept")).toBe(0xf0);
    sim.step();
    expect(sim.peek("kept")).toBe(0xba);
    pokeAll(sim, { load: 0, sign: 0 });
    expect(sim.peek("word")).toBe(10);
    sim.step();
    expect(sim.peek("kept")).toBe(0xba);
  });

  it("overlapping, missing or of an odd range are errors", () => {
    const wrong = (type: Type, body: (y: import("../../src/hdl/index.ts").Wire) => void) => () =>
      elaborate(circuit("bad", { outputs: { y: type }, body: (_c, _i, { y }) => body(y as never) }));
    expect(
      wrong(uint(8), (y) => {
        y.bits(4, 0).is(1);
        y.bits(7, 4).is(1);
      }),
    ).toThrow(/bits 7 to 4 of y overlap bits 4 to 0/);
    expect(wrong(uint(8), (y) => y.bits(4, 2).is(1))).toThrow(/Undriven bits: bits 7 to 5 of y/);
    expect(wrong(int(0, 9), (y) => y.bits(1, 0).is(1))).toThrow(/Range is no whole number of bits/);
    expect(wrong(uint(4), (y) => y.bits(4, 0).is(1))).toThrow(/Index out of bounds/);
  });
});

describe("shifts by a signal", () => {
  it("are those by its value, for any range of both", () => {
    const range = fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }));
    const amounts = fc.tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 13 }));
    fc.assert(
      fc.property(range, amounts, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (r, n, picks) => {
        const [lo, hi] = [Math.min(...r), Math.max(...r)];
        const [least, most] = [Math.min(...n), Math.max(...n)];
        let types: Record<string, { lo: bigint; hi: bigint }> = {};
        const top = circuit("shifted", {
          inputs: { a: int(lo, hi), by: int(least, most) },
          outputs: { left: sint(40), right: sint(40) },
          body(_c, { a, by }, { left, right }) {
            const [l, s] = [a.shiftLeft(by), a.shiftRight(by)];
            types = { left: l.range, right: s.range };
            left.is(l);
            right.is(s);
          },
        });
        const sim = simulate(elaborate(top));
        const ends = (f: (a: number, by: number) => number) => {
          const all = [lo, hi].flatMap((a) => [least, most].map((by) => f(a, by)));
          return { lo: BigInt(Math.min(...all)), hi: BigInt(Math.max(...all)) };
        };
        expect(types).toEqual({ left: ends((a, by) => a * 2 ** by), right: ends((a, by) => a >> by) });
        for (const pick of picks) {
          const a = lo + (pick % (hi - lo + 1));
          const by = least + (Math.floor(pick / 1024) % (most - least + 1));
          pokeAll(sim, { a, by });
          expect([sim.peek("left"), sim.peek("right")]).toEqual([a * 2 ** by, a >> by]);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it("read well in every tool", async () => {
    const top = circuit("barrel", {
      inputs: { a: uint(8), by: index(6) },
      outputs: { y: uint(13), z: uint(8) },
      body(_c, { a, by }, { y, z }) {
        y.is(a.shiftLeft(by));
        z.is(a.shiftRight(by));
      },
    });
    await toolsAccept(top);
    expect(() =>
      elaborate(
        circuit("negative", {
          inputs: { a: bit, by: int(-1, 2) },
          outputs: { y: bit },
          body: (_c, { a, by }, { y }) => y.is(a.shiftRight(by)),
        }),
      ),
    ).toThrow(/Shift out of bounds: a by by, which is -1 to 2/);
  });
});

describe("the cases of a switch", () => {
  const cases = (given: unknown) =>
    circuit("cases", {
      inputs: { x: sint(64) },
      outputs: { y: uint(3) },
      body: (c, { x }, { y }) =>
        c.switch(x, typeof given === "function" ? given(y) : (given as never), () => y.is(0)),
    });

  it("may have several values, of any size", async () => {
    const top = cases((y: import("../../src/hdl/index.ts").Wire) => [
      [[1, 2, -3], () => y.is(1)],
      [9007199254740993n, () => y.is(2)],
      [4, () => y.is(3)],
    ]);
    await toolsAccept(top);
    const sim = started(top);
    const found = [1n, 2n, -3n, 3n, 4n, 9007199254740992n, 9007199254740993n].map((v) => {
      sim.poke("x", v);
      return sim.peek("y");
    });
    expect(found).toEqual([1, 1, 1, 0, 3, 0, 2]);
  });

  it("are exact as keys too, and nothing but whole numbers", () => {
    const keyed = (key: string) =>
      cases((y: import("../../src/hdl/index.ts").Wire) => ({ [key]: () => y.is(1) }));
    const sim = started(keyed("9007199254740993"));
    sim.poke("x", 9007199254740992n);
    expect(sim.peek("y")).toBe(0);
    sim.poke("x", 9007199254740993n);
    expect(sim.peek("y")).toBe(1);
    for (const key of ["", "1.5", "0x10", "1e3", " 1", "01", "a"]) {
      const error = (() => {
        try {
          elaborate(keyed(key));
        } catch (e) {
          return e;
        }
      })();
      expect(error).toBeInstanceOf(HdlError);
      expect((error as HdlError).message).toContain(`Case is not an exact integer: "${key}" of x`);
      expect((error as HdlError).place).toMatch(/wholes\.test\.ts/);
    }
    expect(() => elaborate(cases([[2 ** 60, () => {}]]))).toThrow(/not an exact integer/);
  });

  it("are states too, several at once", () => {
    const machine = circuit("machine", {
      inputs: { go: bit },
      outputs: { busy: bit, sent: stream({ value: bit }) },
      body(c, { go }, { busy, sent }) {
        const phase = c.states("phase", ["idle", "load", "run"]);
        c.switch(phase, [
          ["idle", () => c.when(go, () => phase.go("load"))],
          [
            ["load", "run"],
            () => c.when(phase.is("load"), () => phase.go("run")).otherwise(() => phase.go("idle")),
          ],
        ]);
        busy.is(phase.is("idle").not());
        sent.valid.is(phase.is("run"));
        sent.payload.value.is(sent.ready);
      },
    });
    const sim = started(machine);
    sim.poke("go", 1);
    const seen = [0, 1, 2, 3].map(() => {
      const state = sim.peekState("phase");
      sim.step();
      return state;
    });
    expect(seen).toEqual(["idle", "load", "run", "idle"]);
  });
});
