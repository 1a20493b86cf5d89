// The loader: packets of the configuration stream go to the parameter memories.
import { all, any, bit, circuit, index, mux, select, sint, stream, uint } from "../hdl/index.ts";
import { loadBus } from "./events.ts";
import type { ParameterMemory } from "./parameters.ts";

const widthOf = (memory: ParameterMemory): number => BigInt(memory.type.hi).toString(2).length + 1;

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
    outputs: { load: loadBus, loading: bit, error: bit },
    body(c, { params, active }, { load, loading, error }) {
      const phase = c.states("phase", ["header", "values", "skip"]);
      const { memory, address, lane, failed } = c.registers({
        memory: index(count),
        address: index(Math.max(...memories.map((m) => m.depth))),
        lane: index(Math.max(...memories.map((m) => m.lanes))),
        failed: bit,
      });
      params.ready.is(phase.is("header").not().or(active.not()));
      const { value, last } = params.payload;
      const number = value.bits(7, 0);
      const known = c.signal("known", all(value.bits(31, 8).eq(0), number.lt(count)));

      const widths = [...new Set(memories.map(widthOf))].sort((a, b) => a - b);
      const fits = widths.map((w) => value.wrap(sint(w)).eq(value));
      const { in_range } = c.signals({
        in_range: select(
          memory,
          memories.map((m) => fits[widths.indexOf(widthOf(m))]!),
        ),
      });
      const lanesLast = select(
        memory,
        memories.map((m) => m.lanes - 1),
      );
      const wordsLast = select(
        memory,
        memories.map((m) => m.depth - 1),
      );
      const { lane_last } = c.signals({ lane_last: lane.eq(lanesLast) });
      const { complete } = c.signals({ complete: lane_last.and(address.eq(wordsLast)) });
      const fail = () => failed.next(1);

      c.switch(phase, {
        header: () =>
          c.when(params.fire, () => {
            memory.next(mux(known, number.wrap(uint(bitsOf(count))), 0).narrow(memory.type));
            address.next(0);
            lane.next(0);
            c.when(any(known.not(), last), fail);
            c.when(last.not(), () =>
              c.when(known, () => phase.go("values")).otherwise(() => phase.go("skip")),
            );
          }),
        values: () =>
          c.when(params.fire, () => {
            c.when(any(in_range.not(), last.ne(complete)), fail);
            c.when(last, () => phase.go("header")).elsewhen(complete, () => phase.go("skip"));
            c.when(lane_last, () => {
              lane.next(0);
              c.when(complete.not(), () => address.next(address.add(1).narrow(address.type)));
            }).otherwise(() => lane.next(lane.add(1).narrow(lane.type)));
          }),
        skip: () => c.when(params.fire.and(last), () => phase.go("header")),
      });

      c.note("The value on its way to its memory.");
      const bus = c.registers({
        write: bit,
        write_memory: uint(8),
        write_address: uint(24),
        write_lane: uint(8),
        write_value: sint(32),
      });
      bus.write.next(all(params.fire, phase.is("values"), in_range));
      bus.write_memory.next(memory);
      bus.write_address.next(address);
      bus.write_lane.next(lane);
      bus.write_value.next(value);
      load.enable.is(bus.write);
      load.memory.is(bus.write_memory);
      load.address.is(bus.write_address);
      load.lane.is(bus.write_lane);
      load.value.is(bus.write_value);
      loading.is(any(phase.is("header").not(), params.valid, bus.write));
      error.is(failed);
    },
  });
}

const bitsOf = (count: number): number => Math.max(1, (count - 1).toString(2).length);
