// Event intake: what it lets through, what it leaves out, and what it says of it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intake } from "../../src/core/events/intake.ts";
import { elaborate } from "../../src/hdl/index.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import type { IntegerInputs } from "../../src/network/integer.ts";
import { pauses, runs, Streams, started } from "./drive.ts";

interface AxiBeat {
  readonly address: number;
  readonly value: number;
  readonly last: boolean;
  readonly empty: boolean;
  readonly end: boolean;
}

const inputs = fc.record({
  channels: fc.constantFrom(1, 2, 7, 140, 4000),
  valueBits: fc.constantFrom(0, 0, 1, 5, 16),
  maxPerStep: fc.constantFrom(1, 3, 40, 100_000),
  timestep: fc.constant(0.01),
});

/** Mostly legal addresses and values, and some just beyond, and far beyond. */
const beatsFor = ({ channels, valueBits }: IntegerInputs): fc.Arbitrary<readonly AxiBeat[]> =>
  fc.array(
    fc.record({
      address: fc.oneof(
        { weight: 6, arbitrary: fc.nat(channels - 1) },
        fc.constantFrom(channels - 1, channels, 65_535),
      ),
      value: fc.oneof(
        { weight: 6, arbitrary: fc.nat(2 ** valueBits - 1) },
        fc.constantFrom(0, 2 ** valueBits - 1, Math.min(65_535, 2 ** valueBits), 65_535),
      ),
      last: fc.boolean(),
      empty: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
      end: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  );

/** What each beat becomes, and whether the error flag is up after it. */
function expected({ channels, valueBits, maxPerStep }: IntegerInputs, beats: readonly AxiBeat[]) {
  let mass = 0;
  let failed = 0;
  const events = beats.map(({ address, value, last, empty, end }) => {
    const counts = valueBits === 0 ? 1 : value;
    const legal = address < channels && counts < 2 ** Math.max(1, valueBits) && mass + counts <= maxPerStep;
    const taken = !empty && legal;
    if (!empty && !legal) failed = 1;
    mass = last ? 0 : taken ? mass + counts : mass;
    return {
      ...(taken ? { address, ...(valueBits > 0 ? { value } : {}) } : {}),
      empty: Number(!taken),
      last: Number(last),
      end: Number(last && end),
    };
  });
  return { events, failed };
}

describe("intake", () => {
  it("passes legal events on, leaves illegal ones out without losing the end of a step, and raises its flag", () => {
    const seen = { failed: 0, fine: 0 };
    fc.assert(
      fc.property(
        inputs.chain((i) => fc.tuple(fc.constant(i), beatsFor(i))),
        pauses,
        pauses,
        ([given, beats], inRests, outRests) => {
          const streams = new Streams(started(intake("intake", given)));
          const { sim } = streams;
          const graded = given.valueBits > 0;
          streams.source(
            "axi",
            beats.map(({ address, value, last, empty, end }) => ({
              tdata: address + (graded ? value * 65_536 : 0),
              tlast: last,
              tuser: Number(end) + 2 * Number(empty),
            })),
            inRests,
          );
          const fields = ["address", ...(graded ? ["value"] : []), "empty", "last", "end"];
          const events = streams.sink("events", fields, outRests);
          streams.run(() => events.length === beats.length);
          const wanted = expected(given, beats);
          events.forEach((event, i) => {
            expect(event).toMatchObject(wanted.events[i]!);
          });
          expect(sim.peek("error")).toBe(wanted.failed);
          seen.failed += wanted.failed;
          seen.fine += 1 - wanted.failed;
          sim.reset();
          expect(sim.peek("error")).toBe(0);
        },
      ),
      runs(150),
    );
    expect(Math.min(seen.failed, seen.fine)).toBeGreaterThan(10);
  });

  it("begins no sequence while held, and finishes the one that has begun", () => {
    const streams = new Streams(
      started(intake("intake", { channels: 4, valueBits: 0, maxPerStep: 9, timestep: 1 })),
    );
    const { sim } = streams;
    const beat = (end: boolean) => ({ tdata: 1, tlast: true, tuser: Number(end) });
    const source = streams.source("axi", [beat(false), beat(true), beat(false), beat(true)]);
    const begins: number[] = [];
    streams.also({ after: (cycle) => void (sim.peek("begins") === 1 && begins.push(cycle)) });
    sim.poke("events_ready", 1);
    sim.poke("hold", 1);
    streams.idle(5);
    expect(source.taken()).toBe(0);
    sim.poke("hold", 0);
    streams.idle(1);
    sim.poke("hold", 1);
    streams.idle(5);
    // The sequence that began in the one open cycle is taken to its end, the next one waits.
    expect(source.taken()).toBe(2);
    expect(begins).toEqual([0]);
    sim.poke("hold", 0);
    streams.idle(2);
    expect(source.taken()).toBe(4);
  });

  it("reads as a person would write it", () => {
    const given = { channels: 140, valueBits: 0, maxPerStep: 200, timestep: 0.01 };
    const [file] = printVerilog(elaborate(intake("intake", given)));
    expect(file!.text).toMatchInlineSnapshot(`
      "\`default_nettype none

      // Event intake: checks every event. An illegal one (its address, its value, or a step whose values add up to more
      // than the network was made for) is left out and raises the error flag, which stays up until reset.
      module intake (
          input  wire        clk,
          input  wire        rst,
          input  wire        axi_valid,
          output wire        axi_ready,
          input  wire [15:0] axi_tdata,
          input  wire        axi_tlast,
          input  wire [1:0]  axi_tuser,
          input  wire        hold,
          output wire        events_valid,
          input  wire        events_ready,
          output wire [7:0]  events_address,
          output wire        events_empty,
          output wire        events_last,
          output wire        events_end,
          output wire        begins,
          output wire        error
      );
          reg  in_sequence;
          reg  in_sequence_next;
          reg  failed;
          reg  failed_next;
          reg  [7:0] mass;
          reg  [7:0] mass_next;

          // Between sequences the intake waits while parameters are loaded.
          wire open = in_sequence | !hold;
          wire [15:0] address = axi_tdata;
          wire carries = !axi_tuser[1];
          wire [7:0] total = mass + 8'd1;
          wire legal = (address < 16'd140) & (total <= 8'd200);
          wire taken = carries & legal;
          assign events_valid = axi_valid & open;
          assign axi_ready = events_ready & open;
          assign events_address = taken ? address[7:0] : 8'd0;
          assign events_empty = !taken;
          assign events_last = axi_tlast;
          assign events_end = axi_tlast & axi_tuser[0];
          wire axi_fire = axi_valid & axi_ready;

          always @* begin : in_sequence_logic
              in_sequence_next = in_sequence;
              mass_next = mass;
              failed_next = failed;
              if (axi_fire) begin
                  in_sequence_next = !(axi_tlast & axi_tuser[0]);
                  if (axi_tlast) begin
                      mass_next = 8'd0;
                  end else if (taken) begin
                      mass_next = total;
                  end
                  if (!(taken | !carries)) begin
                      failed_next = 1'b1;
                  end
              end
          end

          assign begins = axi_fire & !in_sequence;
          assign error = failed;

          always @(posedge clk) begin : registers
              if (rst) begin
                  in_sequence <= 1'b0;
                  failed <= 1'b0;
                  mass <= 8'd0;
              end else begin
                  in_sequence <= in_sequence_next;
                  failed <= failed_next;
                  mass <= mass_next;
              end
          end
      endmodule

      \`default_nettype wire
      "
    `);
  });
});
