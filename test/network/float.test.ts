// The float model: neurons by hand, the slow state.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FloatNetwork, parseDescription } from "../../src/network/index.ts";
import { check, expectClose, integers, networkOf, run, type Step, stepsFor } from "./networks.ts";

describe("one neuron by hand", () => {
  const plain = (fields: object, readoutFields: object = { mode: "mean-logits" }) => {
    const description = parseDescription({
      name: "hand",
      inputs: { channels: 1, timestep: 1 },
      layers: [{ neurons: 1, threshold: 1, ...fields }],
      readout: { classes: 1, ...readoutFields },
    });
    return networkOf(description, () => 6); // weights 0.75, bias 0.09375
  };
  const events: Step[] = [[[0, 1]], [[0, 1]], [], []];

  it.each([
    ["subtract", [0.84375, 0.265625, 0.2265625, 0.20703125]],
    ["zero", [0.84375, 0, 0.09375, 0.140625]],
  ])("leaks by beta, fires at the threshold, resets: %s", (reset, membranes) => {
    const { trace, class: answer } = run(plain({ beta: 0.5, reset }), events);
    expect([...trace!.layers[0].membrane]).toEqual(membranes);
    expect([...trace!.layers[0].beforeReset.subarray(0, 2)]).toEqual([0.84375, 1.265625]);
    expect([...trace!.layers[0].spikes.addresses]).toEqual([0]);
    expect([...trace!.layers[0].spikes.offsets]).toEqual([0, 0, 1, 1, 1]);
    expect(answer).toBe(0);
  });

  it("with tau, decays the currents too", () => {
    const { trace } = run(plain({ tau: 2, reset: "zero" }), events);
    expect([...trace!.layers[0].membrane]).toEqual([0.421875, 0.6328125, 0.36328125, 0.228515625]);
  });

  it("mean-membrane averages the readout's membrane over the last steps", () => {
    const net = plain({ beta: 0.5, reset: "zero" }, { mode: "mean-membrane", beta: 0.5, lastSteps: 2 });
    const { trace, logits } = run(net, events);
    expect([...trace!.logits]).toEqual([0.75, 1.875, 1.6875, 1.59375]);
    expect([...logits]).toEqual([(1.6875 + 1.59375) / 2]);
  });
});

describe("the slow state", () => {
  const withMemory = (dim: number, window: number) =>
    networkOf(
      {
        name: "slow",
        inputs: { channels: 4, timestep: 1, maxPerStep: 1000 },
        layers: [{ neurons: 3, memory: { dim, window }, beta: 0.75, threshold: 1, reset: "zero" }],
        readout: { classes: 1, mode: "mean-logits" },
      },
      integers(dim),
    );
  /** The network with positive drive weights and no biases: its relu passes everything. */
  const linear = (net: FloatNetwork): FloatNetwork => ({
    ...net,
    layers: net.layers.map((layer) => ({
      ...layer,
      bias: layer.bias.map(() => 0),
      memory: layer.memory && {
        ...layer.memory,
        drive: { weights: layer.memory.drive.weights.map(Math.abs), bias: 0 },
      },
    })),
  });

  it("is linear in the drive", () => {
    const net = linear(withMemory(6, 12));
    const steps = stepsFor(net.description, { minLength: 30, maxLength: 30 });
    check(fc.tuple(steps, steps), ([a, b]) => {
      const [ma, mb, sum] = [a, b, a.map((step, k) => [...step, ...b[k]])].map(
        (s) => run(net, s).trace!.layers[0].slow,
      );
      const added = ma.map((m, i) => m + mb[i]);
      expectClose(sum, added, 1e-9);
    });
  });

  it("holds the window: its Legendre series gives the drive back", () => {
    const net = linear(withMemory(12, 40));
    const wave = Array.from({ length: 120 }, (_, k) => Math.round(6 + 5 * Math.sin(k / 9)));
    const { trace } = run(
      net,
      wave.map((n) => Array.from({ length: n }, () => [0, 1] as const)),
    );
    const { slow, drive } = trace!.layers[0];
    const last = slow.subarray(119 * 12);
    const legendre = (i: number, z: number): number =>
      i === 0 ? 1 : i === 1 ? z : ((2 * i - 1) * z * legendre(i - 1, z) - (i - 1) * legendre(i - 2, z)) / i;
    const largest = Math.max(...drive);
    for (const ago of [4.5, 12.5, 20.5, 30.5]) {
      const series = last.reduce((sum, m, i) => sum + m * legendre(i, (2 * ago) / 40 - 1), 0);
      const expected = drive[119 - Math.floor(ago)];
      expect(Math.abs(series - expected)).toBeLessThan(0.12 * largest);
    }
  });

  it("and the membranes come to rest in silence", () => {
    for (const dim of [1, 3, 6]) {
      const net = linear(withMemory(dim, 10));
      const burst: Step[] = Array.from({ length: 5 }, () => [[1, 1] as const, [2, 1] as const]);
      const { trace, state } = run(net, [...burst, ...Array.from({ length: 600 }, () => [])]);
      expect(Math.max(...trace!.layers[0].slow.map(Math.abs))).toBeGreaterThan(0.01);
      for (const value of [...state.layers[0].slow, ...state.layers[0].membrane])
        expect(Math.abs(value)).toBeLessThan(1e-9);
    }
  });
});
