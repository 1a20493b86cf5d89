// Event output: words of spikes leave as events in the order of their neurons, whatever holds them up.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { steadyNetwork } from "../../bench/steady.ts";
import { emitter } from "../../src/core/events/emitter.ts";
import { hardware, plan } from "../../src/core/index.ts";
import { stepsInFlight } from "../../src/core/timing/facts.ts";
import { pauses, runs, Streams, started } from "./drive.ts";
import { cores } from "./plans.ts";

interface Step {
  readonly fired: readonly number[];
  readonly neurons: number;
  readonly end: boolean;
}

/** The beats of a step: an event each; the last word of a step sends one in any case, an empty one if it must. */
const beatsOf = ({ fired, neurons, end }: Step, lanes: number) => {
  const lastWord = (Math.ceil(neurons / lanes) - 1) * lanes;
  const closes = (fired.at(-1) ?? -1) >= lastWord;
  const events = fired.map((address) => ({ address, empty: 0, last: 0, end: 0 }));
  const closing = closes ? events.pop()! : { address: 0, empty: 1 };
  return [...events, { ...closing, last: 1, end: Number(end) }];
};

/** Pushes words as the neuron pass does: one a cycle at most, a step only while fewer than three are on their way. */
function words(streams: Streams, steps: readonly Step[], lanes: number, rests: readonly boolean[]) {
  const { sim } = streams;
  const waiting = steps.flatMap(({ fired, neurons, end }, k) =>
    Array.from({ length: Math.ceil(neurons / lanes) }, (_, w, count = Math.ceil(neurons / lanes)) => ({
      k,
      fired: Array.from({ length: lanes }, (_, l) => fired.includes(w * lanes + l)),
      last: w === count - 1,
      end,
    })),
  );
  let sent = 0;
  streams.also({
    before(cycle) {
      const word = waiting[0];
      const valid = word !== undefined && word.k < sent + stepsInFlight && !rests[cycle % rests.length];
      sim.poke("spikes_valid", Number(valid));
      if (!valid) return;
      waiting.shift();
      sim.poke("spikes_last", Number(word.last));
      sim.poke("spikes_end", Number(word.end));
      word.fired.forEach((f, l) => {
        sim.poke(`spikes_fired_${l}`, Number(f));
      });
    },
    after: () => {
      sent += Number(sim.peek("sent"));
    },
  });
  return { sent: () => sent };
}

const fields = ["address", "empty", "last", "end"];
/** What a beat means: the address of one that carries no event says nothing. */
const meanings = (beats: readonly Record<string, number>[]) =>
  beats.map(({ cycle: _, ...beat }) => (beat.empty === 1 ? { ...beat, address: 0 } : beat));

describe("emitter", () => {
  it("sends every spike once, in order, and ends every step with one last beat", () => {
    fc.assert(
      fc.property(
        cores(),
        fc.array(fc.record({ density: fc.constantFrom(0, 0.1, 0.5, 1), end: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        pauses,
        pauses,
        ({ core, random }, choice, inRests, outRests) => {
          const steps = choice.flatMap(({ density, end }) =>
            core.layers.map(
              ({ layer: { neurons } }): Step => ({
                neurons,
                end,
                fired: Array.from({ length: neurons }, (_, n) => n).filter(() => random.chance(density)),
              }),
            ),
          );
          const streams = new Streams(started(emitter(core)));
          const events = streams.sink("events", fields, outRests);
          const { sent } = words(streams, steps, core.lanes.neuron, inRests);
          const wanted = steps.flatMap((s) => beatsOf(s, core.lanes.neuron));
          streams.run(() => events.length >= wanted.length && sent() === steps.length);
          streams.idle(10);
          expect(meanings(events)).toEqual(wanted);
          expect(sent()).toBe(steps.length);
        },
      ),
      runs(80),
    );
  });

  it("takes a cycle a word, and one for each spike of a word that has several", () => {
    const { network } = steadyNetwork({
      name: "timing",
      channels: 4,
      valueBits: 0,
      neurons: [16],
      dim: 0,
      classes: 2,
      events: 1,
      firing: [0],
    });
    const { cores: planned } = plan(network, hardware({ lanes: { spike: 4, memory: 4, update: 1 } }));
    const core = planned[0]!;
    expect(core.lanes.neuron).toBe(4);
    fc.assert(
      fc.property(fc.subarray(Array.from({ length: 16 }, (_, n) => n)), (fired) => {
        const streams = new Streams(started(emitter(core)));
        const events = streams.sink("events", fields);
        const step = { fired, neurons: 16, end: false };
        words(streams, [step, step, step], 4, [false]);
        streams.run(() => events.filter((e) => e.last === 1).length === 3);
        const ends = events.filter((e) => e.last === 1).map((e) => e.cycle!);
        const cyclesOf = (word: number) =>
          Math.max(1, fired.filter((n) => Math.floor(n / 4) === word).length);
        // A step's words come in four cycles; they leave as fast, or a spike a cycle.
        const cycles = [0, 1, 2, 3].map(cyclesOf).reduce((a, b) => a + b);
        expect(ends[2]! - ends[1]!).toBe(cycles);
      }),
      runs(60),
    );
  });
});
