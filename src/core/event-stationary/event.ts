// The event at work: held still while the words of its weight row go by.

import { all, any, type Body, bit, index, type Signal, type StreamIn, uint } from "../../hdl/index.ts";
import { addressIn, byLayer, makeByLayer, timesConstant } from "../arithmetic.ts";
import { type eventPayload, eventValue } from "../events/payload.ts";
import { given } from "../presence.ts";
import { eventCycles } from "../timing/facts.ts";
import type { IntegratorSpec } from "./spec.ts";
import type { RowWord } from "./terms.ts";

export interface EventAtWork {
  /** Where the weights of its word lie. */
  readonly address: Signal;
  readonly row: RowWord;
  /** It is taken in this cycle. */
  readonly taken: Signal;
  /** The step's last beat has done its work in this cycle. */
  readonly closes: Signal;
}

/** Takes events while `collects`; their words go by in the cycles that are `free`. `fresh`: the step had none yet. */
export function eventAtWork(
  c: Body,
  spec: IntegratorSpec,
  events: StreamIn<ReturnType<typeof eventPayload>>,
  { layer, collects, fresh, free }: Record<"layer" | "collects" | "fresh" | "free", Signal>,
): EventAtWork {
  const rows = spec.layers.map((l) => l.groups);
  const cycles = rows.map((n) => eventCycles(n, spec.memoryStages));
  const [lastSlots, bases] = [cycles.map((n) => n - 1), spec.layers.map((l) => l.base)];
  c.note("The event at work: the first and the last of its step, its value, and the word of its row.");
  const { busy, opening, finishing, value } = c.registers({
    busy: bit,
    opening: bit,
    finishing: bit,
    value: { type: eventValue(spec.valueBits), reset: null },
  });
  const slot = c.counter("slot", Math.max(...cycles));
  const weight_address = c.counter("weight_address", spec.weights.depth);
  const { turns } = c.signals({ turns: all(busy, free) });
  const groups = byLayer(layer, rows);
  const { slot_last } = c.signals({ slot_last: turns.and(slot.eq(byLayer(layer, lastSlots))) });
  events.ready.is(all(collects, any(busy.not(), slot_last), finishing.not()));

  const event = events.payload;
  const { taken } = c.signals({ taken: events.fire.and(event.empty.not()) });
  const row = makeByLayer(layer, rows, (length) => timesConstant(event.address, length));
  c.when(taken, () => {
    busy.next(1);
    opening.next(fresh);
    finishing.next(event.last);
    value.next(event.value);
    slot.clear();
    weight_address.next(addressIn(spec.weights.depth, row, byLayer(layer, bases)));
  })
    .elsewhen(slot_last, () => {
      busy.next(0);
      finishing.next(0);
    })
    .elsewhen(turns, () => {
      slot.increment();
      c.when(slot.add(1).lt(groups), () => weight_address.increment());
    });

  const { reading } = c.signals({ reading: all(turns, slot.lt(groups)) });
  // A row of one word or two rests in the cycles after it.
  const place = index(spec.depth);
  const word = spec.depth > 2 ? slot.as(place) : given(spec.depth > 1, slot.wrap(uint(1)));
  return {
    address: weight_address,
    row: { valid: reading, first: opening, word: word.as(place), value },
    taken,
    closes: any(all(events.fire, event.empty, event.last), all(slot_last, finishing)),
  };
}
