// The neuron-stationary dataflow: lists of events, and the sums of every group of neurons over them, at any pace.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CorePlan, LayerPlan } from "../../src/core/index.ts";
import { heldNeurons } from "../../src/core/neuron-stationary/dataflow.ts";
import { fastCurrent } from "../../src/core/neuron-stationary/fast-current.ts";
import { eventList } from "../../src/core/neuron-stationary/list.ts";
import { memoryStages, termLatency } from "../../src/core/timing/facts.ts";
import { pauses, runs, Streams, started } from "./drive.ts";
import { type CoreCase, cores } from "./plans.ts";

interface Event {
  readonly address: number;
  readonly value: number;
}

/** Events of a step, or none: values that add up to no more than the network takes, or neurons that fire once. */
function drawEvents({ core, plan, random }: CoreCase, layer: LayerPlan): Event[] {
  const { inputs } = layer.layer;
  if (random.chance(0.2)) return [];
  if (layer.index > 0)
    return Array.from({ length: inputs }, (_, address) => ({ address, value: 1 })).filter(() =>
      random.chance(0.4),
    );
  const events: Event[] = [];
  let left = Math.min(plan.network.inputs.maxPerStep, random.int(0, 300));
  while (left > 0 && events.length < 12) {
    const value = core.valueBits > 0 ? random.int(1, Math.min(left, 2 ** core.valueBits - 1)) : 1;
    events.push({ address: random.int(0, plan.network.inputs.channels - 1), value });
    left -= value;
  }
  return events;
}

const stationary = { hardware: { dataflow: "neuron-stationary" } } as const;
const polls = (core: CorePlan) => ({
  address: core.inputs > 1,
  value: core.valueBits > 0,
});

describe("event list", () => {
  it("keeps every event that counts until the step is done with, whatever pauses", () => {
    fc.assert(
      fc.property(cores(stationary), pauses, fc.integer({ min: 1, max: 6 }), (drawn, rests, steps) => {
        const { core, parameters, at, random } = drawn;
        const streams = new Streams(started(eventList(heldNeurons(core, parameters.cores[at]!.weights))));
        const { sim } = streams;
        const { overlap } = core.hardware;
        const wanted = Array.from({ length: steps * core.layers.length }, (_, n) => {
          const layer = core.layers[n % core.layers.length]!;
          return { events: drawEvents(drawn, layer), end: random.chance(0.3) };
        });
        const beats = wanted.flatMap(({ events, end }) => {
          // Events that count nothing may stand between the others, and a beat without event at the end.
          const all: (Event & { empty: boolean })[] = events.map((e) => ({ ...e, empty: false }));
          if (core.valueBits > 0 && random.chance(0.5)) all.unshift({ address: 0, value: 0, empty: false });
          if (all.length === 0 || random.chance(0.3)) all.push({ address: 0, value: 1, empty: true });
          return all.map(({ empty, ...event }, i) => ({
            ...(core.inputs > 1 ? { address: event.address } : {}),
            ...(core.valueBits > 0 ? { value: event.value } : {}),
            empty,
            last: i === all.length - 1,
            end: i === all.length - 1 && end,
          }));
        });
        const source = streams.source("events", beats, rests);
        if (!overlap) sim.poke("released", 1);
        for (const [n, { events, end }] of wanted.entries()) {
          sim.poke("step_ready", 1);
          streams.run(() => sim.peek("step_valid") === 1);
          expect([sim.peek("step_events"), sim.peek("step_end")]).toEqual([events.length, Number(end)]);
          const half = overlap ? Number(sim.peek("step_half")) : 0;
          expect(half).toBe(overlap ? n % 2 : 0);
          if (!overlap) sim.poke("released", 0);
          streams.idle(1);
          sim.poke("step_ready", 0);
          // Read in any order, more than once, while the next step arrives in the other list.
          const order = [...events.keys(), ...events.keys()].sort(() => random.int(-1, 1));
          for (const place of order) {
            sim.poke("read_valid", 1);
            if (core.depth.events > 1) sim.poke("read_at", place);
            if (overlap) sim.poke("read_half", half);
            streams.idle(1);
            sim.poke("read_valid", 0);
            if (polls(core).address) expect(sim.peek("event_address")).toBe(events[place]!.address);
            if (polls(core).value) expect(sim.peek("event_value")).toBe(events[place]!.value);
          }
          if (!overlap) sim.poke("released", 1);
        }
        expect(source.taken()).toBe(beats.length);
      }),
      runs(60),
    );
  });
});

