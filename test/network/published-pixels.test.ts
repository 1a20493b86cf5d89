// The published networks for sequences of pixels: checkpoint, IDX files and permutation, against the published code's own
// arithmetic written out here: float32, the slow state as a causal convolution, leaky neurons that decay their input.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import {
  floatModel,
  legendreDiscrete,
  loadCheckpoint,
  type NetworkDescription,
  network,
  writeSafetensors,
} from "../../src/network/index.ts";
import { quantize } from "../../src/quantize/index.ts";
import { permutationFromSeed, readMnist, readPermutation } from "../../src/recordings/index.ts";
import { expectClose, integers, spikesOf } from "./networks.ts";

const folder = mkdtempSync(join(tmpdir(), "pixels-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [SIDE, NEURONS, CLASSES, DIM, WINDOW] = [28, 20, 10, 6, 300];
const STEPS = SIDE * SIDE;
const f = Math.fround;

/** The published state dict: names, shapes and float32 values. */
type StateDict = Map<string, { shape: number[]; values: Float64Array }>;

function stateDict(): StateDict {
  const draw = integers(3);
  const state: StateDict = new Map();
  const put = (name: string, shape: number[], value: () => number) =>
    state.set(name, {
      shape,
      values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => f(value())),
    });
  const { a, b } = legendreDiscrete(DIM, WINDOW);
  [1, NEURONS].forEach((inputs, l) => {
    const cell = `LMU${l + 1}`;
    const size = l === 0 ? 1 : 0.3;
    put(`${cell}.W_u.weight`, [1, inputs], () => (size * (9 + draw())) / 2.3);
    put(`${cell}.W_u.bias`, [1], () => 0.031);
    put(`${cell}.W_x.weight`, [NEURONS, inputs], () => (size * (draw() + 1)) / 1.7);
    put(`${cell}.W_x.bias`, [NEURONS], () => (draw() + 3) / 13.7);
    put(`${cell}.weight.weight`, [NEURONS, DIM], () => draw() / 1.13);
    put(`${cell}.weight.bias`, [NEURONS], () => draw() / 50.3);
    state.set(`${cell}.A`, { shape: [DIM, DIM], values: a.values });
    state.set(`${cell}.B`, { shape: [DIM, 1], values: b });
  });
  put("dense.weight", [CLASSES, NEURONS], () => draw() / 9.7);
  put("dense.bias", [CLASSES], () => draw() / 30.1);
  return state;
}

/** A linear layer in float32: weights times x, plus bias. */
function linear(state: StateDict, name: string, x: ArrayLike<number>): Float32Array {
  const { shape, values } = state.get(`${name}.weight`)!;
  const bias = state.get(`${name}.bias`)!.values;
  return Float32Array.from({ length: shape[0] }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < shape[1]; i++) sum = f(sum + f(values[row * shape[1] + i] * x[i]));
    return f(sum + bias[row]);
  });
}

/** One cell over a sequence: its spikes (0 and 1), and how close a membrane came to the threshold. */
function cell(state: StateDict, name: string, inputs: readonly ArrayLike<number>[]) {
  const [a, b] = [state.get(`${name}.A`)!.values.map(f), state.get(`${name}.B`)!.values.map(f)];
  const response: Float32Array[] = [Float32Array.from(b)];
  for (let k = 1; k < inputs.length; k++)
    response.push(
      Float32Array.from({ length: DIM }, (_, i) => {
        let sum = 0;
        for (let j = 0; j < DIM; j++) sum += a[i * DIM + j] * response[k - 1][j];
        return sum;
      }),
    );
  const drive = inputs.map((x) => Math.max(0, linear(state, `${name}.W_u`, x)[0]));
  const v = new Float32Array(NEURONS);
  let margin = 1;
  const spikes = inputs.map((x, k) => {
    const m = Float32Array.from({ length: DIM }, (_, i) => {
      let sum = 0;
      for (let j = 0; j <= k; j++) sum += response[k - j][i] * drive[j];
      return sum;
    });
    const [fast, slow] = [linear(state, `${name}.W_x`, x), linear(state, `${name}.weight`, m)];
    return Float32Array.from({ length: NEURONS }, (_, n) => {
      v[n] = f(v[n] + f(f(f(fast[n] + slow[n]) - v[n]) / 2));
      margin = Math.min(margin, Math.abs(v[n] - 1));
      if (v[n] < 1) return 0;
      v[n] = 0;
      return 1;
    });
  });
  return { spikes, margin };
}

