// Leaks and thresholds keep their meaning in integers, or are refused: layers and readouts, every time constant.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { floatModel, floatNetwork, network, ofNeuron } from "../../src/network/index.ts";
import {
  QuantizeError,
  type QuantizeOptions,
  quantize,
  reportText,
  saveNetwork,
} from "../../src/quantize/index.ts";
import { constantOf, events, one, quantized } from "./one-neuron.ts";

/** Steps until a membrane that starts at its threshold has decayed to a share of 1/e, in integers. */
function measuredTimeConstant({ network: { layers } }: ReturnType<typeof quantize>): number {
  const { leak } = layers[0];
  const threshold = layers[0].threshold as number;
  let u = threshold;
  for (let k = 0; k < 1e6; k++) {
    if (u <= threshold / Math.E) return k;
    u = Math.floor(((leak.factor as number) * u + 2 ** (leak.shift - 1)) / 2 ** leak.shift);
  }
  return Number.POSITIVE_INFINITY;
}

describe("a leak", () => {
  it("of beta 0.999 decays, where 8 fraction bits would make it none: no spike that the float network has not", () => {
    const of = { beta: 0.999, threshold: 2, weight: 0.0019, reset: "zero" } as const;
    const result = quantized(of, events(4000));
    const run = createGolden(result.network).record(events(4000));
    expect(floatModel(one(of))(events(4000)).spikes).toEqual([0]);
    expect(run.layers[0].spikes.addresses).toHaveLength(0);
    // It does charge, to within 2 % of what the float membrane reaches.
    const { membraneFraction } = result.network.layers[0];
    expect(run.state.layers[0].u[0] / 2 ** membraneFraction).toBeCloseTo(1.9 * (1 - Math.exp(-4)), 1);
  });

  it("of any time constant is within 1 % of what was asked for, or the width is refused", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 60_000, noNaN: true }), (tau) => {
        const beta = 1 - 1 / tau;
        const result = quantized({ beta, weight: 0.3 / tau });
        const { asked, reached, error, timeConstant } = constantOf(result, "layers[0].leak");
        const { factor, shift } = result.network.layers[0].leak;
        expect(asked).toBe(beta);
        expect(reached).toBe((factor as number) / 2 ** shift);
        expect(Math.abs(timeConstant!.reached! / tau - 1)).toBeLessThan(0.0101);
        expect(error).toBeLessThan(0.01);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([2, 10, 50, 300, 1000, 20_000])(
    "of %s steps decays so in integers, not only in its factor",
    (tau) => {
      const result = quantized({ beta: 1 - 1 / tau, weight: 0.3 / tau });
      const exact = -1 / Math.log(1 - 1 / tau);
      expect(Math.abs(measuredTimeConstant(result) - exact)).toBeLessThan(1 + 0.03 * exact);
    },
  );

  it("takes 8 fraction bits and a membrane of 16 where they do", () => {
    const { network: net } = quantized({ beta: 0.5 });
    expect(net.layers[0].leak).toEqual({ factor: 128, shift: 8 });
    expect(net.layers[0].membraneBits).toBe(16);
  });

  it("of 1 or 0 is exact: an integrator never decays, and that is reported", () => {
    const integrator = constantOf(quantized({ beta: 1, weight: 0.001 }), "layers[0].leak");
    expect(integrator).toMatchObject({ reached: 1, error: 0, timeConstant: { asked: null, reached: null } });
    expect(constantOf(quantized({ beta: 0 }), "layers[0].leak")).toMatchObject({ reached: 0, error: 0 });
  });

  it("of a readout is held likewise", () => {
    const beta = 0.999;
    const of = { readout: { classes: 1, mode: "mean-membrane", beta } } as const;
    const recording = events(6000, 500);
    const result = quantized(of, recording);
    expect(constantOf(result, "readout.leak").error).toBeLessThan(0.01);
    const { logits } = createGolden(result.network).run(recording);
    const mean = logits[0] / 2 ** result.network.readout.fraction / 6000;
    expect(mean / floatModel(one(of))(recording).logits[0]).toBeCloseTo(1, 1);
    expect(() => quantized(of, recording, { bits: { readout: { leak: 8 } } })).toThrow(
      "readout.leak: beta 0.999 (a time constant of 1000 steps) with 8 fraction bits never decays",
    );
    expect(() => quantized(of, recording, { bits: { readout: { u: 10 } } })).toThrow(
      /^readout: a membrane of 10 bits, .* stands still below .* of the largest membrane/,
    );
  });

  it("that the given bits cannot hold is refused, with those that would", () => {
    expect(() => quantized({ beta: 0.999 }, events(9), { bits: { leak: 8 } })).toThrow(
      "layers[0].leak: beta 0.999 (a time constant of 1000 steps) with 8 fraction bits never decays; " +
        "within 1 % (constantTolerance) it needs 15 (bits.leak)",
    );
    expect(() => quantized({ beta: 0.98 }, events(9), { bits: { leak: 8 } })).toThrow(
      "has a time constant of 51.2;",
    );
    expect(quantized({ beta: 0.98 }, events(9), { bits: { leak: 8 }, constantTolerance: 0.03 })).toBeTruthy();
    expect(() => quantized({ beta: 1 - 1e-9 })).toThrow("no number of bits up to 24 holds it within 1 %");
  });

  it("that the membrane's width stills is refused, with the width that would not", () => {
    const of = { beta: 0.999, weight: 0.001 };
    expect(() => quantized(of, events(99), { bits: { u: 12 } })).toThrow(
      /^layers\[0\]: a membrane of 12 bits, 10 of them fraction, stands still below 0\.48\d*, 48\.\d* % of the threshold/,
    );
    const needed = Number(
      /(\d+) bits would hold it/.exec(
        String(error(() => quantized(of, events(99), { bits: { u: 12 } }))),
      )![1],
    );
    expect(quantized(of, events(99), { bits: { u: needed } })).toBeTruthy();
    expect(() => quantized(of, events(99), { bits: { u: needed - 1 } })).toThrow(QuantizeError);
  });
});

