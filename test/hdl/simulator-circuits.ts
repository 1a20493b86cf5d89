// Circuits and pieces of IR that the tests of the simulator share.
import { bit, circuit, uint } from "../../src/hdl/index.ts";
import type { Design, Expr, Item, Port, Type } from "../../src/hdl/ir.ts";

/** Counts while enabled, from 3, and shows when it has wrapped. */
export const counter = circuit("counter", {
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

export const bits: Type = { lo: "0", hi: "1" };
export const ref = (name: string, type: Type = bits): Expr => ({ op: "ref", name, type });
export const assign = (target: string, value: Expr) => ({ kind: "assign", target, value }) as const;
export const port = (name: string, direction: Port["direction"], type: Type = bits): Port => ({
  name,
  direction,
  type,
});
export const design = (
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
