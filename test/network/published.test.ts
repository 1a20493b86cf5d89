// The published PyTorch network: a checkpoint and the answers of its own arithmetic.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { floatModel, loadCheckpoint, network } from "../../src/network/index.ts";
import { expectClose, fixture, sequenceOf, spikesOf } from "./networks.ts";

describe("the published PyTorch network", () => {
  const { shape, sequences } = JSON.parse(readFileSync(fixture("published.json"), "utf8"));
  const layer = {
    neurons: shape.neurons,
    memory: { dim: shape.dim, window: shape.window },
    threshold: 1,
  } as const;
  const description = network({
    name: "published",
    inputs: { channels: shape.channels, timestep: 0.01 },
    layers: [
      { ...layer, tau: 2, reset: "zero" },
      { ...layer, tau: 2, reset: "zero" },
    ],
    readout: { classes: shape.classes, mode: "mean-logits" },
  });

  it.each(["published.npz", "published.safetensors", "published.pt", "published-legacy.pt"])(
    "agrees in every spike and within 1e-5 in the logits: %s",
    (file) => {
      const model = floatModel(loadCheckpoint(description, fixture(file)));
      for (const { events, spikes, drive, lastSlow, logits } of sequences) {
        const steps = events.map((step: number[]) => step.map((address) => [address, 1] as const));
        const result = model(sequenceOf(description, steps), { record: true });
        expect(spikesOf(result)).toEqual(spikes);
        expectClose(result.logits, logits, 1e-5);
        expectClose(result.trace!.layers[0].drive, drive, 1e-5);
        for (const l of [0, 1]) expectClose(result.state.layers[l].slow, lastSlow[l], 1e-5);
      }
    },
  );

  it("does not agree without the reset to zero: the comparison can fail", () => {
    const soft = {
      ...description,
      layers: description.layers.map((l) => ({ ...l, reset: "subtract" as const })),
    };
    const model = floatModel(loadCheckpoint(soft, fixture("published.npz")));
    const steps = sequences[0].events.map((step: number[]) => step.map((address) => [address, 1] as const));
    expect(spikesOf(model(sequenceOf(soft, steps), { record: true }))).not.toEqual(sequences[0].spikes);
  });
});