describe("fast current", () => {
  it("gives each word of neurons its sum over the step's events, however long the sequencer lets it wait", () => {
    fc.assert(
      fc.property(cores(stationary), fc.integer({ min: 1, max: 5 }), (drawn, steps) => {
        const { core, parameters, at, random } = drawn;
        const { sim } = new Streams(started(fastCurrent(heldNeurons(core, parameters.cores[at]!.weights))));
        const { spike, neuron } = core.lanes;
        const words = spike / neuron;
        for (let n = 0; n < steps * core.layers.length; n++) {
          const layer = core.layers[n % core.layers.length]!;
          const events = drawEvents(drawn, layer);
          const end = random.chance(0.3);
          const { inputs, neurons, fast } = layer.layer;
          const sums = Array.from({ length: neurons }, (_, i) =>
            events.reduce((s, e) => s + fast.weights.values[i * inputs + e.address]! * e.value, 0),
          );
          sim.poke("step_valid", 1);
          sim.poke("step_events", events.length);
          sim.poke("step_end", Number(end));
          for (let c = 0; sim.peek("step_ready") !== 1; c++) {
            if (c > 100) throw new Error("the step is not taken");
            sim.step();
          }
          sim.step();
          sim.poke("step_valid", 0);

          let groups = 0;
          let offered = 0;
          let rest = 0;
          let reading: number | null = null;
          // Words that move, cycle by cycle from the meeting on: so many cycles later they begin.
          const coming: { cycle: number; word: number }[] = [];
          for (let cycle = 0; groups < layer.spikeGroups || coming.length > 0; cycle++) {
            if (cycle > 5000) throw new Error("the groups never end");
            if (reading !== null) {
              if (polls(core).address) sim.poke("event_address", events[reading]!.address);
              if (polls(core).value) sim.poke("event_value", events[reading]!.value);
            }
            // The sequencer takes the job before it awaits its groups.
            sim.poke("job_ready", 1);
            if (sim.peek("job_valid") === 1) {
              offered++;
              expect([sim.peek("job_touched"), sim.peek("job_end")]).toEqual([
                Number(events.length > 0),
                Number(end),
              ]);
            }
            const awaits = offered > 0 && rest <= 0 && groups < layer.spikeGroups && random.chance(0.6);
            sim.poke("awaits", Number(awaits));
            sim.poke("advance", Number(coming.some((w) => w.cycle === cycle)));
            const shown = coming.find((w) => w.cycle === cycle - 1);
            if (shown !== undefined) {
              coming.splice(coming.indexOf(shown), 1);
              for (let l = 0; l < neuron; l++) {
                const i = shown.word * neuron + l;
                if (i < neurons && events.length > 0) expect(sim.peek(`currents_${l}`)).toBe(sums[i]!);
              }
            }
            if (sim.peek("meets") === 1) {
              expect(awaits).toBe(true);
              for (let w = 0; w < words; w++)
                coming.push({
                  cycle: cycle + termLatency(memoryStages(core.hardware)) + w,
                  word: groups * words + w,
                });
              groups++;
              rest = words;
            }
            rest--;
            reading =
              sim.peek("read_valid") === 1 ? (core.depth.events > 1 ? Number(sim.peek("read_at")) : 0) : null;
            sim.step();
          }
          expect(offered).toBe(1);
        }
      }),
      runs(60),
    );
  });
});
