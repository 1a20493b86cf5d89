import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { type HardwareInput, hardware, plan, type StepActivity, timeline } from "../../src/core/index.ts";
import type { EventSequence, IntegerNetwork } from "../../src/network/integer.ts";
import { openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench } from "../../src/simulate/network.ts";

const lanes = (spike: number, memory: number, update: number, readout = 1) => ({
  lanes: { spike, memory, update, readout },
});

const choices: Record<string, HardwareInput> = {
  "one lane": lanes(1, 1, 1),
  "two lanes": lanes(2, 2, 2, 2),
  "more lanes than neurons": lanes(16, 16, 16, 16),
  "no overlap": { ...lanes(2, 2, 1), overlap: false },
  "no dependency breaking": { ...lanes(2, 2, 1), dependencyBreaking: false },
  neither: { ...lanes(3, 3, 2), overlap: false, dependencyBreaking: false },
  shared: { ...lanes(2, 2, 2), mapping: "shared" },
  registers: { ...lanes(2, 2, 1, 2), pipeline: true },
  "registers, one group": { ...lanes(16, 16, 16, 16), pipeline: true, banks: "joint" },
  "registers, shared, neither": {
    ...lanes(3, 2, 1),
    pipeline: true,
    mapping: "shared",
    overlap: false,
    dependencyBreaking: false,
  },
  "registers, neurons held": { ...lanes(4, 2, 2, 2), pipeline: true, dataflow: "neuron-stationary" },
  "joint banks": { ...lanes(4, 2, 1, 2), banks: "joint" },
  "joint banks, shared": { ...lanes(2, 2, 2), mapping: "shared", banks: "joint" },
  "neurons held": { ...lanes(2, 2, 1), dataflow: "neuron-stationary" },
  "neurons held, parts": { ...lanes(4, 1, 1, 2), dataflow: "neuron-stationary", dependencyBreaking: false },
  "neurons held, shared": { ...lanes(6, 2, 2), dataflow: "neuron-stationary", mapping: "shared" },
  "neurons held, one list": {
    ...lanes(4, 2, 1),
    dataflow: "neuron-stationary",
    overlap: false,
    mapping: "shared",
  },
  "shared, neither": { ...lanes(1, 2, 1, 2), mapping: "shared", overlap: false, dependencyBreaking: false },
};

/** What the golden model says happens in each step. */
function activity(network: IntegerNetwork, events: EventSequence): StepActivity[] {
  const { layers } = createGolden(network).record(events);
  return Array.from({ length: events.steps }, (_, k) => ({
    inputs: events.offsets[k + 1]! - events.offsets[k]!,
    counted: Array.from({ length: events.offsets[k + 1]! - events.offsets[k]! }).filter(
      (_, e) => events.values === null || events.values[events.offsets[k]! + e] !== 0,
    ).length,
    spikes: layers.map(({ spikes }) => spikes.addresses.subarray(spikes.offsets[k]!, spikes.offsets[k + 1]!)),
  }));
}

describe.each(Object.entries(choices))("hardware: %s", (_name, choice) => {
  it.each(vectorCases.map((c) => [c.name, c] as const))(
    "takes exactly the cycles of the timeline for %s",
    async (_case, { network, events }) => {
      const bench = networkBench(plan(network, hardware(choice)));
      const engine = await openEngine("builtin", bench);
      const sources = { events: eventBeats([events, events, events]) };
      const [run] = await engine.run([{ sources, until: { sink: "classes", beats: 3 }, maxCycles: 40_000 }]);
      await engine.close();
      const steps = activity(network, events);
      const expected = timeline(bench.plan, [steps, steps, steps]);
      const first = run!.sources.events![0]! - expected.taken[0]!;
      expect([...run!.sources.events!].map((c) => c - first)).toEqual(expected.taken);
      expect([...run!.sinks.classes!.cycles].map((c) => c - first)).toEqual(expected.classes);
    },
  );
});
