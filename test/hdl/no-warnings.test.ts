// Circuits in which something is always the same: no tool has anything to say about them.
import { expect, it } from "vitest";
import {
  bit,
  circuit,
  concat,
  constant,
  elaborate,
  mux,
  printVerilog,
  select,
  sint,
  uint,
} from "../../src/hdl/index.ts";
import { cleanText } from "./lint.ts";

it.each([1, 3])("a memory of %i lanes that is never read", async (lanes) => {
  const unread = circuit("unread", {
    inputs: { at: uint(4), store: bit, x: sint(5) },
    outputs: { y: sint(5) },
    body(c, { at, store, x }, { y }) {
      const data = Array.from({ length: lanes }, () => x);
      const options = { depth: 16, lanes, type: sint(5), style: "block", readDuringWrite: "never" } as const;
      const memory = c.memory("m", options);
      memory.write("put", { address: at, data, enable: store });
      const word = memory.read("get", { address: at, enable: 0 });
      y.is(word.at(-1)!);
      c.ignore(word);
    },
  });
  expect(await cleanText(elaborate(unread))).not.toContain("reg ");
});

it("one of two ports never reads", async () => {
  const half = circuit("half", {
    inputs: { at: uint(4), store: bit, x: uint(5) },
    outputs: { y: uint(6) },
    body(c, { at, store, x }, { y }) {
      const memory = c.memory("m", {
        depth: 16,
        type: uint(5),
        style: "block",
        readDuringWrite: "undefined",
      });
      memory.write("put", { address: at, data: [x], enable: store });
      const [never] = memory.read("never", { address: at, enable: 0 });
      const [always] = memory.read("always", { address: at });
      y.is(never!.add(always!));
    },
  });
  const text = await cleanText(elaborate(half));
  expect(text).not.toContain("never");
  expect(text).toContain("m_always <= m[at];");
});

it("a port whose enable is found to be 0 only in the text", async () => {
  const off = circuit("off", {
    inputs: { at: uint(4), store: bit, x: uint(5) },
    outputs: { y: uint(6) },
    body(c, { at, store, x }, { y }) {
      const { enable } = c.wires({ enable: bit });
      enable.otherwise(0);
      const memory = c.memory("m", { depth: 16, type: uint(5), style: "block", readDuringWrite: "never" });
      memory.write("put", { address: at, data: [x], enable: store });
      const [never] = memory.read("never", { address: at, enable });
      y.is(never!.add(1));
    },
  });
  expect(await cleanText(elaborate(off))).toContain("wire [4:0] m_never = 5'd0;");
});

it("a wire that only its default drives, in comparisons and as a condition", async () => {
  const still = circuit("still", {
    inputs: { x: uint(4), z: sint(4) },
    outputs: { a: bit, b: bit, d: bit, e: uint(4) },
    body(c, { x, z }, { a, b, d, e }) {
      const { zero, ones } = c.wires({ zero: uint(4), ones: uint(4) });
      zero.otherwise(0);
      ones.otherwise(15);
      a.is(zero.le(x).and(x.lt(zero)));
      b.is(x.gt(ones).or(x.le(ones)));
      d.is(mux(zero.eq(0), z.lt(zero), z.ge(ones)));
      e.is(x);
      c.when(zero.gt(x), () => {}).otherwise(() => {});
    },
  });
  await cleanText(elaborate(still));
});

it("saturating what a wider type cannot make wider", async () => {
  const clamped = circuit("clamped", {
    inputs: { a: bit, x: uint(3), z: sint(3) },
    outputs: { p: bit, q: uint(3), r: sint(3), s: uint(2) },
    body(_c, { a, x, z }, { p, q, r, s }) {
      p.is(a.as(uint(13)).saturate(bit));
      q.is(x.as(sint(13)).saturate(uint(3)));
      r.is(z.as(sint(9)).as(sint(12)).saturate(sint(3)));
      s.is(x.as(uint(13)).saturate(uint(2)));
    },
  });
  const text = await cleanText(elaborate(clamped));
  expect(text).toContain("assign p = a;");
  expect(text).toContain("assign q = x;");
  expect(printVerilog(elaborate(clamped))).toHaveLength(1);
});

it("a choice between equal values, of any number", async () => {
  const same = circuit("same", {
    inputs: { which: uint(2), x: uint(4) },
    outputs: { by_bit: bit, by_number: bit },
    body(c, { which, x }, out) {
      const { none } = c.wires({ none: uint(4) });
      none.otherwise(0);
      out.by_bit.is(x.lt(mux(which.bit(0), none, 0)));
      out.by_number.is(x.lt(select(which, [none, 0, none, 0])));
    },
  });
  const text = await cleanText(elaborate(same));
  expect(text).toContain("assign by_bit = 1'b0;");
  expect(text).toContain("assign by_number = 1'b0;");
});

it("an output of a circuit inside, two levels down", async () => {
  const never = circuit("never", {
    inputs: { x: uint(4) },
    outputs: { y: uint(4), z: uint(4) },
    body(c, { x }, { y, z }) {
      const { none } = c.wires({ none: uint(4) });
      none.otherwise(0);
      y.is(none);
      z.is(x);
    },
  });
  const between = circuit("between", {
    inputs: { x: uint(4) },
    outputs: { y: uint(4), z: uint(4) },
    body(c, { x }, out) {
      c.drive(out, c.instance("inner", never, { x }));
    },
  });
  const outside = circuit("outside", {
    inputs: { x: uint(4) },
    outputs: { less: bit, more: bit },
    body(c, { x }, { less, more }) {
      const { y, z } = c.instance("outer", between, { x });
      less.is(x.lt(y));
      more.is(x.lt(z));
    },
  });
  const text = await cleanText(elaborate(outside));
  expect(text).toContain("assign less = 1'b0;");
  expect(text).toContain("assign more = (x < outer_z);");
});

it("addresses that are always the same", async () => {
  const still = circuit("still", {
    inputs: { at: uint(2), store: bit, x: uint(5) },
    outputs: { y: uint(5), z: uint(5) },
    body(c, { at, store, x }, { y, z }) {
      const options = { depth: 4, type: uint(5), style: "block", readDuringWrite: "old" } as const;
      const written = c.memory("written", options);
      written.write("put", { address: 2, data: [x], enable: store });
      const [anywhere] = written.read("get", { address: at });
      const both = c.memory("both", options);
      both.write("put", { address: 1, data: [x], enable: store });
      const [one] = both.read("get", { address: 1 });
      y.is(anywhere!);
      z.is(one!);
    },
  });
  expect(await cleanText(elaborate(still))).toContain("if (store) written[written_put_address] <= x;");
});

it("what is compared with itself under another name", async () => {
  const itself = circuit("itself", {
    inputs: { x: uint(4), b: bit },
    outputs: { y: uint(6), z: bit },
    body(c, { x, b }, { y, z }) {
      const { wide, copy } = c.signals({ wide: x.as(uint(6)), copy: b.eq(1) });
      const bits = [
        x.lt(wide),
        wide.ge(x),
        b.lt(copy),
        copy.gt(b.not().not()),
        mux(b, 1, 0).ne(copy),
        copy.and(constant(1, bit)).le(b),
      ];
      const { less } = c.signals({ less: b.eq(1).lt(b) });
      y.is(concat(...bits));
      z.is(less.gt(x));
    },
  });
  const text = await cleanText(elaborate(itself));
  expect(text).toContain("assign y = 6'd17;");
  expect(text).toContain("assign z = 1'b0;");
});
