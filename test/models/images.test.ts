// The shipped networks of S-MNIST and PS-MNIST: their integers are their weights', and answer as their cards say.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { hardware } from "../../src/core/index.ts";
import { infer } from "../../src/inference/index.ts";
import { loadCheckpoint, parseDescription } from "../../src/network/index.ts";
import { loadNetwork, quantize } from "../../src/quantize/index.ts";
import { readMnist, readPermutation } from "../../src/recordings/index.ts";

interface Metrics {
  readonly parameters: number;
  readonly first100: { readonly right: number };
}

const networks = [
  { name: "s-mnist", memory: { dim: 60, window: 300 }, most: 73_000 },
  { name: "ps-mnist", memory: { dim: 145, window: 600 }, most: 102_000 },
];
const json = (name: string, file: string) => JSON.parse(readFileSync(join("models", name, file), "utf8"));
const mnist = process.env.DMP_MNIST;

/** Three steps of pixels: formats that are given whole need no more. */
const pixels = {
  steps: 3,
  channels: 1,
  offsets: Uint32Array.of(0, 1, 1, 2),
  addresses: new Uint16Array(2),
  values: Uint16Array.of(200, 77),
};

/** The numbers of a Mersenne twister, 32 bits each. */
function twister(seed: number): () => number {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) state[i] = Math.imul(1812433253, state[i - 1]! ^ (state[i - 1]! >>> 30)) + i;
  const renew = () => {
    for (let i = 0; i < 624; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % 624]! & 0x7fffffff);
      state[i] = state[(i + 397) % 624]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
  };
  let count = 0;
  return () => {
    if (count % 624 === 0) renew();
    let y = state[count++ % 624]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/** torch.randperm(length) under a seed. */
function randperm(length: number, seed: number): number[] {
  const next = twister(seed);
  const order = Array.from({ length }, (_, i) => i);
  for (let i = 0; i < length - 1; i++) {
    const j = i + (next() % (length - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

it("ps-mnist: the order of the pixels is PyTorch's under seed 42", async () => {
  const order = await readPermutation("models/ps-mnist/permutation.txt", 784);
  expect(Array.from(order)).toEqual(randperm(784, 42));
});

describe.each(networks)("$name", ({ name, memory, most }) => {
  const description = parseDescription(json(name, "network.json"));
  const integer = () => loadNetwork(readFileSync(join("models", name, "integer.json"), "utf8"));

  it("has the published layers, the slow states of its card, and no more parameters than were published", () => {
    expect(description.layers).toMatchObject([
      { neurons: 200, memory },
      { neurons: 200, memory },
    ]);
    const float = loadCheckpoint(description, join("models", name, "weights.safetensors"));
    const layers = float.layers.map(({ fast, bias, memory }) => {
      const slow = memory === null ? 0 : memory.drive.weights.length + 1 + memory.output.values.length;
      return fast.values.length + bias.length + slow;
    });
    const { weights, bias } = float.readout;
    const parameters = layers.reduce((sum, n) => sum + n, weights.values.length + bias.length);
    expect(parameters).toBe((json(name, "metrics.json") as Metrics).parameters);
    expect(parameters).toBeLessThanOrEqual(most);
  });

  it("its integers are its weights in the formats of formats.json", () => {
    const float = loadCheckpoint(description, join("models", name, "weights.safetensors"));
    const { network } = quantize(float, [pixels], json(name, "formats.json"));
    expect(network).toEqual(integer());
  });

  it("is computed in doubles, exactly", () => {
    expect(createGolden(integer()).arithmetic).toBe("int32");
  });

  it("its hardware computes every bit of a few bright pixels", async () => {
    const { lanes } = json(name, "hardware.json");
    const bright = { ...pixels, name: "bright", label: null };
    const { mismatches, values, compared } = await infer({
      engine: "builtin",
      float: null,
      integer: integer(),
      hardware: hardware({ lanes, probe: true }),
      recordings: [bright],
    });
    expect({ mismatches, compared }).toEqual({ mismatches: 0, compared: "every value" });
    expect(values).toBeGreaterThan(3 * (200 + memory.dim));
  });

  it.skipIf(!mnist)("answers the first 100 test images as its card says (DMP_MNIST)", async () => {
    const order =
      name === "ps-mnist" ? await readPermutation("models/ps-mnist/permutation.txt", 784) : undefined;
    const [images, labels] = ["images-idx3", "labels-idx1"].map((kind) =>
      join(mnist!, `t10k-${kind}-ubyte.gz`),
    );
    const recordings = await readMnist(images!, labels!, {
      from: 0,
      to: 100,
      ...(order === undefined ? {} : { permutation: order }),
    });
    const { accuracy } = await infer({
      engine: "golden",
      float: null,
      integer: integer(),
      hardware: null,
      recordings,
    });
    expect(Math.round(100 * accuracy.golden!)).toBe((json(name, "metrics.json") as Metrics).first100.right);
  });
});
