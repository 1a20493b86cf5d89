// The formula that a core is proved equal to says what the golden model computes, whatever numbers the neurons have each.
import fc from "fast-check";
import { expect, it } from "vitest";
import { exactStep } from "../../golden/exact.ts";
import { emptySteps, initialState } from "../../golden/state.ts";
import { random } from "../../src/base/random.ts";
import { stepArithmetic } from "../../src/flow/prove/arithmetic.ts";
import { elaborate } from "../../src/hdl/index.ts";
import { simulate } from "../../src/hdl/simulator/index.ts";
import type { NeuronNumber } from "../../src/network/integer.ts";
import { randomNetwork } from "../../src/verify/shape.ts";

const EVENTS = 3;
const CHANNELS = 4;

it("a step from any state, with any events", () => {
  const choice = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    neurons: fc.integer({ min: 1, max: 4 }),
    dim: fc.constantFrom(0, 2),
    ownLeaks: fc.boolean(),
    ownThresholds: fc.boolean(),
    ownResets: fc.boolean(),
  });
  const property = fc.property(choice, ({ seed, ...given }) => {
    const source = random(seed);
    const network = randomNetwork(source, {
      ...{ name: "step", channels: CHANNELS, valueBits: 0, maxPerStep: EVENTS },
      layers: [{ ...given, dilation: 1 }],
    });
    const [layer] = network.layers;
    const { memory, neurons } = layer!;
    const sim = simulate(elaborate(stepArithmetic("formula", layer!, EVENTS)));
    const give = (port: string, values: ArrayLike<number> = []) =>
      Array.from(values, (value, i) => sim.poke(`${port}_${i}`, value));
    const own = (number: NeuronNumber | undefined) => (typeof number === "object" ? number.values : []);
    give("fast", layer!.fast.weights.values);
    give("bias", layer!.bias.values);
    give("leaks", own(layer!.leak.factor));
    give("thresholds", own(layer!.threshold));
    give("resets", own(layer!.resetBy));
    give("drive", memory?.drive.weights.values);
    give("drive_bias", memory?.drive.bias.values);
    give("transition", memory?.state.transition.values);
    give("input", memory?.state.input.values);
    give("slow", memory?.current.state.values);
    give("slow_drive", memory?.current.drive.values);
    for (let k = 0; k < 6; k++) {
      const state = initialState(network);
      const first = source.chance(0.2);
      const before = (port: string, values: Int32Array, bits: number) => {
        for (let i = 0; i < values.length; i++)
          values[i] = source.int(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1);
        give(port, values);
        if (first) values.fill(0);
      };
      before("m_before", state.layers[0]!.m, memory?.state.bits ?? 2);
      before("u_before", state.layers[0]!.u, layer!.membraneBits);
      const addresses = Array.from({ length: EVENTS }, () => source.int(0, CHANNELS - 1));
      const used = addresses.map(() => source.chance(0.7));
      sim.poke("first", Number(first));
      give("used", used.map(Number));
      give("address", addresses);
      const events = Uint16Array.from(addresses.filter((_, e) => used[e]));
      const did = emptySteps(network);
      exactStep(network, state, { addresses: events, values: null, from: 0, to: events.length }, did);
      const found = (port: string, count: number) =>
        Array.from({ length: count }, (_, i) => Number(sim.peek(`${port}_${i}`)));
      expect(found("u_next", neurons)).toEqual([...state.layers[0]!.u]);
      expect(found("m_next", memory?.dim ?? 0)).toEqual([...state.layers[0]!.m]);
      const fired = found("fired", neurons).flatMap((f, n) => (f === 1 ? [n] : []));
      expect(fired).toEqual([...did[0]!.spikes.slice(0, did[0]!.count)]);
    }
  });
  fc.assert(property, { seed: 3, numRuns: 40 });
});
