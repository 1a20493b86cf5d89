// The clock of a circuit that has one of its own.
import type { Builder } from "./builder.ts";
import { oneBit } from "./condition.ts";
import type { Place } from "./errors.ts";
import { fit, type Operand, type Signal } from "./signal.ts";
import { bit } from "./types.ts";

/** Declares what clocks and resets the circuit. */
export function addClocking(builder: Builder, clock: Signal, reset: Operand, place: Place): void {
  if (!clock.type.clock || clock.operation.op !== "ref")
    throw builder.error(
      "clock",
      `Not a clock: ${clock}. Give an input of type clock, or an output of that type of a foreign module.`,
      place,
    );
  if (builder.items.some((item) => item.kind === "clocking"))
    throw builder.error("clock", "One clock only: clockedBy is said twice.", place);
  const rst = fit(oneBit(reset), bit, { what: "reset", place, circuit: builder.circuit });
  builder.add({ kind: "clocking", name: "clk", type: clock.type, clock, reset: rst }, place);
}
