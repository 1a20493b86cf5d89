// The streams out of a network, beat for beat, however slowly they are taken.
import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { hardware, plan } from "../../src/core/index.ts";
import type { IntegerNetwork } from "../../src/network/integer.ts";
import { answersOf } from "../../src/simulate/answers.ts";
import { openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench } from "../../src/simulate/network.ts";

const outputs = { classes: "step", logits: true, spikes: true } as const;

/** A network whose logits can only be 0. */
const silent = (network: IntegerNetwork): IntegerNetwork => {
  const { weights, bias } = network.readout;
  const zeros = <T extends { readonly values: Int32Array }>(of: T): T => ({
    ...of,
    values: new Int32Array(of.values.length),
  });
  return { ...network, readout: { ...network.readout, weights: zeros(weights), bias: zeros(bias) } };
};

describe.each(["event-stationary", "neuron-stationary"] as const)("outputs at every step, %s", (dataflow) => {
  it.each([
    ["plain", 0, (n: IntegerNetwork) => n],
    ["plain", 0.95, (n: IntegerNetwork) => n],
    ["membrane-readout", 0.8, (n: IntegerNetwork) => n],
    ["plain", 0.5, silent],
  ] as const)("of %s, refused in %s of the cycles", async (name, sink, changed) => {
    const { network, events } = vectorCases.find((c) => c.name === name)!;
    const lanes = { spike: 2, memory: 2, update: 1, readout: 2 };
    const made = networkBench(plan(changed(network), hardware({ lanes, dataflow, outputs })));
    const record = createGolden(changed(network)).record(events);
    const answers = answersOf(made.plan, [record, record]);
    expect(answers.map((a) => a.name)).toEqual(["classes", "logits", "spikes"]);
    const engine = await openEngine("builtin", made);
    const [run] = await engine.run([
      {
        sources: { events: eventBeats([events, events]) },
        until: { sink: "classes", beats: answers[0]!.beats },
        idleCycles: 2000,
        maxCycles: 200_000,
        assertions: true,
        ...(sink > 0 ? { stalls: { seed: 7, source: 0, sink } } : {}),
      },
    ]);
    await engine.close();
    expect([run!.status, run!.printed]).toEqual(["done", ""]);
    for (const { name: stream, columns } of answers)
      expect(
        run!.sinks[stream]!.columns.map((c) => Array.from(c, Number)),
        stream,
      ).toEqual(columns);
  });
});
