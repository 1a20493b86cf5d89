// Circuits that claim something at every position that a claim can stand in.
import {
  type Body,
  bit,
  type Circuit,
  circuit,
  index,
  int,
  mux,
  type Signal,
  select,
  uint,
  type Wire,
} from "../../src/hdl/index.ts";

type Inputs = { a: Signal; b: Signal; on: Signal };

/** A circuit that says something about a and b (0 to 200) under `on`. */
export const claiming = (body: (c: Body, inputs: Inputs, y: Wire) => void): Circuit =>
  circuit("claiming", {
    inputs: { a: int(0, 200), b: int(0, 200), on: bit },
    outputs: { y: uint(9) },
    body: (c, inputs, { y }) => body(c, inputs, y),
  });

export const byte = uint(8);
const small = index(4);

const taker = circuit("taker", {
  inputs: { given: byte },
  outputs: { taken: byte },
  body: (c, { given }, { taken }) => c.drive(taken, given),
});

const passing = circuit("passing", {
  inputs: { none: int(0, 0), given: bit },
  outputs: { taken: bit },
  body: (c, { none, given }, { taken }) => c.drive(taken, given.or(none)),
});

/** Every position that a claim can stand in; each is taken where `on` is 1, or always. */
export const positions: Record<
  string,
  { readonly always?: true; readonly body: Parameters<typeof claiming>[0] }
> = {
  "an assigned value": { always: true, body: (_c, { a, b, on }, y) => y.is(a.add(b).narrow(byte).add(on)) },
  "the arm of a mux": { body: (_c, { a, b, on }, y) => y.is(mux(on, a.add(b).narrow(byte), 0)) },
  "the other arm": { body: (_c, { a, b, on }, y) => y.is(mux(on.not(), 0, a.add(b).narrow(byte))) },
  "an arm of a select": { body: (_c, { a, b, on }, y) => y.is(select(on, [0, a.add(b).narrow(byte)])) },
  "a comparison that ranges decide": {
    always: true,
    body: (_c, { a, b, on }, y) => y.is(mux(a.add(b).narrow(byte).lt(256), on, 0)),
  },
  "an arm of what has one value": {
    body: (_c, { a, b, on }, y) => y.is(mux(on, a.add(b).shiftRight(8).narrow(int(0, 0)), 0)),
  },
  "a factor of what has one value": {
    always: true,
    body: (_c, { a, b, on }, y) => y.is(a.add(b).shiftRight(8).narrow(int(0, 0)).mul(on)),
  },
  "a named value of one value": {
    always: true,
    body: (c, { a, b, on }, y) => y.is(c.signal("none", a.add(b).shiftRight(8).narrow(int(0, 0))).add(on)),
  },
  "what a port of one value is given": {
    always: true,
    body: (c, { a, b, on }, y) =>
      y.is(c.instance("k", passing, { none: a.add(b).shiftRight(8).narrow(int(0, 0)), given: on }).taken),
  },
  "an arm in an arm": {
    body: (_c, { a, b, on }, y) => y.is(mux(on, mux(b.ge(0), a.add(b).narrow(byte).add(1), 3), 2)),
  },
  "an addend": { always: true, body: (_c, { a, b, on }, y) => y.is(on.add(a.add(b).narrow(byte))) },
  "the operand of a comparison": {
    always: true,
    body: (_c, { a, b, on }, y) => y.is(a.add(b).narrow(byte).lt(on)),
  },
  "the index of a select": {
    always: true,
    body: (_c, { a, b, on }, y) => y.is(select(a.add(b).shiftRight(6).narrow(small), [1, 2, 3, on])),
  },
  "the address of a read": {
    body(c, { a, b, on }, y) {
      const m = c.memory("m", { depth: 4, type: byte, style: "registers", readDuringWrite: "old" });
      m.write("in", { address: b.bits(1, 0), data: [a], enable: 1 });
      y.is(m.read("out", { address: a.add(b).shiftRight(6).narrow(small), enable: on })[0]!);
    },
  },
  "the address of a write": {
    body(c, { a, b, on }, y) {
      const m = c.memory("m", { depth: 4, type: byte, style: "registers", readDuringWrite: "old" });
      m.write("in", { address: a.add(b).shiftRight(6).narrow(small), data: [1], enable: on });
      y.is(m.read("out", { address: a.bits(1, 0) })[0]!);
    },
  },
  "the data of a write": {
    body(c, { a, b, on }, y) {
      const m = c.memory("m", { depth: 4, type: byte, style: "registers", readDuringWrite: "old" });
      m.write("in", { address: b.bits(1, 0), data: [a.add(b).narrow(byte)], enable: on });
      y.is(m.read("out", { address: a.bits(1, 0) })[0]!);
    },
  },
  "an input of an instance": {
    always: true,
    body: (c, { a, b, on }, y) =>
      y.is(c.instance("inner", taker, { given: a.add(b).narrow(byte) }).taken.add(on)),
  },
  "the condition of a when": {
    always: true,
    body: (c, { a, b, on }, y) =>
      c.when(a.add(b).narrow(byte).gt(on), () => y.is(1)).otherwise(() => y.is(0)),
  },
  "what a switch is on": {
    always: true,
    body: (c, { a, b, on }, y) => c.switch(a.add(b).narrow(byte), { 1: () => y.is(on) }, () => y.is(0)),
  },
  "a value under a condition": {
    body: (c, { a, b, on }, y) => c.when(on, () => y.is(a.add(b).narrow(byte))).otherwise(() => y.is(0)),
  },
  "a named signal under a condition": {
    body(c, { a, b, on }, y) {
      y.otherwise(0);
      c.when(on, () => y.is(c.signal("total", a.add(b).narrow(byte))));
    },
  },
  "a default": {
    always: true,
    body(c, { a, b, on }, y) {
      y.otherwise(a.add(b).narrow(byte));
      c.when(on, () => y.is(0));
    },
  },
  "a register's next value": {
    body(c, { a, b, on }, y) {
      const { r } = c.registers({ r: byte });
      c.when(on, () => r.next(a.add(b).narrow(byte)));
      y.is(r);
    },
  },
  "an asserted condition": {
    always: true,
    body(c, { a, b, on }, y) {
      c.assert("holds", a.add(b).narrow(byte).ge(0).or(a.add(b).narrow(byte).lt(300)).and(1), "never fails");
      c.assert("seen", a.add(b).narrow(byte).ne(on).or(on.not()).or(a.ne(1)), "is not 1");
      y.is(on);
    },
  },
};
