// The loader: packets of the configuration stream go to the parameter memories.

import {
  all,
  any,
  type Body,
  bit,
  circuit,
  constant,
  index,
  mux,
  type Signal,
  select,
  sint,
  stream,
} from "../../hdl/index.ts";
import { loadBus } from "../events/payload.ts";
import { type ParameterMemory, valueBitsOf } from "./parameters.ts";

/** What is known of a value for the memory at work: it fits its lane; it is the last of a word, of the memory. */
function checks(
  c: Body,
  memories: readonly ParameterMemory[],
  at: Record<"memory" | "address" | "lane", Signal>,
  value: Signal,
) {
  const widths = [...new Set(memories.map(valueBitsOf))].sort((a, b) => a - b);
  // What fits a width fits the next one up, and has no more bits than it.
  const fits: Signal[] = [];
  for (const [i, w] of [...widths.entries()].reverse()) {
    const wider = i + 1 < widths.length ? value.wrap(sint(widths[i + 1]!)) : value;
    fits[i] = all(wider.wrap(sint(w)).eq(wider), fits[i + 1] ?? constant(1, bit));
  }
  const ofMemory = <T extends Signal | number>(pick: (m: ParameterMemory) => T) =>
    select(at.memory, memories.map(pick));
  const { in_range } = c.signals({ in_range: ofMemory((m) => fits[widths.indexOf(valueBitsOf(m))]!) });
  const { lane_last } = c.signals({ lane_last: at.lane.eq(ofMemory((m) => m.lanes - 1)) });
  const { complete } = c.signals({ complete: all(lane_last, at.address.eq(ofMemory((m) => m.depth - 1))) });
  return { in_range, lane_last, complete };
}

/**
 * A packet: the number of a memory, then all its values, word by word and lane by lane; `last` on the last one.
 * A packet for no memory, with too few or too many values, or with a value that does not fit its lane, raises `error`;
 * what does not fit is not written. Packets wait while the network is at work.
 */
export function loader(name: string, memories: readonly ParameterMemory[]) {
  const count = memories.length;
  return circuit(name, {
    note:
      "Loader: a packet of the configuration stream is the number of a memory, then all its values, word by word and\n" +
      "lane by lane. What does not fit is not written and raises the error flag, which stays up until reset.",
    inputs: { params: stream({ value: sint(32), last: bit }), active: bit },
    outputs: { load: loadBus(true), loading: bit, error: bit },
    body(c, { params, active }, { load, loading, error }) {
      const phase = c.states("phase", ["header", "values", "skip"]);
      const { memory, failed } = c.registers({ memory: index(count), failed: bit });
      const { address, lane } = c.counters({
        address: Math.max(...memories.map((m) => m.depth)),
        lane: Math.max(...memories.map((m) => m.lanes)),
      });
      params.ready.is(any(phase.is("header").not(), active.not()));
      const { value, last } = params.payload;
      const { number } = c.signals({ number: value.bits(7, 0) });
      const { known } = c.signals({ known: all(value.bits(31, 8).eq(0), number.lt(count)) });
      const { in_range, lane_last, complete } = checks(c, memories, { memory, address, lane }, value);

      c.switch(phase, {
        header: () =>
          c.when(params.fire, () => {
            memory.next(mux(known, number, 0));
            address.clear();
            lane.clear();
            c.when(last.not(), () =>
              c.when(known, () => phase.go("values")).otherwise(() => phase.go("skip")),
            );
          }),
        values: () =>
          c.when(params.fire, () => {
            c.when(last, () => phase.go("header")).elsewhen(complete, () => phase.go("skip"));
            c.when(lane_last, () => {
              lane.clear();
              c.when(complete.not(), () => address.increment());
            }).otherwise(() => lane.increment());
          }),
        skip: () => c.when(all(params.fire, last), () => phase.go("header")),
      });
      const wrongHeader = all(phase.is("header"), any(known.not(), last));
      const wrongValue = all(phase.is("values"), any(in_range.not(), last.ne(complete)));
      c.when(all(params.fire, any(wrongHeader, wrongValue)), () => failed.next(1));

      c.note("The value on its way to its memory.");
      const write = c.pipe("write", {
        valid: all(params.fire, phase.is("values"), in_range),
        memory,
        address,
        lane,
        value,
      });
      c.drive(load, write);
      loading.is(any(phase.is("header").not(), params.valid, write.valid));
      error.is(failed);
    },
  });
}
