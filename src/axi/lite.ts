// An AXI4-Lite subordinate: one write and one read at a time become accesses of registers.
import { all, bit, circuit, mux, uint } from "../hdl/index.ts";

/** Answers of a subordinate. */
export const OKAY = 0;
export const SLVERR = 2;

/**
 * Words of 32 bits. A write is offered for one cycle, once its address and its data have come; a read for one cycle too.
 * Whoever has the registers says in that cycle what is read, and whether the access is refused (SLVERR).
 */
export function axiLite(name: string, addressBits: number) {
  const word = uint(addressBits - 2);
  return circuit(name, {
    note: "AXI4-Lite subordinate: one write and one read at a time. What is refused is answered with SLVERR.",
    inputs: {
      awvalid: bit,
      awaddr: uint(addressBits),
      wvalid: bit,
      wdata: uint(32),
      wstrb: uint(4),
      bready: bit,
      arvalid: bit,
      araddr: uint(addressBits),
      rready: bit,
      write_refused: bit,
      read_refused: bit,
      value: uint(32),
    },
    outputs: {
      awready: bit,
      wready: bit,
      bvalid: bit,
      bresp: uint(2),
      arready: bit,
      rvalid: bit,
      rdata: uint(32),
      rresp: uint(2),
      write: { valid: bit, word, data: uint(32), strobes: uint(4) },
      read: { valid: bit, word },
    },
    body(c, input, out) {
      c.note("Address and data of a write come in any order; each waits for the other.");
      const { addressed, filled, answered } = c.registers({ addressed: bit, filled: bit, answered: bit });
      const { address, data, strobes, failed } = c.registers({
        address: { type: word, reset: null },
        data: { type: uint(32), reset: null },
        strobes: { type: uint(4), reset: null },
        failed: { type: bit, reset: null },
      });
      const { writes } = c.signals({ writes: all(addressed, filled, answered.not()) });
      out.awready.is(addressed.not());
      out.wready.is(filled.not());
      c.when(writes, () => {
        addressed.next(0);
        filled.next(0);
        answered.next(1);
        failed.next(input.write_refused);
      }).otherwise(() => {
        c.when(all(input.awvalid, addressed.not()), () => {
          addressed.next(1);
          address.next(input.awaddr.bits(addressBits - 1, 2));
        });
        c.when(all(input.wvalid, filled.not()), () => {
          filled.next(1);
          data.next(input.wdata);
          strobes.next(input.wstrb);
        });
        c.when(all(answered, input.bready), () => answered.next(0));
      });
      c.drive(out.write, { valid: writes, word: address, data, strobes });
      out.bvalid.is(answered);
      out.bresp.is(mux(failed, SLVERR, OKAY));

      c.note("A read is answered from registers: no way leads from an input straight to an output.");
      const { holds } = c.registers({ holds: bit });
      const { found, wrong } = c.registers({
        found: { type: uint(32), reset: null },
        wrong: { type: bit, reset: null },
      });
      const { reads } = c.signals({ reads: all(input.arvalid, holds.not()) });
      out.arready.is(holds.not());
      c.when(reads, () => {
        holds.next(1);
        found.next(input.value);
        wrong.next(input.read_refused);
      }).elsewhen(input.rready, () => holds.next(0));
      c.drive(out.read, { valid: reads, word: input.araddr.bits(addressBits - 1, 2) });
      out.rvalid.is(holds);
      out.rdata.is(found);
      out.rresp.is(mux(wrong, SLVERR, OKAY));
      c.ignore(input.awaddr, input.araddr);
    },
  });
}