/** What the published code answers for a sequence of pixels of 0 to 1. */
function published(state: StateDict, pixels: readonly number[]) {
  const first = cell(
    state,
    "LMU1",
    pixels.map((p) => [f(p)]),
  );
  const second = cell(state, "LMU2", first.spikes);
  const logits = new Array<number>(CLASSES).fill(0);
  for (const spikes of second.spikes)
    linear(state, "dense", spikes).forEach((value, c) => {
      logits[c] += value / pixels.length;
    });
  const addresses = (rows: readonly Float32Array[]) =>
    rows.map((row) => [...row].flatMap((spike, n) => (spike ? [n] : [])));
  return {
    spikes: [addresses(first.spikes), addresses(second.spikes)],
    logits,
    margin: Math.min(first.margin, second.margin),
  };
}

/** Images of a soft stroke on black, as MNIST has them. */
const images = [0.3, 1.1, 2.2].map((angle) =>
  Array.from({ length: STEPS }, (_, i) => {
    const [x, y] = [(i % SIDE) - 13.5, Math.floor(i / SIDE) - 13.5];
    const across = Math.abs(x * Math.sin(angle) - y * Math.cos(angle) + Math.sin(y / 5));
    return x * x + y * y < 110 ? Math.max(0, Math.round(255 * Math.min(1, 2.4 - across))) : 0;
  }),
);

function writeIdx(name: string, shape: number[], data: number[]): string {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 | shape.length);
  for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([header, Buffer.from(data)]));
  return path;
}

function describePixels(scale: number): NetworkDescription {
  const layer = {
    ...{ neurons: NEURONS, memory: { dim: DIM, window: WINDOW } },
    ...{ tau: 2, threshold: 1, reset: "zero" as const },
  };
  return network({
    name: "pixels",
    inputs: { channels: 1, timestep: 1e-3, valueBits: 8, scale },
    layers: [layer, layer],
    readout: { classes: CLASSES, mode: "mean-logits" },
    maxSteps: STEPS,
  });
}

describe("a published checkpoint for sequences of pixels", () => {
  const state = stateDict();
  const checkpoint = join(folder, "weights.safetensors");
  writeFileSync(checkpoint, writeSafetensors(state));
  const files = [
    writeIdx("images", [images.length, SIDE, SIDE], images.flat()),
    writeIdx("labels", [images.length], [3, 1, 4]),
  ] as const;
  const order = permutationFromSeed(STEPS, 42);
  const orderFile = join(folder, "permutation.txt");
  writeFileSync(orderFile, `${order.join("\n")}\n`);
  const scaled = loadCheckpoint(describePixels(1 / 255), checkpoint);

  it.each([
    ["row by row (S-MNIST)", null],
    ["in the permuted order (PS-MNIST)", orderFile],
  ])("agrees with the published arithmetic in every spike: %s", async (_, permuted) => {
    const permutation = permuted === null ? null : await readPermutation(permuted, STEPS);
    const recordings = await readMnist(...files, permutation === null ? {} : { permutation });
    const run = floatModel(scaled);
    let spikes = 0;
    for (const [i, recording] of recordings.entries()) {
      const pixels = images[i].map((_, k) => images[i][permutation === null ? k : permutation[k]] / 255);
      const expected = published(state, pixels);
      // Nearer to the threshold than this, the order of float32 sums would decide.
      expect(expected.margin).toBeGreaterThan(2e-6);
      const result = run(recording, { record: true });
      expect(spikesOf(result)).toEqual(expected.spikes);
      expectClose(result.logits, expected.logits, 1e-5);
      spikes += expected.spikes.flat(2).length;
    }
    expect(spikes).toBeGreaterThan(2000);
  });

  it("does not agree without the scale of its pixels, nor without its permutation: the comparison can fail", async () => {
    const [recording] = await readMnist(...files);
    const expected = published(
      state,
      images[0].map((p) => p / 255),
    );
    const unscaled = floatModel(loadCheckpoint(describePixels(1), checkpoint));
    expect(spikesOf(unscaled(recording, { record: true }))).not.toEqual(expected.spikes);
    const [other] = await readMnist(...files, { permutation: order });
    expect(spikesOf(floatModel(scaled)(other, { record: true }))).not.toEqual(expected.spikes);
  });

  it("quantizes with its scale in the weights, and the integer network keeps it for reports", async () => {
    const recordings = await readMnist(...files);
    const { network: integer } = quantize(scaled, recordings);
    expect(integer.inputs.scale).toBe(1 / 255);
    const run = floatModel(scaled);
    const golden = createGolden(integer);
    for (const recording of recordings) {
      const float = run(recording).spikes[0];
      const spikes = golden.record(recording).layers[0].spikes.addresses.length;
      expect(Math.abs(spikes / float - 1)).toBeLessThan(0.05);
    }
  });
});
