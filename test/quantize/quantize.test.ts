// Quantized networks do what the float ones do, to the precision of their formats, in every form a network can have.
import { describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { type FloatNetwork, floatModel, type IntegerNetwork, readout } from "../../src/network/index.ts";
import {
  compareNetworks,
  type LabelledSequence,
  QuantizeError,
  quantize,
  reportText,
} from "../../src/quantize/index.ts";
import { type FloatShape, floatNetworkOf, layer, recordingsFor } from "./networks.ts";

const memory = { dim: 5, window: 40 };

/** Relative root mean square error of the slow states of layer `l` while both networks see the same events. */
function slowStateError(
  float: FloatNetwork,
  integer: IntegerNetwork,
  recordings: LabelledSequence[],
  l = 0,
): number {
  const run = floatModel(float);
  const golden = createGolden(integer);
  const { dim, state } = integer.layers[l].memory!;
  let error = 0;
  let signal = 0;
  for (const events of recordings) {
    const { slow } = run(events, { record: true }).trace!.layers[l];
    golden.record(events).layers[l].m.forEach((m, at) => {
      error += (m * 2 ** -state.fraction[at % dim] - slow[at]) ** 2;
      signal += slow[at] ** 2;
    });
  }
  return Math.sqrt(error / signal);
}

const forms: [string, FloatShape][] = [
  ["slow state, reset by subtraction", { layers: [layer(24, memory), layer(16, memory)] }],
  ["no slow state", { layers: [layer(24, null), layer(16, null)] }],
  [
    "tau = 2, hard reset",
    { layers: [layer(24, memory, { beta: undefined, tau: 2, reset: "zero" } as never)] },
  ],
  ["graded input", { valueBits: 8, layers: [layer(24, memory)] }],
  ["dilation, held", { layers: [layer(24, { ...memory, dilation: 4, refresh: "hold" })] }],
  ["dilation, skipped", { layers: [layer(24, { ...memory, dilation: 3, refresh: "skip" })] }],
  [
    "membrane readout over the last steps",
    {
      layers: [layer(24, memory)],
      readout: readout({ classes: 4, mode: "mean-membrane", beta: 0.9, lastSteps: 10 }),
    },
  ],
];

describe("fidelity", () => {
  it.each(forms)("%s", (_, shape) => {
    const float = floatNetworkOf(shape);
    const recordings = recordingsFor(float, 12, 80);
    const quantized = quantize(float, recordings);
    const { layers, classesDiffer } = compareNetworks(float, quantized.network, recordings, createGolden);
    const { spikes, u } = layers[0];
    expect(spikes.float).toBeGreaterThan(200);
    // Few spikes differ in the first layer, which sees the same inputs; later layers add what those make of it.
    expect(spikes.differ / spikes.float).toBeLessThan(0.08);
    expect(u.count).toBe(0);
    expect(classesDiffer).toBeLessThanOrEqual(2);

    // The logits agree in real units: sums times 2^-fraction over the steps that count.
    const golden = createGolden(quantized.network);
    const run = floatModel(float);
    const { lastSteps, fraction } = quantized.network.readout;
    let error = 0;
    let signal = 0;
    for (const events of recordings) {
      const scale = 2 ** -fraction / (lastSteps ?? events.steps);
      const expected = run(events).logits;
      golden.run(events).logits.forEach((logit, c) => {
        error += (logit * scale - expected[c]) ** 2;
        signal += expected[c] ** 2;
      });
    }
    expect(Math.sqrt(error / signal)).toBeLessThan(0.15);
  });

  it("with more bits every error falls", () => {
    const float = floatNetworkOf({ layers: [layer(24, memory), layer(16, memory)] });
    const recordings = recordingsFor(float, 8, 80);
    const errors = [3, 5, 8].map((bits) => {
      const { tensors } = quantize(float, recordings, {
        bits: { fast: bits, drive: bits, current: bits, readout: { weights: bits } },
      });
      return tensors.filter(({ name }) => /fast|weights|current/.test(name)).map(({ error }) => error);
    });
    errors[0].forEach((error, i) => {
      expect(error).toBeGreaterThan(errors[1][i]);
      expect(errors[1][i]).toBeGreaterThan(errors[2][i]);
      expect(errors[2][i]).toBeLessThan(0.05);
    });
  });
});

describe("slow state", () => {
  it("d = 100 with a window of 300 survives, and with the 8 bits that suffice for d = 5 it would not", () => {
    const float = floatNetworkOf({ layers: [layer(8, { dim: 100, window: 300 })] });
    const recordings = recordingsFor(float, 2, 784);
    const chosen = quantize(float, recordings);
    const error = slowStateError(float, chosen.network, recordings);
    expect(error).toBeLessThan(0.05);
    expect(chosen.formats.layers[0].memory!.stateBits).toBeGreaterThan(8);
    const narrow = quantize(float, recordings, { bits: { state: 8 } });
    expect(slowStateError(float, narrow.network, recordings)).toBeGreaterThan(2 * error);
  });

  it("d = 5 with a window of 40 needs only 8 bits, and the reported error is the one observed", () => {
    const float = floatNetworkOf({ layers: [layer(24, memory)] });
    const recordings = recordingsFor(float, 6, 100);
    const { network, formats, stateErrors } = quantize(float, recordings);
    expect(formats.layers[0].memory!.stateBits).toBe(8);
    const observed = slowStateError(float, network, recordings);
    expect(observed).toBeLessThan(0.05);
    expect(Math.abs(observed - stateErrors[0]!)).toBeLessThan(0.05);
  });

  it("decays after a burst: it has the fraction bits that a decay needs", () => {
    const float = floatNetworkOf({ layers: [layer(24, memory)] });
    const [burst] = recordingsFor(float, 1, 60);
    const { network } = quantize(float, [burst]);
    const silent = {
      ...network,
      layers: network.layers.map((l) => ({
        ...l,
        memory: { ...l.memory!, drive: { ...l.memory!.drive, bias: { bits: 2, values: Int32Array.of(0) } } },
      })),
    };
    const golden = createGolden(silent);
    const { state } = golden.run(burst);
    const most = (m: Int32Array) => m.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const before = most(state.layers[0].m);
    const silence = {
      steps: 300,
      offsets: new Uint32Array(301),
      addresses: new Uint16Array(0),
      values: null,
    };
    const after = most(golden.run(silence, state).state.layers[0].m);
    expect(before).toBeGreaterThan(200);
    expect(before).toBeLessThan(2 ** (network.layers[0].memory!.state.bits - 1) - 1);
    expect(after).toBeLessThan(before / 50);
  });
});

describe("choices", () => {
  const float = floatNetworkOf({ layers: [layer(24, memory), layer(16, null)] });
  const recordings = recordingsFor(float, 6, 60);

  it("at 4 bits the least-squares scale errs less than the largest value's", () => {
    const chosen = quantize(float, recordings, { bits: { fast: 4 } });
    const largest = float.layers[0].fast.values.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
    const fraction = Math.floor(Math.log2(7.5 / largest));
    const byLargest = quantize(float, recordings, {
      bits: { fast: 4 },
      formats: { layers: [{ fast: fraction }] },
    });
    const errorOf = ({ tensors }: typeof chosen) => tensors.find(({ name }) => name === "layers[0].fast")!;
    expect(errorOf(byLargest).clamped).toBe(0);
    expect(errorOf(chosen).clamped).toBeGreaterThan(0);
    expect(errorOf(chosen).error).toBeLessThan(0.85 * errorOf(byLargest).error);
  });

  it("the formats of a result, given back, make the same network", () => {
    const first = quantize(float, recordings);
    const again = quantize(float, recordings.slice(0, 1), { formats: first.formats });
    expect(again.network).toEqual(first.network);
    expect(again.formats).toEqual(first.formats);
  });

  it("widths apply to all layers and to single ones", () => {
    const { network } = quantize(float, recordings, {
      bits: { fast: 6, u: 20, m: 12, x: 8, state: 10, layers: [{ fast: 3 }], readout: { weights: 5 } },
    });
    expect(network.layers.map(({ fast }) => fast.weights.bits)).toEqual([3, 6]);
    expect(network.layers.map(({ membraneBits }) => membraneBits)).toEqual([20, 20]);
    const { drive, state } = network.layers[0].memory!;
    expect([drive.bits, state.bits, state.transition.bits, network.readout.weights.bits]).toEqual([
      8, 12, 10, 5,
    ]);
  });

  it("takes null for what is to be chosen, of the slow state too", () => {
    const memory = { drive: null, x: null, stateBits: null, m: null, stateShifts: null, currentShift: null };
    const { network } = quantize(float, recordings);
    const formats = { layers: [{ memory }, null] };
    const bits = { layers: [null], readout: null };
    expect(quantize(float, recordings, { formats, bits }).network).toEqual(network);
    expect(quantize(float, recordings, { bits: { layers: null } }).network).toEqual(network);
  });

  it("counts what saturates where formats are given that leave no room", () => {
    const { network, formats } = quantize(float, recordings);
    const tight = quantize(float, recordings, {
      formats: {
        layers: [
          {
            membrane: formats.layers[0].membrane + 4,
            memory: { m: formats.layers[0].memory!.m.map((f) => f + 9), x: formats.layers[0].memory!.x + 3 },
          },
        ],
      },
    });
    const count = (net: IntegerNetwork) => {
      const { x, m, u } = compareNetworks(float, net, recordings, createGolden).layers[0];
      return [x, m, u].map((saturation) => saturation.count);
    };
    expect(count(network)).toEqual([0, 0, 0]);
    for (const saturated of count(tight.network)) expect(saturated).toBeGreaterThan(0);
  });

  it("notes rows that lose all their weights beside much larger ones", () => {
    const { fast } = float.layers[0]!;
    const values = fast.values.map((w, i) => (i < 3 * fast.columns ? w * 1e-3 : w));
    const layers = float.layers.map((layer, l) =>
      l === 0 ? { ...layer, fast: { ...fast, values } } : layer,
    );
    const { notes, tensors } = quantize({ ...float, layers }, recordings);
    expect(tensors.find((t) => t.name === "layers[0].fast")!.lost).toBe(3);
    expect(
      notes.filter((note) => note.includes("layers[0].fast: in 8 bits all weights of 3 rows became 0")),
    ).toHaveLength(1);
    expect(quantize(float, recordings).notes).toEqual([]);
  });

  it("reports formats, errors, saturation, spikes, classes and accuracy as a table", () => {
    const quantized = quantize(float, recordings);
    const comparison = compareNetworks(float, quantized.network, recordings, createGolden);
    expect(comparison.accuracy!.float).toBeGreaterThanOrEqual(0);
    expect(reportText(quantized, comparison)).toMatchInlineSnapshot(`
      "tensor                             values  bits  fraction   error  clamped
      layers[0].fast                        480     8         7  0.87 %        2
      layers[0].bias                         24    16        12  0.16 %        0
      layers[0].memory.drive.weights         20     8         7  0.70 %        0
      layers[0].memory.drive.bias             1    16         7  0.05 %        0
      layers[0].memory.state.transition      25     8     8..12  0.26 %        0
      layers[0].memory.state.input            5     8     9..12  0.19 %        0
      layers[0].memory.current.state        120     8      6..7  1.66 %        0
      layers[0].memory.current.drive         24     8         7  3.75 %        0
      layers[1].fast                        384     8         6  1.29 %        0
      layers[1].bias                         16    16        12  0.14 %        0
      readout.weights                        64     8         6  1.20 %        0
      readout.bias                            4    16         6  2.89 %        0

      Leaks (error of the time constant) and thresholds.
      constant             asked  reached  fraction   error  time constant  reached  stands still below
      layers[0].leak         0.5      0.5         8  0.00 %              2        2          0.00024414
      layers[0].threshold      1        1        12  0.00 %              -        -                   -
      layers[1].leak         0.5      0.5         8  0.00 %              2        2          0.00024414
      layers[1].threshold      1        1        12  0.00 %              -        -                   -

      Widths in bits; sums as wide as these weights need.
      layer   x   m   u  sum Wx  sum D  sum P  sum Wf   a  slow state error
      0      12  16  16      13     26     24      13  20            0.54 %
      1       -   -  16       -      -      -      10  17                 -

      Logits: 19 bits.

      layer  spikes float  integer  differ  x saturated  m saturated  u saturated
      0              1366     1368      24     0 of 360    0 of 1800    0 of 8640
      1              1027     1020     103            -            -    0 of 5760

      6 recordings, 0 of another class. Accuracy: float 16.7 %, integer 16.7 %.
      "
    `);
  });

  it.each([
    ["a width out of bounds", { bits: { fast: 9 } }, "bits.layers[0].fast: 9 bits; allowed are 2 to 8"],
    [
      "a width that does not exist",
      { bits: { weights: 8 } as never },
      "bits.layers[0].weights: there is no such width",
    ],
    ["too many layers", { bits: { layers: [{}, {}, {}] } }, "widths of 3 layers, but the network has 2"],
    ["widths that are no object", { bits: [8] as never }, "bits: [8]; allowed is an object"],
    [
      "layers that are no list",
      { bits: { layers: { fast: 4 } } as never },
      'bits.layers: {"fast":4}; allowed is a list, for each layer an object of fast, drive, ',
    ],
    [
      "a layer that is a number",
      { bits: { layers: [null, 4] } as never },
      "bits.layers[1]: 4; allowed is an object of fast, drive, current, state, x, m, u, leak, or null",
    ],
    [
      "a readout that is a number",
      { bits: { readout: 4 } as never },
      "bits.readout: 4; allowed is an object of weights, u, leak",
    ],
    [
      "fractions of another dimension",
      { formats: { layers: [{ memory: { m: [1] } }] } },
      "m has 1 fractions, but the slow state has 5",
    ],
  ])("refuses %s", (_, options, message) => {
    expect(() => quantize(float, recordings, options)).toThrow(QuantizeError);
    expect(() => quantize(float, recordings, options)).toThrow(message);
  });

  it("notes a slow state that no width holds, in the report too", () => {
    const long = floatNetworkOf({ layers: [layer(4, { dim: 20, window: 30_000 })] });
    const events = recordingsFor(long, 1, 400);
    const result = quantize(long, events, { bits: { m: 6 } });
    expect(result.stateErrors[0]).toBeGreaterThan(0.05);
    expect(result.notes).toEqual([
      expect.stringMatching(
        /^layers\[0\]\.memory: the slow state is off by \d+\.\d %, more than 5 % \(stateTolerance\), with m of 6 bits and D and B of \d+ bits; /,
      ),
    ]);
    expect(reportText(result)).toContain(`Note: ${result.notes[0]}.`);
    expect(quantize(float, recordings).notes).toEqual([]);
  });

  it("refuses to compare with a label that is no class", () => {
    const { network } = quantize(float, recordings);
    const wrong = [recordings[0], { ...recordings[1], label: 4 }];
    expect(() => compareNetworks(float, network, wrong, createGolden)).toThrow(
      "comparison: recording 1 has the label 4, but the network has 4 classes",
    );
  });

  it("refuses to calibrate on nothing", () => {
    expect(() => quantize(float, [])).toThrow("at least one is needed");
  });
});
