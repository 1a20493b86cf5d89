// Sequences that a network does not accept.
import { describe, expect, it } from "vitest";
import { runFloat, SequenceError } from "../../src/network/index.ts";
import { caught, networkOf, sequenceOf } from "./networks.ts";

describe("a sequence that the network does not accept", () => {
  const net = networkOf(
    {
      name: "strict",
      inputs: { channels: 3, timestep: 1, valueBits: 2, maxPerStep: 5 },
      layers: [{ neurons: 1, beta: 0.5, threshold: 1, reset: "zero" }],
      readout: { classes: 1, mode: "mean-logits" },
      maxSteps: 4,
    },
    () => 1,
  );
  const good = sequenceOf(net.description, [[[0, 1]], [[2, 3]]]);
  it.each([
    [{ addresses: Uint16Array.of(0, 3) }, "step 1: expected addresses up to 2, found 3"],
    [{ values: Uint16Array.of(1, 4) }, "step 1: expected values up to 3, found 4"],
    [{ values: Uint16Array.of(1) }, "expected 2 values, found 1"],
    [{ offsets: Uint32Array.of(0, 3, 2) }, "step 1: expected an end from 3, found 2"],
    [{ offsets: Uint32Array.of(0, 1) }, "expected 3 offsets, found 2"],
    [{ offsets: Uint32Array.of(1, 1, 2) }, "step 0: expected first offset 0, found 1"],
    [{ offsets: Uint32Array.of(0, 1, 1) }, "expected last offset 2, found 1"],
    [{ steps: 5 }, "expected 1 to 4 steps, found 5"],
    [{ steps: 0 }, "expected 1 to 4 steps, found 0"],
    [
      { offsets: Uint32Array.of(0, 0, 2), values: Uint16Array.of(3, 3) },
      "step 1: expected values that add up to at most 5, found 6",
    ],
  ])("is refused: %j", (change, message) => {
    expect(() => runFloat(net, good)).not.toThrow();
    const error = caught(() => runFloat(net, { ...good, ...change }));
    expect(error).toBeInstanceOf(SequenceError);
    expect((error as Error).message).toContain(message);
  });

  it("is named, where it has a name", () => {
    const named = { ...good, name: "digits.h5#3", addresses: Uint16Array.of(0, 3) };
    expect(() => runFloat(net, named)).toThrow(
      'wrong event sequence "digits.h5#3", step 1: expected addresses up to 2, found 3',
    );
  });

  it("has values with its events, but needs none where it has no event", () => {
    const silent = { steps: 2, offsets: new Uint32Array(3), addresses: new Uint16Array(0) };
    expect(runFloat(net, { ...silent, values: null })).toEqual(
      runFloat(net, { ...silent, values: new Uint16Array(0) }),
    );
    expect(() => runFloat(net, { ...good, offsets: Uint32Array.of(0, 0, 2), values: null })).toThrow(
      "step 1: expected events with values, as valueBits is 2, found none",
    );
  });

  it("is refused where it goes on for too long", () => {
    const { state } = runFloat(net, { ...good, steps: 3, offsets: Uint32Array.of(0, 1, 1, 2) });
    expect(() => runFloat(net, good, { state })).toThrow("expected 1 to 1 steps, found 2");
  });
});
