import { expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { vectorCases } from "../../golden/cases.ts";
import { hardware, plan } from "../../src/core/index.ts";
import { openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench, paramsBeats } from "../../src/simulate/network.ts";

for (const c of vectorCases)
  it(c.name, async () => {
    const h = hardware({ lanes: { spike: 2, memory: 2, update: 1 }, probe: true });
    const p = plan(c.network, h);
    const nb = networkBench(p);
    const engine = await openEngine("builtin", { bench: nb.bench, design: nb.design });
    const events = eventBeats([c.events, c.events]);
    const [r] = await engine.run([{ sources: { events }, until: { sink: "classes", beats: 2 }, maxCycles: 20000 }]);
    const gold = createGolden(c.network).record(c.events);
    console.log(r!.status, r!.cycles, r!.printed, [...r!.sinks.classes!.columns[0]!], gold.class, [...gold.logits]);
    const m0 = r!.monitors.core0_state;
    if (m0) console.log([...m0.columns[2]!].slice(0, 20).join(), "|", [...gold.layers[0]!.m].slice(0, 20).join());
    const lg = r!.monitors.logit!; console.log("LG", [...lg.columns[1]!].join(), "|", [...gold.logitsPerStep].join());
    const u0 = r!.monitors.core0_membrane!;
    console.log([...u0.columns[1]!].slice(0, 20).join(), "|", [...gold.layers[0]!.u].slice(0, 20).join());
    await engine.close();
    expect(r!.status).toBe("done");
    expect([...r!.sinks.classes!.columns[0]!]).toEqual([gold.class, gold.class]);
  });
void paramsBeats;
