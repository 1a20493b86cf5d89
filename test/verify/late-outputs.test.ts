// What leaves after the last class is waited for, however slowly it is taken.
import { expect, it } from "vitest";
import { hardware } from "../../src/core/index.ts";
import { openRunner, plainCase } from "../../src/verify/index.ts";
import { tiny } from "./tiny.ts";

it("spikes and logits of the last step, taken in one of ten cycles", async () => {
  const network = tiny({ fast: () => 100, threshold: 50, readout: () => 1 });
  for (const outputs of [{ spikes: true }, { logits: true }, { spikes: true, logits: true }]) {
    const choice = hardware({
      lanes: { spike: 12, memory: 12, update: 1, readout: 2 },
      dataflow: "event-stationary",
      overlap: false,
      outputs,
    });
    const runner = await openRunner({ name: "late", network, hardware: choice }, { engine: "builtin" });
    const sequence = {
      steps: 1,
      offsets: Uint32Array.of(0, 2),
      addresses: Uint32Array.of(0, 1),
      values: null,
    };
    const cases = Array.from({ length: 1500 }, (_, seed) =>
      plainCase({
        network,
        hardware: choice,
        sequences: [sequence],
        stalls: { seed, source: 0, sink: 0.9 },
      }),
    );
    const outcomes = await runner.run(cases);
    await runner.close();
    expect(outcomes.filter(({ difference }) => difference !== null)).toEqual([]);
  }
});
