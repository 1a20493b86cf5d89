// Event output: words of spikes wait in a queue and leave as events, one address a cycle.
import { all, bit, circuit, fifo, index, mux, type Signal, stream, vector } from "../hdl/index.ts";
import { eventPayload } from "./events.ts";
import type { CorePlan } from "./plan.ts";
import { stepsInFlight } from "./sequencer.ts";

/**
 * Every word takes one cycle, or one for each of its spikes where it has several. The last word of a step always
 * sends a beat: its last spike, or an empty one.
 */
export function emitter(core: CorePlan) {
  const lanes = core.lanes.neuron;
  const most = Math.max(...core.layers.map((l) => l.layer.neurons));
  const words = Math.max(...core.layers.map((l) => l.words));
  const word = { fired: vector(lanes, bit), last: bit, end: bit };
  // The sequencer starts a step only while fewer than `stepsInFlight` wait: the queue never overflows.
  const queue = fifo(`${core.name}_spike_queue`, word, stepsInFlight * words, {
    style: core.hardware.memories.state,
  });
  return circuit(`${core.name}_emitter`, {
    note: "Event output: spikes wait in a queue, word by word, and leave as events in the order of their neurons.",
    inputs: { spikes: { valid: bit, ...word } },
    outputs: { events: stream(eventPayload(most, 0)), sent: bit },
    body(c, { spikes }, { events, sent }) {
      const pushed = c.stream("pushed", word);
      pushed.valid.is(spikes.valid);
      pushed.payload.last.is(spikes.last);
      pushed.payload.end.is(spikes.end);
      pushed.payload.fired.forEach((f, l) => {
        f.is(spikes.fired[l]!);
      });
      c.assert(
        "queue_has_room",
        spikes.valid.not().or(pushed.ready),
        "a word of spikes finds room in the queue",
      );
      const { output } = c.instance("queue", queue, { input: pushed });

      c.note("The first neuron of the word; spikes of the word that have left.");
      const { first } = c.registers({ first: index(words * lanes) });
      const taken = lanes > 1 ? c.registers({ taken: vector(lanes, bit) }).taken : null;
      const open = output.payload.fired.map((f, l) => (taken === null ? f : f.and(taken[l]!.not())));
      const { waiting } = c.signals({ waiting: open });
      const lane = waiting.map((w, l) => all(w, ...waiting.slice(0, l).map((earlier) => earlier.not())));
      const chosen = lanes > 1 ? c.signals({ chosen: lane }).chosen : [];
      const any = waiting.reduce<Signal>((a, b) => a.or(b), waiting[0]!);
      const { some } = c.signals({ some: any });
      const more =
        lanes > 1
          ? c.signal(
              "more",
              waiting.map((w, l) => w.and(chosen[l]!.not())).reduce((a, b) => a.or(b)),
            )
          : null;
      const offset = chosen.reduce<Signal | number>((at, hit, l) => (l === 0 ? at : mux(hit, l, at)), 0);

      const isLast = output.payload.last;
      const { sends } = c.signals({ sends: some.or(more === null ? isLast : isLast.and(more.not())) });
      events.valid.is(output.valid.and(sends));
      events.payload.address.is(
        lanes === 1 ? first.as(index(most)) : mux(some, first.add(offset).narrow(index(most)), 0),
      );
      events.payload.empty.is(some.not());
      const finishes = more === null ? isLast : isLast.and(more.not());
      events.payload.last.is(finishes);
      events.payload.end.is(finishes.and(output.payload.end));
      const goes = sends.not().or(events.ready);
      output.ready.is(more === null ? goes : goes.and(more.not()));
      sent.is(output.fire.and(isLast));
      c.when(output.fire, () => first.next(mux(isLast, 0, first.add(lanes).narrow(first.type))));
      if (taken !== null)
        c.when(output.fire, () => {
          for (const t of taken) t.next(0);
        }).elsewhen(events.fire, () => {
          taken.forEach((t, l) => {
            t.next(t.or(chosen[l]!));
          });
        });
    },
  });
}