const error = (run: () => unknown): unknown => {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("nothing was thrown");
};

describe("a threshold", () => {
  it("of 0.001 beside weights of 100 is not 0, and the spikes are those of the float network", () => {
    const of = { threshold: 0.001, weight: 100 };
    const recording = events(50, 1);
    const result = quantized(of, recording);
    expect(result.network.layers[0].threshold).toBeGreaterThan(50);
    const spikes = createGolden(result.network).record(recording).layers[0].spikes.addresses.length;
    expect(spikes).toBe(floatModel(one(of))(recording).spikes[0]);
    expect(spikes).toBeGreaterThan(10);
  });

  it("that the given width cannot hold is refused, with the width that would", () => {
    const run = (u: number) => quantized({ threshold: 0.001, weight: 100 }, events(50, 1), { bits: { u } });
    expect(() => run(16)).toThrow(
      /^layers\[0\]: a membrane of 16 bits, 7 of them fraction, turns the threshold 0\.001 into 0, more than 1 % off \(constantTolerance\); (\d+) bits would hold it \(bits\.u\)$/,
    );
    const needed = Number(/(\d+) bits would/.exec(String(error(() => run(16))))![1]);
    expect(run(needed).network.layers[0].threshold).toBeGreaterThan(0);
    expect(() => run(needed - 1)).toThrow(QuantizeError);
  });

  it("is never 0 and never more than 1 % off, whatever its size and that of the weights", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -9, max: 9, noNaN: true }),
        // A weight equal to the threshold, to the last bit, is the edge on which rounding decides.
        fc.double({ min: -4, max: 4, noNaN: true }).filter((ratio) => Math.abs(ratio) > 0.05),
        fc.constantFrom("subtract" as const, "zero" as const),
        (size, ratio, reset) => {
          const threshold = 10 ** size;
          const of = { threshold, weight: threshold * 10 ** ratio, reset };
          const { network: net, constants } = quantized(of, events(40));
          expect(net.layers[0].threshold).toBeGreaterThan(0);
          expect(constants[1].error).toBeLessThan(0.01);
          const counted = createGolden(net).record(events(40)).layers[0].spikes.addresses.length;
          const float = floatModel(one(of))(events(40)).spikes[0];
          expect(Math.abs(counted - float)).toBeLessThanOrEqual(4);
        },
      ),
      { seed: 2, numRuns: 200 },
    );
  });

  it("beside magnitudes that no width spans is refused", () => {
    expect(() => quantized({ threshold: 1e-9, weight: 1e6 }, events(40, 1))).toThrow(
      "no width up to 32 bits holds it beside magnitudes of ",
    );
  });
});

describe("what a reset takes", () => {
  it("has room in the membrane, also where no recording makes the neuron fire", () => {
    const of = { beta: 1 / 64, threshold: 1, resetBy: 64, weight: 1.5 };
    const { network: net } = quantize(one(of), [events(8, 0)], { bits: { u: 16 } });
    const recording = events(60);
    const spikes = createGolden(net).record(recording).layers[0].spikes.addresses.length;
    expect(spikes).toBe(floatModel(one(of))(recording).spikes[0]);
    expect(spikes).toBe(30);
  });
});

