// Without probes everything is seen all the same: what lies behind a probe shows the same values in the same order.
import { describe, expect, it } from "vitest";
import { hardware, plan } from "../../src/core/index.ts";
import { networkBench } from "../../src/simulate/network.ts";
import { insideMonitors } from "../../src/simulate/sight.ts";
import { openRunner, random, randomCase, randomShape } from "../../src/verify/index.ts";

const designs = (seed: number) => {
  const shape = randomShape(random(31).split(seed), { name: "seen" });
  const of = (probe: boolean) => networkBench(plan(shape.network, hardware({ ...shape.hardware, probe })));
  return { shape, probed: of(true), bare: of(false) };
};

describe("signals behind the probes", () => {
  it("are found for every probe of 120 random networks and hardware choices", () => {
    for (let seed = 0; seed < 120; seed += 1) {
      const { probed, bare } = designs(seed);
      const inside = insideMonitors(probed.design, bare.design, probed.bench);
      expect(inside.map((m) => m.name)).toEqual(probed.bench.monitors.map((m) => m.name));
      for (const [i, { name, fields, unseen }] of inside.entries()) {
        const shown = [...fields.map((f) => f.shows!), ...unseen!];
        const left = probed.bench.monitors[i]!.fields.map((f) => f.port).filter((p) => !shown.includes(p));
        // Neurons whose leak forgets everything have no membranes.
        const [own] = probed.plan.cores.filter((c) => name === `${c.name}_membrane`);
        const forgets = own?.layers.every((l) => l.layer.leak.factor === 0);
        if (unseen!.length > 0) expect([name, forgets]).toEqual([expect.stringMatching(/_membrane$/), true]);
        // What is left out is the number of the only layer, or of the only slow state or class.
        for (const port of left) expect(port).toMatch(/_(layer|index|class)$/);
      }
    }
  });

  it.each([3, 11])(
    "pass the same cases in Verilator as the probes (seed %i)",
    async (seed) => {
      const { shape } = designs(seed);
      const cases = Array.from({ length: 25 }, (_, n) => randomCase(shape, random(seed).split(n)));
      const run = async (probe: boolean) => {
        const runner = await openRunner(
          { ...shape, hardware: hardware({ ...shape.hardware, probe }) },
          { engine: "verilator" },
        );
        const outcomes = await runner.run(cases);
        await runner.close();
        return { depth: runner.depth, outcomes };
      };
      const [seen, shown] = await Promise.all([run(false), run(true)]);
      expect(seen).toEqual(shown);
      expect(seen.depth).toBe("every value");
      expect(seen.outcomes.filter((o) => o.difference !== null)).toEqual([]);
    },
    240_000,
  );
});
