// Small circuits that the simulation tests run.
import { bit, circuit, elaborate, fifo, mux, sint, stream, uint } from "../../src/hdl/index.ts";
import { benchOf } from "../../src/simulate/index.ts";

const pair = { small: sint(7), middle: uint(13), large: sint(40), full: uint(64) };
const queue = fifo("totals_queue", pair, 4);

/** Fields of every storage size, behind a FIFO; a monitor, flags, states and an assertion. */
export const totals = elaborate(
  circuit("totals", {
    note: "Adds up the small, middle and large number of an item and an offset.",
    inputs: { item: stream(pair), config: stream({ offset: sint(32) }) },
    outputs: {
      total: stream({ sum: sint(43), full: uint(64), early: bit }),
      taken_valid: bit,
      taken_large: sint(40),
      offset_now: sint(32),
      beats: uint(32),
    },
    body(c, { item, config }, { total, taken_valid, taken_large, offset_now, beats }) {
      const phase = c.states("phase", ["waiting", "configured"], { final: ["configured"] });
      const { offset, count } = c.registers({ offset: sint(32), count: uint(32) });
      config.ready.is(1);
      c.when(config.fire, () => {
        offset.next(config.payload.offset);
        phase.go("configured");
      });
      const { output: queued } = c.instance("queue", queue, { input: item });
      queued.ready.is(total.ready);
      total.valid.is(queued.valid);
      const { small, middle, large, full } = queued.payload;
      total.payload.sum.is(small.add(middle).add(large).add(offset));
      total.payload.full.is(full);
      total.payload.early.is(phase.is("waiting"));
      c.when(total.fire, () => count.next(count.add(1).wrap(uint(32))));
      taken_valid.is(total.fire);
      taken_large.is(large);
      offset_now.is(offset);
      beats.is(count);
      c.assert("offset_is_legal", offset.ne(-1), "the offset must not be -1");
    },
  }),
);

export const totalsBench = benchOf(totals);

/** Ports of no stream, narrow and wide, beside a stream that leaves in two. */
export const levels = elaborate(
  circuit("levels", {
    note: "Adds a gain to what streams by, and follows a wide input.",
    inputs: { item: stream({ value: uint(8) }), gain: sint(5), wide: uint(40) },
    outputs: {
      even: stream({ value: sint(10) }),
      odd: stream({ value: sint(10) }),
      gain_before: sint(5),
      inverse: uint(40),
    },
    body(c, { item, gain, wide }, { even, odd, gain_before, inverse }) {
      const { last } = c.registers({ last: sint(5) });
      last.next(gain);
      gain_before.is(last);
      inverse.is(wide.not());
      const isOdd = item.payload.value.bit(0);
      for (const [out, mine] of [
        [even, isOdd.not()],
        [odd, isOdd],
      ] as const) {
        out.valid.is(item.valid.and(mine));
        out.payload.value.is(item.payload.value.add(gain));
      }
      item.ready.is(mux(isOdd, odd.ready, even.ready));
    },
  }),
);

const field = (port: string, width: number, signed = false) => ({ port, width, signed });

/** Verilog that does as the first word says: passes it on, stops, loops forever, oscillates, prints. */
export const troubleVerilog = `module trouble (
    input  wire       clk, rst,
    input  wire       in_valid,
    output wire       in_ready,
    input  wire [7:0] in_word,
    output reg        out_valid,
    input  wire       out_ready,
    output reg  [7:0] out_word
);
    reg [7:0] table_ [0:3];
    initial $readmemh("table.hex", table_);
    assign in_ready = !out_valid | out_ready;
    reg oscillate;
    wire ring = oscillate & !ring;
    integer i;
    always @(posedge clk) begin
        oscillate <= 0;
        if (in_ready) begin
            out_valid <= in_valid;
            out_word  <= in_word < 4 ? table_[in_word[1:0]] : in_word ^ {7'b0, ring};
        end
        if (in_valid & in_ready) begin
            if (in_word == 10) $fatal(1, "word ten");
            if (in_word == 11) begin i = 0; while (in_word == 11) i = i ^ 1; end
            if (in_word == 12) oscillate <= 1;
            if (in_word == 13) $display("word thirteen");
        end
        if (rst) out_valid <= 0;
    end
endmodule
`;

export const troubleBench = {
  top: "trouble",
  sources: [{ name: "in", valid: "in_valid", ready: "in_ready", fields: [field("in_word", 8)] }],
  sinks: [{ name: "out", valid: "out_valid", ready: "out_ready", fields: [field("out_word", 8)] }],
  monitors: [],
  flags: [],
};

export const trouble = {
  bench: troubleBench,
  files: [{ name: "trouble.v", text: troubleVerilog }],
  images: [{ name: "table.hex", text: "a0 a1 a2 a3\n" }],
};

/** A case that passes words through `trouble`. */
export const words = (...list: number[]) => ({
  sources: { in: { beats: list.length, columns: [list] } },
  until: { sink: "out", beats: list.length },
  maxCycles: 1000,
});

const keeper = elaborate(
  circuit("keeper", {
    note: "Holds a register that no reset touches.",
    inputs: { set: stream({ value: uint(32) }) },
    outputs: { kept: uint(32) },
    body(c, { set }, { kept }) {
      const { word } = c.registers({ word: { type: uint(32), reset: null } });
      set.ready.is(1);
      c.when(set.fire, () => word.next(set.payload.value));
      kept.is(word);
    },
  }),
);

/** A register without reset, and the bench around it. */
export const idle = { design: keeper, bench: benchOf(keeper) };