describe("leaks of each neuron", () => {
  const layer = (betas: number | number[], more: object = {}) => {
    const neurons = Array.isArray(betas) ? betas.length : 3;
    const description = network({
      name: "several",
      inputs: { channels: 1, timestep: 0.001 },
      layers: [{ neurons, beta: betas, threshold: 1, reset: "subtract", ...more }],
      readout: { classes: 1, mode: "mean-logits" },
    });
    return floatNetwork(description, {
      layers: [
        {
          fast: Float64Array.from({ length: neurons }, (_, n) => 0.3 + n / 10),
          bias: new Float64Array(neurons),
          memory: null,
        },
      ],
      readout: { weights: new Float64Array(neurons).fill(1), bias: Float64Array.of(0) },
    });
  };
  const fit = (betas: number | number[], more: object = {}, options: QuantizeOptions = {}) =>
    quantize(layer(betas, more), [events(50)], options);

  it("all hold their time constants, with the fraction bits of the one that needs most", () => {
    const tau = fc.oneof(
      fc.double({ min: 1, max: 20, noNaN: true }),
      fc.double({ min: 1, max: 9000, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(tau, { minLength: 2, maxLength: 5 }), (taus) => {
        const betas = taus.map((t) => 1 - 1 / t);
        const { network: net, constants } = fit(betas);
        const { leak, membraneFraction } = net.layers[0];
        const alone = betas.map((beta) => fit(beta).network.layers[0].leak.shift);
        expect(leak.shift).toBe(Math.max(...alone));
        betas.forEach((beta, n) => {
          const factor = ofNeuron(leak.factor, n);
          expect(factor).toBe(Math.floor(beta * 2 ** leak.shift + 0.5));
          expect(Math.abs((1 - beta) / (1 - factor / 2 ** leak.shift) - 1)).toBeLessThan(0.0101);
          // A step takes half a unit at least from every membrane above 1 % of the threshold.
          expect(0.01 * 2 ** membraneFraction * (1 - factor / 2 ** leak.shift)).toBeGreaterThanOrEqual(0.499);
        });
        const { error, name } = constants[0];
        expect(error).toBe(Math.max(...betas.map((beta) => errorOf(beta, leak.shift))));
        expect(name).toMatch(/^layers\[0\]\.leak(\[\d\])?$/);
      }),
      { seed: 4, numRuns: 60 },
    );
  });
  const errorOf = (beta: number, shift: number) =>
    Math.abs((1 - beta) / (1 - Math.floor(beta * 2 ** shift + 0.5) / 2 ** shift) - 1);

  it("that are equal give the network file of the one", () => {
    const more = { resetBy: 1.25 };
    const one = saveNetwork(fit(0.8, more).network);
    expect(saveNetwork(fit([0.8, 0.8, 0.8], { resetBy: [1.25, 1.25, 1.25] }).network)).toBe(one);
    // Also where only their integers are.
    expect(fit([0.8, 0.80001, 0.8]).network.layers[0].leak).toEqual({ factor: 205, shift: 8 });
    expect(fit([0.8, 0.85, 0.8]).network.layers[0].leak).toEqual({
      factor: { bits: 10, values: Int32Array.of(410, 435, 410) },
      shift: 9,
    });
  });

  it("that the bits do not hold are refused by the neuron's number; resets have as many bits as they need", () => {
    expect(() => fit([0.5, 0.999, 0.9], {}, { bits: { leak: 8 } })).toThrow(
      /layers\[0\]\.leak\[1\]: beta 0\.999 .* with 8 fraction bits never decays.*it needs/,
    );
    const { network: net, constants } = fit([0.5, 0.25, 0.9], { resetBy: [2, 4, 1 / 0.9] });
    const { resetBy, membraneFraction } = net.layers[0];
    const expected = [2, 4, 1 / 0.9].map((by) => Math.floor(by * 2 ** membraneFraction + 0.5));
    expect(resetBy).toEqual({
      bits: Math.log2(4 * 2 ** membraneFraction) + 2,
      values: Int32Array.from(expected),
    });
    expect(constants[2]).toMatchObject({ name: "layers[0].resetBy[2]", asked: 1 / 0.9 });
  });

  it("run as the float network, neuron by neuron", () => {
    const net = layer([0.5, 0.9, 0.97], { resetBy: [2, 1 / 0.9, 1 / 0.97] });
    const recording = events(300);
    const { network: quantizedNet } = quantize(net, [recording]);
    const integer = createGolden(quantizedNet).record(recording).layers[0].spikes.addresses;
    const float = floatModel(net)(recording, { record: true }).trace!.layers[0].spikes.addresses;
    for (let n = 0; n < 3; n++) {
      const count = (all: Uint32Array) => all.filter((a) => a === n).length;
      expect(Math.abs(count(integer) - count(float))).toBeLessThanOrEqual(2);
      expect(count(integer)).toBeGreaterThan(n === 0 ? -1 : 10);
    }
  });
});

describe("biases", () => {
  it("never wrap: formats leave them room, or the network is refused", () => {
    const { network: net } = quantized({ bias: 1e6, threshold: 1e4, reset: "zero" }, events(5));
    const { bias, membraneFraction } = net.layers[0];
    expect(bias.values[0] / 2 ** membraneFraction).toBeCloseTo(1e6, -1);
    expect(() => quantized({ bias: 1e12, threshold: 1, reset: "zero" }, events(5))).toThrow(QuantizeError);
    expect(() => quantized({ bias: 1e6 }, events(5), { formats: { layers: [{ membrane: 20 }] } })).toThrow(
      "layers[0].bias: with 20 fraction bits it needs 41 bits; at most 32 are allowed",
    );
  });
});

describe("the report", () => {
  it("has a line for every parameter: tensors, leaks, thresholds", () => {
    const result = quantized({ beta: 0.9, readout: { classes: 1, mode: "mean-membrane", tau: 20 } });
    const text = reportText(result);
    for (const name of ["layers[0].fast", "layers[0].bias", "readout.weights", "readout.bias"])
      expect(text).toMatch(new RegExp(`^${name.replace(/[[\].]/g, "\\$&")} `, "m"));
    expect(text).toContain(
      [
        "constant             asked  reached  fraction   error  time constant  reached  stands still below",
      ].join("\n"),
    );
    expect(text).toMatch(/^layers\[0\]\.leak +0\.9 +0\.90039 +9 +0\.39 % +10 +10\.039 /m);
    expect(text).toMatch(/^layers\[0\]\.threshold +1 +1 +\d+ +0\.00 % +- +- +-$/m);
    expect(text).toMatch(/^readout\.leak +0\.95 +0\.9502 +10 +\d\.\d\d % +20 /m);
  });
});

describe("formats that are given", () => {
  it("of a result make the same integers again, leaks and widths of membranes included", () => {
    const of = {
      beta: 0.999,
      weight: 0.001,
      readout: { classes: 1, mode: "mean-membrane", beta: 0.99 },
    } as const;
    const first = quantized(of);
    const again = quantized(of, events(3), { formats: JSON.parse(JSON.stringify(first.formats)) });
    expect(again.network).toEqual(first.network);
  });

  it("that are null are chosen, as those that are not there", () => {
    const nothing = Object.fromEntries(
      ["fast", "membrane", "membraneBits", "leak", "memory"].map((n) => [n, null]),
    );
    const chosen = quantized({}).formats;
    for (const formats of [
      { layers: [null] },
      { layers: [{}] },
      { layers: [nothing] },
      { layers: null, readout: null },
      { readout: { weights: null, membrane: null, membraneBits: null, leak: null } },
    ])
      expect(quantized({}, events(3), { formats }).formats).toEqual(chosen);
  });

  it.each<[string, unknown, string]>([
    [
      "text",
      { layers: [{ membrane: "8" }] },
      'formats.layers[0].membrane: found "8", allowed: an integer from -40 to 60',
    ],
    ["a fraction", { layers: [{ fast: 1.5 }] }, "formats.layers[0].fast: found 1.5"],
    [
      "an unknown field",
      { layers: [{ fats: 1 }] },
      "formats.layers[0].fats: found 1, allowed: no field but fast, ",
    ],
    ["too many layers", { layers: [{}, {}] }, "formats.layers: found 2, allowed: a list of at most 1"],
    ["no list", { layers: {} }, "formats.layers: found {}"],
    ["an unknown part", { layer: [] }, "formats.layer: found []"],
    ["a wrong readout", { readout: { weights: null, leak: 99 } }, "formats.readout.leak: found 99"],
    ["a wrong memory", { layers: [{ memory: { m: [1, "a"] } }] }, 'formats.layers[0].memory.m[1]: found "a"'],
    ["no object", [], "formats: found []"],
  ])("are refused where they are %s", (_, formats, message) => {
    expect(() => quantized({}, events(3), { formats: formats as never })).toThrow(message);
    expect(() => quantized({}, events(3), { formats: formats as never })).toThrow(QuantizeError);
  });
});
