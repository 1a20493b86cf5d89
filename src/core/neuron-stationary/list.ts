// The list of a step's events: written as they arrive, read once for every group of neurons that is held still.
import {
  all,
  type Body,
  bit,
  circuit,
  concat,
  index,
  type Signal,
  type StreamIn,
  stream,
} from "../../hdl/index.ts";
import { eventPayload, eventValue } from "../events/payload.ts";
import { halfWords } from "../halves.ts";
import { present } from "../presence.ts";
import type { HeldSpec } from "./spec.ts";

/** Two lists, so that a step arrives while the one before is computed; or one. */
export const listIndex = ({ overlap }: HeldSpec) => index(overlap ? 2 : 1);

/** Events of a step; without one the sums of no group are touched. */
export const eventCount = ({ depth }: HeldSpec) => index(depth + 1);

/** A step whose events are all in its list. */
export const listedStep = (spec: HeldSpec) => ({ events: eventCount(spec), end: bit, half: listIndex(spec) });

/** Where an event lies. */
export const listRead = (spec: HeldSpec) => ({
  valid: bit,
  at: index(spec.depth),
  half: listIndex(spec),
});

/** What a list keeps of an event. */
export const listedEvent = (spec: HeldSpec) => ({
  address: index(spec.inputs),
  value: eventValue(spec.valueBits),
});

const portsOf = (spec: HeldSpec) => ({
  inputs: {
    events: stream(eventPayload(spec.inputs, spec.valueBits)),
    read: listRead(spec),
    /** Of one list only: the step before is done with it. */
    released: present(!spec.overlap, bit, 1),
  },
  outputs: {
    step: stream(listedStep(spec)),
    /** The event that was read one cycle before. */
    event: listedEvent(spec),
    /** A step begins, in the cycle before its first beat is taken; the layer it is of. */
    begins: bit,
    layer: index(spec.layers.length),
  },
});

/** Takes the events of one step after the other, one a cycle; hands each step over as a job. */
export const eventList = (spec: HeldSpec) =>
  circuit(`${spec.name}_event_list`, {
    note:
      "Event list: keeps the events of a time step until all of them are there, and hands the step over" +
      (spec.overlap
        ? ";\nthe next step then goes to the other list."
        : ".\nThe next step begins when every group of neurons has seen them."),
    ...portsOf(spec),
    body(c, { events, read, released }, out) {
      c.note("The layer whose step arrives, and the list it goes to.");
      const { layer_at_work, half } = c.counters({
        layer_at_work: spec.layers.length,
        half: spec.overlap ? 2 : 1,
      });
      c.when(out.step.fire, () => {
        layer_at_work.advance();
        half.advance();
      });
      const step = stepAtWork(c, spec, events, released, out.step.fire);
      const { address, value } = events.payload;
      c.note("Events of the step so far. An event of value 0 counts nothing and needs no room.");
      const count = c.counter("count", spec.depth + 1);
      const { counts } = c.signals({ counts: all(step.taken, value.ne(0)) });
      c.when(step.begins, () => count.clear()).elsewhen(counts, () => count.increment());
      const kept = lists(
        c,
        spec,
        { valid: counts, half, at: count.wrap(index(halfWords(spec.depth))), address, value },
        read,
      );
      c.drive(out.event, kept);
      out.step.valid.is(step.complete);
      c.drive(out.step.payload, { events: count, end: step.ended, half });
      out.begins.is(step.begins);
      out.layer.is(layer_at_work);
    },
  });

/** A step begins where its first event is on offer: parameters may be loaded until then. */
function stepAtWork(
  c: Body,
  spec: HeldSpec,
  events: StreamIn<ReturnType<typeof eventPayload>>,
  released: Signal,
  handedOver: Signal,
) {
  c.note("The step: its last beat has come, and the scalar drive may still grow; it ends the sequence.");
  const phase = c.states("phase", ["open", "collect", "hand_over"]);
  const { settles, ended } = c.registers({ settles: present(spec.settleCycles > 0, bit), ended: bit });
  const { empty, last, end } = events.payload;
  const begins = c.signal("beginning", all(phase.is("open"), events.valid, released));
  const { ends } = c.signals({ ends: all(events.fire, last) });
  const closes = c.delay("closes", ends, spec.settleCycles);
  events.ready.is(all(phase.is("collect"), settles.not()));
  c.switch(phase, {
    open: () => c.when(begins, () => phase.go("collect")),
    collect: () => c.when(closes, () => phase.go("hand_over")),
    hand_over: () => c.when(handedOver, () => phase.go("open")),
  });
  // Where nothing settles this is the constant 0, and 0 its only value.
  c.when(closes, () => settles.next(0)).elsewhen(ends, () => settles.next(settles.range.hi));
  c.when(ends, () => ended.next(end));
  return { begins, taken: all(events.fire, empty.not()), complete: phase.is("hand_over"), ended };
}

type Entry = Record<"valid" | "half" | "at" | "address" | "value", Signal>;

/** The memory of the lists: both in one, side by side. Returns the event read one cycle before. */
function lists(c: Body, spec: HeldSpec, entry: Entry, read: Record<"valid" | "half" | "at", Signal>) {
  const room = halfWords(spec.depth);
  const double = spec.overlap;
  const place = (half: Signal, at: Signal) =>
    double ? concat(half, at.as(index(room))).as(index(2 * room)) : at.as(index(room));
  const memory = c.memory("lists", {
    depth: double ? 2 * room : room,
    word: listedEvent(spec),
    style: spec.style,
    readDuringWrite: "never",
  });
  const { address, value } = entry;
  memory.write("event", {
    address: place(entry.half, entry.at),
    enable: entry.valid,
    data: { address, value },
  });
  return memory.read("event", { address: place(read.half, read.at), enable: read.valid });
}
