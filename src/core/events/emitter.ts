// Event output: words of spikes wait in a queue and leave as events, one address a cycle.
import {
  all,
  any,
  type Body,
  bit,
  circuit,
  fifo,
  index,
  mux,
  registerSlice,
  type Signal,
  stream,
  vector,
} from "../../hdl/index.ts";
import { gate } from "../arithmetic.ts";
import { stateStyle } from "../hardware.ts";
import type { CorePlan } from "../plan/plan.ts";
import { present } from "../presence.ts";
import { stepsInFlight } from "../timing/facts.ts";
import { eventPayload } from "./payload.ts";

/** A word of spikes: the last of a step, and of a sequence. */
const spikeWord = (core: CorePlan) => ({ fired: vector(core.lanes.neuron, bit), last: bit, end: bit });

/**
 * Every word takes one cycle, or one for each of its spikes where it has several. The last word of a step always
 * sends a beat: its last spike, or an empty one.
 */
export function emitter(core: CorePlan) {
  const lanes = core.lanes.neuron;
  const neurons = index(Math.max(...core.layers.map((l) => l.layer.neurons)));
  const words = Math.max(...core.layers.map((l) => l.words));
  // The sequencer starts a step only while fewer than `stepsInFlight` wait: the queue never overflows.
  const depth = stepsInFlight * words;
  const style = stateStyle(core.hardware, depth);
  const queue = fifo(`${core.name}_spike_queue`, spikeWord(core), depth, { style });
  return circuit(`${core.name}_emitter`, {
    note: "Event output: spikes wait in a queue, word by word, and leave as events in the order of their neurons.",
    inputs: { spikes: { valid: bit, ...spikeWord(core) } },
    outputs: { events: stream(eventPayload(Number(neurons.hi) + 1, 0)), sent: bit },
    body(c, { spikes }, { events, sent }) {
      const pushed = c.stream("pushed", spikeWord(core));
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
      const queued = c.instance("queue", queue, { input: pushed });
      // The queue's memory is slow beside what follows: here, and in the list that takes the event.
      const { output } = core.hardware.pipeline
        ? c.instance("front", registerSlice(`${core.name}_front`, spikeWord(core)), { input: queued.output })
        : queued;
      const word = output.payload;

      c.note("The first neuron of the word.");
      const { first } = c.registers({ first: index(words * lanes) });
      c.when(output.fire, () => first.next(mux(word.last, 0, first.add(lanes).narrow(first.type))));

      const spike = nextSpike(c, output.valid, word.fired, { leaves: events.fire, done: output.fire });
      const finishes = all(word.last, spike.more.not());
      const { sends } = c.signals({ sends: any(spike.some, finishes) });
      events.valid.is(all(output.valid, sends));
      events.payload.address.is(gate(spike.some, first.add(spike.lane), neurons));
      events.payload.value.is(1);
      events.payload.empty.is(spike.some.not());
      events.payload.last.is(finishes);
      events.payload.end.is(all(finishes, word.end));
      output.ready.is(all(any(sends.not(), events.ready), spike.more.not()));
      sent.is(all(output.fire, word.last));
    },
  });
}

/** The first spike of a `valid` word that has not left: whether there is one, its lane, and whether more come after it. */
function nextSpike(
  c: Body,
  valid: Signal,
  fired: readonly Signal[],
  at: { readonly leaves: Signal; readonly done: Signal },
) {
  c.note("Spikes of the word that have left. One lane has only one spike to send.");
  const { left } = c.registers({ left: vector(fired.length, present(fired.length > 1, bit)) });
  const { waiting } = c.signals({ waiting: fired.map((f, l) => all(valid, f, left[l]!.not())) });
  const before = (l: number) => any(...waiting.slice(0, l));
  const { chosen, some, more } = c.signals({
    chosen: waiting.map((w, l) => all(w, before(l).not())),
    some: any(...waiting),
    more: any(...waiting.map((w, l) => all(w, before(l)))),
  });
  c.when(at.done, () => {
    for (const l of left) l.next(0);
  }).elsewhen(at.leaves, () => {
    left.forEach((l, i) => {
      l.next(any(l, all(chosen[i]!, more)));
    });
  });
  const lane = chosen.reduce<Signal | number>((lower, hit, l) => (l === 0 ? 0 : mux(hit, l, lower)), 0);
  return { some, more, lane };
}
