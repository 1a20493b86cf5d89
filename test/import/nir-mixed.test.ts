// What NIR has no node and no word for.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exportNir } from "../../src/import/index.ts";
import {
  floatNetwork,
  loadCheckpoint,
  type NetworkSpec,
  network,
  parseDescription,
  saveCheckpoint,
} from "../../src/network/index.ts";
import { json, run } from "../cli/dmp.ts";
import { expectClose } from "../network/networks.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-nir-back-"));
afterAll(() => rmSync(root, { recursive: true }));

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

const scaled: [
  string,
  Partial<NetworkSpec["inputs"]>,
  Partial<NetworkSpec>,
  number | null,
  string[],
  string[],
][] = [
  [
    "pixels",
    { valueBits: 8, scale: 1 / 255 },
    { maxSteps: 784 },
    null,
    ["the graph takes a value of 0 to 255 times 0.00392156862745098, as in training (inputs.scale)"],
    [],
  ],
  [
    "values",
    { valueBits: 4, scale: 0.5, maxPerStep: 20 },
    {},
    10,
    [
      "the graph takes a value of 0 to 15 times 0.5, as in training (inputs.scale)",
      "NIR says nothing of readout.lastSteps: the class is that of the mean over the last 10 steps",
    ],
    ["inputs.valueBits: 4", "inputs.scale: 0.5", "inputs.maxPerStep: 20", "readout.lastSteps: 10"],
  ],
  [
    "values_as_they_are",
    { valueBits: 8 },
    { maxSteps: null },
    5,
    [
      "the graph takes a value of 0 to 255 as it is",
      "NIR says nothing of readout.lastSteps: the class is that of the mean over the last 5 steps",
    ],
    ["inputs.valueBits: 8", "inputs.maxPerStep: 510", "maxSteps: null", "readout.lastSteps: 5"],
  ],
  ["plain", {}, {}, null, [], []],
];

it.each(scaled)(
  "%s: what the graph takes is said, and how to get the network back",
  async (name, inputs, more, lastSteps, notes, fields) => {
    const description = network({
      ...{ name, inputs: { channels: 2, timestep: 0.25, ...inputs } },
      layers: [{ neurons: 2, beta: 0.5, threshold: 1, reset: "zero" }],
      readout: { classes: 1, mode: "mean-logits", lastSteps },
      ...more,
    });
    const weights = Float64Array.of(1, 2, -3, 0.3);
    const made = floatNetwork(description, {
      layers: [{ fast: weights, bias: Float64Array.of(0.5, -0.25), memory: null }],
      readout: { weights: Float64Array.of(1, 2), bias: Float64Array.of(0.5) },
    });
    const [net, file, back] = ["", ".nir", "_back"].map((end) => join(root, `${name}${end}`));
    mkdirSync(net);
    writeFileSync(join(net, "network.json"), JSON.stringify(description));
    saveCheckpoint(made, join(net, "weights.safetensors"), "F64");
    expect((await json("export", net, "--nir", file)).value).toMatchObject({ file, notes });
    const { out } = await run("export", net, "--nir", file);
    for (const note of notes) expect(out).toContain(`note: ${note}\n`);

    const argv = /^Back: dmp (import .*)$/m.exec(out)![1]!.split(" ");
    expect((await run(...argv, "--out", back)).status).toBe(0);
    const path = join(back, "network.json");
    const again = JSON.parse(readFileSync(path, "utf8"));
    const then = /^then, in its network\.json: (.*)$/m.exec(out)?.[1]?.split(", ") ?? [];
    expect(then).toEqual(fields);
    for (const one of then) {
      const [, group, last, value] = /^(?:(\w+)\.)?(\w+): (.*)$/.exec(one)!;
      (group === undefined ? again : again[group])[last!] = JSON.parse(value!);
    }
    const read = parseDescription(again);
    expect({ ...read, layers: [] }).toEqual({ ...description, layers: [] });
    const loaded = loadCheckpoint(read, join(back, "weights.safetensors"));
    expectClose(loaded.layers[0].fast.values, made.layers[0].fast.values, 1e-12);
    // Without the scale, the weights are those of training.
    const raw = loadCheckpoint(
      parseDescription({ ...again, inputs: { ...again.inputs, scale: 1 } }),
      join(back, "weights.safetensors"),
    );
    expectClose(raw.layers[0].fast.values, weights, 1e-12);
  },
);
