import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { activityOf, hardware, plan, timeline } from "../../src/core/index.ts";
import { openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench } from "../../src/simulate/network.ts";
import { hardwareChoices } from "./choices.ts";

describe.each(Object.entries(hardwareChoices))("hardware: %s", (_name, choice) => {
  it.each(vectorCases.map((c) => [c.name, c] as const))(
    "takes exactly the cycles of the timeline for %s",
    async (_case, { network, events }) => {
      const bench = networkBench(plan(network, hardware(choice)));
      const engine = await openEngine("builtin", bench);
      const sources = { events: eventBeats([events, events, events]) };
      const [run] = await engine.run([{ sources, until: { sink: "classes", beats: 3 }, maxCycles: 40_000 }]);
      await engine.close();
      const steps = activityOf(events, createGolden(network).record(events));
      const expected = timeline(bench.plan, [steps, steps, steps]);
      const first = run!.sources.events![0]! - expected.taken[0]!;
      expect([...run!.sources.events!].map((c) => c - first)).toEqual(expected.taken);
      expect([...run!.sinks.classes!.cycles].map((c) => c - first)).toEqual(expected.classes);
    },
  );
});
