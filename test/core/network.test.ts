import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench, paramsBeats } from "../../src/simulate/network.ts";
import { hardwareChoices, lanes } from "./choices.ts";

const choices: Readonly<Record<string, HardwareInput>> = {
  ...hardwareChoices,
  "lanes without common divisor": { ...lanes(3, 2, 2, 3), dataflow: "event-stationary" },
  loaded: { ...lanes(2, 4, 1), dataflow: "event-stationary", parameters: "loaded" },
  "loaded, shared": { ...lanes(2, 2, 2), mapping: "shared", parameters: "loaded" },
  spram: { ...lanes(2, 2, 1), parameters: "loaded", memories: { weights: "spram", readout: "spram" } },
};

describe.each(Object.entries(choices))("hardware: %s", (_name, choice) => {
  it.each(vectorCases.map((c) => [c.name, c] as const))(
    "gives the golden model's bits for %s",
    async (_case, { network, events }) => {
      const bench = networkBench(plan(network, hardware({ ...choice, probe: true })));
      const { cores } = bench.plan;
      const engine = await openEngine("builtin", bench);
      const sources = {
        events: eventBeats([events, events]),
        ...(choice.parameters === "loaded" ? { params: paramsBeats(bench.plan) } : {}),
      };
      const order = choice.parameters === "loaded" ? ["params", "events"] : ["events"];
      const [run] = await engine.run([
        { sources, order, until: { sink: "classes", beats: 2 }, idleCycles: 200, maxCycles: 40_000 },
      ]);
      await engine.close();
      expect(run!.printed).toBe("");
      expect(Object.values(run!.flags).every((f) => f === 0)).toBe(true);
      expect(run!.status).toBe("done");
      const golden = createGolden(network).record(events);
      expect([...run!.sinks.classes!.columns[0]!]).toEqual([golden.class, golden.class]);
      const twice = (values: ArrayLike<number>) => [...Array.from(values), ...Array.from(values)];
      expect([...run!.monitors.logit!.columns[1]!].map(Number)).toEqual(twice(golden.logitsPerStep));
      golden.layers.forEach((layer, l) => {
        const core = cores.find((c) => c.layers.some((p) => p.index === l))!;
        const at = core.layers.findIndex((p) => p.index === l);
        const ofLayer = (probe: string, field: string) => {
          const name = `${core.name}_${probe}`;
          const { fields } = bench.bench.monitors.find((m) => m.name === name)!;
          const { columns } = run!.monitors[name]!;
          const column = (port: string) =>
            columns[fields.findIndex((f) => f.port === `probe_${name}_${port}`)];
          // A core of one layer has no port that says which.
          const layers = column("layer");
          return [...column(field)!].map(Number).filter((_, i) => Number(layers?.[i] ?? 0) === at);
        };
        const { neuron } = core.lanes;
        const words = Array.from({ length: neuron }, (_, lane) => ofLayer("membrane", `value_${lane}`));
        const neurons = network.layers[l]!.neurons;
        const perStep = Math.ceil(neurons / neuron);
        const membranes = words[0]!.flatMap((_, i) =>
          words.flatMap((w, lane) => ((i % perStep) * neuron + lane < neurons ? [w[i]!] : [])),
        );
        expect(membranes).toEqual(twice(layer.u));
        if (layer.x.length > 0) {
          expect(ofLayer("drive", "value")).toEqual(twice(layer.x));
          expect(ofLayer("state", "value")).toEqual(twice(layer.m));
        }
      });
    },
  );
});
