// Layers that NIR has no node for.
import { expect, it } from "vitest";
import { exportNir } from "../../src/import/index.ts";
import { floatNetwork, network } from "../../src/network/index.ts";

it("the export is refused where some neurons leak and others do not", async () => {
  const description = network({
    name: "mixed",
    inputs: { channels: 1, timestep: 0.01 },
    layers: [{ neurons: 2, beta: [0.5, 1], threshold: 1, reset: "zero" }],
    readout: { classes: 1, mode: "mean-logits" },
  });
  const made = floatNetwork(description, {
    layers: [{ fast: Float64Array.of(1, 1), bias: new Float64Array(2), memory: null }],
    readout: { weights: Float64Array.of(1, 1), bias: new Float64Array(1) },
  });
  await expect(async () => exportNir(made, "euler")).rejects.toThrow(
    /layers\[0\]\.beta: is 1 in neuron 1, and less in/,
  );
});
