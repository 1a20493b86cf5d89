import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { activityOf, type HardwareInput, hardware, plan, type Span, timeline } from "../../src/core/index.ts";
import { memoryStages, wordLatency } from "../../src/core/timing/facts.ts";
import { openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench } from "../../src/simulate/network.ts";

const choices: Record<string, HardwareInput> = {
  "events held": { lanes: { spike: 4, memory: 2, update: 1, readout: 2 }, dataflow: "event-stationary" },
  "events held, registers": {
    lanes: { spike: 3, memory: 3, update: 2 },
    dataflow: "event-stationary",
    pipeline: true,
  },
  "neurons held": { lanes: { spike: 4, memory: 2, update: 2 }, dataflow: "neuron-stationary" },
  "shared, slow states first": {
    lanes: { spike: 4, memory: 2, update: 1 },
    dataflow: "neuron-stationary",
    mapping: "shared",
    dependencyBreaking: false,
    overlap: false,
  },
};

describe.each(Object.entries(choices))("spans of the timeline: %s", (_name, choice) => {
  it.each(["graded", "dilation-hold"])("are where the circuit of %s does it", async (name) => {
    const { network, events } = vectorCases.find((c) => c.name === name)!;
    const planned = plan(network, hardware({ ...choice, probe: true }));
    const made = networkBench(planned);
    const engine = await openEngine("builtin", made);
    const [run] = await engine.run([
      {
        sources: { events: eventBeats([events]) },
        until: { sink: "classes", beats: 1 },
        idleCycles: 20,
        maxCycles: 40_000,
      },
    ]);
    await engine.close();
    const spans: Span[] = [];
    const activity = activityOf(events, createGolden(network).record(events));
    const { taken } = timeline(planned, [activity], (span) => spans.push(span));
    const offset = run!.sources.events![0]! - taken[0]!;
    const cyclesOf = (of: (span: Span) => boolean): number[] =>
      spans
        .filter(of)
        .flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i + offset));

    const written = wordLatency(memoryStages(planned.hardware));
    for (const { name: core } of planned.cores)
      expect(cyclesOf((s) => s.part === core && s.kind === "neurons").map((c) => c + written)).toEqual([
        ...run!.monitors[`${core}_membrane`]!.cycles,
      ]);
    // With registers a logit meets the largest so far a cycle after it is shown.
    const met = memoryStages(planned.hardware);
    const logits = run!.monitors.logit!.cycles;
    const classes = spans.filter((s) => s.kind === "classes");
    expect(classes.map((s) => s.to + offset)).toEqual(
      Array.from(
        { length: events.steps },
        (_, k) => logits[(k + 1) * planned.readout.classes - 1]! + 1 + met,
      ),
    );
    const carried = run!.sources.events!.filter((_, beat) => eventBeats([events]).columns[2]![beat]! < 2);
    expect(spans.filter((s) => s.kind === "events" && s.layer === 0).map((s) => s.from + offset)).toEqual([
      ...carried,
    ]);
    for (const { kind, from, to } of spans) expect(to, kind).toBeGreaterThan(from);
  });
});
