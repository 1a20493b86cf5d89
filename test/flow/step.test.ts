// A whole core proved equal to the arithmetic over one step, for all weights, states and events; and not so with a fault.
import { describe, expect, it } from "vitest";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { proveStep } from "../../src/flow/index.ts";
import { tinyNetwork } from "./networks.ts";

const planned = (choice: Partial<HardwareInput> = {}) =>
  plan(tinyNetwork, hardware({ lanes: { spike: 1, memory: 1, update: 1 }, parameters: "loaded", ...choice }));

describe("one step of a tiny core", () => {
  it.each(["event-stationary", "neuron-stationary"] as const)(
    "is proved equal to the arithmetic for all weights, states and events, %s",
    async (dataflow) => {
      const proof = await proveStep(planned({ dataflow }), { events: 1 });
      expect(proof.verdict).toBe("proved");
      // Weights 34, slow state 3, membranes 6, event 2, first 1, end 1.
      expect(proof.freeBits).toBeGreaterThan(40);
      expect(proof.resting).toBeGreaterThan(20);
    },
    600_000,
  );

  it("is not, where a neuron fires only above its threshold", async () => {
    let changed = false;
    const proof = await proveStep(planned(), {
      events: 1,
      change({ name, text }) {
        const faulty = text.replace(/(fires_0 = \(\w+) >= /, "$1 > ");
        changed ||= faulty !== text;
        return { name, text: faulty };
      },
    });
    expect(changed).toBe(true);
    expect(proof.verdict).toBe("counterexample");
  }, 600_000);

  it("is refused for hardware that it is not made for", async () => {
    await expect(proveStep(planned({ parameters: "baked" }))).rejects.toThrow('parameters "loaded"');
    await expect(proveStep(planned({ lanes: { spike: 2, memory: 2, update: 1 } }))).rejects.toThrow(
      "one lane",
    );
  });
});
