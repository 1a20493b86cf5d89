// NIR files that the frameworks exported, as networks and back: the same spikes, and refusals by name.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportNir, type Imported, importNir, type NirOptions } from "../../src/import/index.ts";
import { floatModel, floatNetwork, network } from "../../src/network/index.ts";
import { encodeTree, readTree, type TreeSource } from "../../src/recordings/index.ts";
import { json, run } from "../cli/dmp.ts";
import { expectClose } from "../network/networks.ts";
import { fixture, recorded, spikesOf } from "./frameworks.ts";

const options: NirOptions = {
  name: "imported",
  timestep: null,
  maxSteps: null,
  exporter: null,
  discretisation: null,
};
const folder = () => mkdtempSync(join(tmpdir(), "dmp-nir-"));
const imported = async (name: string, more: Partial<NirOptions> = {}) =>
  importNir(await readTree(fixture(`${name}.nir`)), { ...options, ...more });

/** Steps of length 1. */
const unit = { timestep: 1, discretisation: "euler" } as const;

async function read(bytes: Uint8Array, more: Partial<NirOptions> = unit): Promise<Imported> {
  const path = join(folder(), "graph.nir");
  writeFileSync(path, bytes);
  return importNir(await readTree(path), { ...options, ...more });
}

type Fields = Record<string, TreeSource>;
/** A node: its name, parameters, and the node that feeds it. */
type Node = readonly [name: string, of: Fields, from: string];

const floats = (values: readonly number[], shape = [values.length]): TreeSource => ({
  floats: Float64Array.from(values),
  shape,
});
const port = (type: string, size: number): Fields => ({
  type: { text: type },
  shape: { integers: [size], shape: [1] },
});
const linear = (rows: readonly (readonly number[])[], bias?: readonly number[]): Fields => ({
  type: { text: bias ? "Affine" : "Linear" },
  weight: floats(rows.flat(), [rows.length, rows[0].length]),
  ...(bias ? { bias: floats(bias) } : {}),
});
const lif = (n: number, change: Partial<Record<string, readonly number[]>> = {}): Fields => ({
  type: { text: "LIF" },
  ...Object.fromEntries(
    Object.entries({ tau: 2, r: 1, v_leak: 0, v_reset: 0, v_threshold: 1 }).map(([name, value]) => [
      name,
      floats(change[name] ?? new Array(n).fill(value)),
    ]),
  ),
});

/** A graph of two inputs: the nodes, and which of them feeds the output. */
function graphOf(nodes: readonly Node[], last = nodes.at(-1)![0], size = 3): Promise<Uint8Array> {
  const all: Node[] = [...nodes, ["output", port("Output", size), last]];
  const edges = all.flatMap(([name, , from]) => (from === "" ? [] : [from, name]));
  const groups = [["input", port("Input", 2)] as const, ...all].map(
    ([name, of]) => [name, { group: new Map(Object.entries(of)) }] as const,
  );
  const node = new Map<string, TreeSource>([
    ["type", { text: "NIRGraph" }],
    ["nodes", { group: new Map(groups) }],
    ["edges", { texts: edges, shape: [edges.length / 2, 2] }],
  ]);
  return encodeTree(new Map([["node", { group: node }]]));
}

const weights = linear([
  [1, 0.5],
  [0.25, -1],
  [0.75, 1.5],
]);
const chain: readonly Node[] = [
  ["w", weights, "input"],
  ["lif", lif(3), "w"],
];
const [w, neurons] = chain as [Node, Node];

describe("NIR", () => {
  it.each([
    ["snn_nir", "snntorch"],
    ["jelly_lif", "spikingjelly"],
    ["jelly_plain_input", "spikingjelly"],
    ["jelly_if", "spikingjelly"],
    ["jelly_flatten", "spikingjelly"],
    ["norse_lif", "norse"],
    ["norse_leaks", "norse"],
    ["norse_thresholds", "norse"],
    ["norse_li", "norse"],
  ] as const)("%s: every spike of 1,000 steps, and again as we export it", async (name, exporter) => {
    const { network } = await imported(name, { exporter });
    const { events, spikes, neurons, output } = recorded(name);
    const result = floatModel(network)(events, { record: true });
    expect(spikes.flat().some((s) => s === 1)).toBe(true);
    expect(spikesOf(result, neurons)).toEqual(spikes);
    expectClose(result.logits, output, 1e-9);
    const { timestep } = network.description.inputs;
    const again = await read(await exportNir(network, "euler"), { timestep, discretisation: "euler" });
    const once = floatModel(again.network)(events, { record: true });
    expect(spikesOf(once, neurons)).toEqual(spikes);
    expectClose(once.logits, output, 1e-9);
  });

  it("another exporter's step gives other spikes: the comparison can fail", async () => {
    const { network } = await imported("jelly_lif", { timestep: 0.5e-4, discretisation: "euler" });
    const { events, spikes, neurons } = recorded("jelly_lif");
    expect(spikesOf(floatModel(network)(events, { record: true }), neurons)).not.toEqual(spikes);
  });
});

describe("what lies between neurons", () => {
  it("is folded into one matrix: linear maps, scales and reshapings, on both sides", async () => {
    const scale = (values: readonly number[]): Fields => ({ type: { text: "Scale" }, scale: floats(values) });
    const nodes: Node[] = [
      ["before", scale([2, 4]), "input"],
      [
        "inner",
        linear(
          [
            [1, 1],
            [1, -1],
          ],
          [0.5, 0],
        ),
        "before",
      ],
      ["flat", { type: { text: "Flatten" } }, "inner"],
      [
        "outer",
        linear(
          [
            [1, 0],
            [0, 1],
            [2, 1],
          ],
          [0, 1, 0],
        ),
        "flat",
      ],
      ["after", scale([1, 10, 0.5]), "outer"],
      ["lif", lif(3), "after"],
    ];
    const { network } = await read(await graphOf(nodes));
    // Halves: a step is half a time constant.
    expect([...network.layers[0].fast.values]).toEqual([1, 2, 10, -20, 1.5, 1]);
    expect([...network.layers[0].bias]).toEqual([0.25, 5, 0.25]);
  });

  it("thresholds by neuron stay, resting potentials become biases", async () => {
    const of = { v_threshold: [1, 2, 4], v_leak: [0, 1, 0], r: [1, 2, 1] };
    const { network } = await read(await graphOf([w, ["lif", lif(3, of), "w"]]));
    const [layer] = network.layers;
    expect(layer).toMatchObject({ beta: Float64Array.of(0.5, 0.5, 0.5), reset: "zero" });
    expect([...layer.threshold]).toEqual([1, 2, 4]);
    expect([...layer.fast.values]).toEqual([0.5, 0.25, 0.25, -1, 0.375, 0.75]);
    expect([...layer.bias]).toEqual([0, 0.5, 0]);
  });

  it("a reset to the resting potential is a reset to zero, counted from there", async () => {
    const of = { v_reset: [-1, -1, -1], v_leak: [-1, -1, -1], v_threshold: [0.5, 0.5, 0.5] };
    const [layer] = (await read(await graphOf([w, ["lif", lif(3, of), "w"]]))).network.layers;
    expect([...layer.threshold]).toEqual([1.5, 1.5, 1.5]);
    expect([...layer.bias]).toEqual([0, 0, 0]);
  });

  it("exact steps are those of the differential equation", async () => {
    const exact = { timestep: 0.25, discretisation: "exact" } as const;
    const [layer] = (await read(await graphOf(chain), exact)).network.layers;
    // dv/dt = (I - v) / 2 in a thousand small steps.
    let v = 0;
    for (let i = 0; i < 1000; i++) v += ((1 - v) / 2) * (0.25 / 1000);
    expect(layer.fast.values[0]).toBeCloseTo(v, 4);
    expect(layer.beta[0] + layer.fast.values[0]).toBeCloseTo(1, 12);
  });
});

describe("NIR is refused", () => {
  it.each([
    ["refused_conv", /node conv \(Conv1d\): a convolution; only fully connected/],
    ["refused_current", /node cuba \(CubaLIF\): a synaptic current; expected LIF/],
    ["refused_loop", /node w: is in a loop with lif: a recurrent connection/],
    [
      "refused_mixed",
      /node li, tau: differs between the classes of a readout: leaks of 0\.9 and .*; expected one value/,
    ],
  ])("%s", async (name, message) => {
    await expect(imported(name, { exporter: "snntorch" })).rejects.toThrow(message);
  });

  it("where nothing says how long a step is, and where two things do", async () => {
    await expect(imported("jelly_lif")).rejects.toThrow(
      /--exporter snntorch\|spikingjelly\|norse, or --timestep/,
    );
    await expect(imported("jelly_lif", { timestep: 1e-4 })).rejects.toThrow(/--discretisation/);
    const both = imported("jelly_lif", { exporter: "norse", discretisation: "exact" });
    await expect(both).rejects.toThrow(/norse exports for euler/);
  });

  const { tau: _, ...timeless } = lif(3);
  const side: Node = ["side", linear([[1, 1, 1]]), "w"];
  const cases: [string, readonly Node[], string, RegExp][] = [
    ["a branch", [...chain, side], "lif", /node w: feeds lif and side; expected a chain/],
    ["two that meet", [...chain, ["lif", lif(3), "input"]], "lif", /node input: feeds w and lif/],
    ["a dead end", [w, ["lif", lif(3), ""]], "lif", /node w: feeds no other node/],
    ["a node beside the chain", [...chain, ["lost", lif(3), ""]], "lif", /node lost: is not on the way/],
    [
      "another type",
      [["w", { type: { text: "Sigmoid" } }, "input"], neurons],
      "lif",
      /node w \(Sigmoid\): has no place/,
    ],
    ["no type", [["w", {}, "input"], neurons], "lif", /node w, type: is no text/],
    ["no neurons", [w], "w", /has no layer of neurons/],
    [
      "a transposed matrix",
      [
        [
          "w",
          linear([
            [1, 2, 3],
            [4, 5, 6],
          ]),
          "input",
        ],
        neurons,
      ],
      "lif",
      /node w, weight: has the shape 2 x 3; expected outputs x 2: is it transposed/,
    ],
    [
      "a number that is none",
      [w, ["lif", lif(3, { r: [1, Number.NaN, 1] }), "w"]],
      "lif",
      /node lif, r, element 1: is NaN; expected finite numbers/,
    ],
    [
      "a membrane that never leaks",
      [w, ["lif", lif(3, { tau: [1, Number.POSITIVE_INFINITY, 1] }), "w"]],
      "lif",
      /node lif, tau, element 1: is Infinity; expected finite numbers; without a leak the node is an IF/,
    ],
    ["a missing parameter", [w, ["lif", timeless, "w"]], "lif", /node lif, tau: is missing/],
    [
      "parameters of another size",
      [w, ["lif", lif(4), "w"]],
      "lif",
      /node lif, v_reset: has 4 values; expected 3/,
    ],
    [
      "a step longer than a time constant",
      [w, ["lif", lif(3, { tau: [0.5, 0.5, 0.5] }), "w"]],
      "lif",
      /tau: is 0\.5 in neuron 0, and a step is 1/,
    ],
    [
      "a reset elsewhere",
      [w, ["lif", lif(3, { v_reset: [0, -1, 0] }), "w"]],
      "lif",
      /v_reset: is -1 in neuron 1, where the membrane rests at 0/,
    ],
    [
      "a threshold at the reset",
      [w, ["lif", lif(3, { v_threshold: [1, 1, 0] }), "w"]],
      "lif",
      /v_threshold: is not above the reset in neuron 2/,
    ],
    [
      "a membrane in the middle",
      [w, ["li", { ...lif(3), type: { text: "LI" } }, "w"], ["lif", lif(3), "li"]],
      "lif",
      /node li \(LI\): a leaky membrane without spikes; expected it as the last/,
    ],
  ];
  it.each(cases)("%s", async (_what, nodes, last, message) => {
    await expect(read(await graphOf(nodes, last))).rejects.toThrow(message);
  });

  it.each([600, 2000, 9000])("a file cut off after %i bytes", async (length) => {
    const whole = readFileSync(fixture("jelly_if.nir"));
    await expect(read(whole.subarray(0, length))).rejects.toThrow(/expected readable HDF5/);
  });

  it("a file that holds something else", async () => {
    await expect(read(await encodeTree(new Map([["spikes", { text: "none" }]])))).rejects.toThrow(
      /holds no NIR graph/,
    );
  });
});

describe("dmp import and dmp export", () => {
  it("make a project of a NIR file, and a NIR file of the project", async () => {
    const at = folder();
    const net = join(at, "net");
    const { status, value } = await json(
      "import",
      fixture("jelly_if.nir"),
      "--exporter",
      "spikingjelly",
      "--out",
      net,
    );
    expect({ status, value }).toMatchObject({
      status: 0,
      value: { source: "NIR as spikingjelly exports it", layers: [{ beta: 1, neurons: 12 }, { neurons: 6 }] },
    });
    const back = join(at, "back.nir");
    const out = await json("export", net, "--nir", back);
    expect(out).toMatchObject({ status: 0, value: { file: back, timestep: 1e-4, discretisation: "euler" } });
    const again = await json(
      "import",
      back,
      "--timestep",
      "1e-4",
      "--discretisation",
      "euler",
      "--out",
      join(at, "again"),
    );
    expect(again).toMatchObject({ status: 0, value: { layers: value.layers } });
    const verified = await json("verify", net, "--engine", "builtin", "--cases", "3");
    expect(verified).toMatchObject({ status: 0, value: { mismatches: 0 } });
  });

  it("refuse options of the other kind of file, and what NIR cannot say", async () => {
    const map = await run("import", fixture("jelly_if.nir"), "--map", "map.json");
    expect(map).toMatchObject({ status: 2, err: expect.stringMatching(/--map: says nothing of a NIR file/) });
    const memory = await run("import", fixture("jelly_if.nir"), "--no-memory");
    expect(memory).toMatchObject({ status: 2, err: expect.stringMatching(/--no-memory: says nothing of/) });
    const exporter = await run("import", fixture("snn_zero.pt"), "--exporter", "norse");
    expect(exporter).toMatchObject({
      status: 2,
      err: expect.stringMatching(/--exporter: says nothing of a file of/),
    });
    const slow = await run("export", "models/spoken-digits", "--nir", join(folder(), "slow.nir"));
    expect(slow).toMatchObject({
      status: 2,
      err: expect.stringMatching(/layers\[0\]\.memory: NIR has no slow state/),
    });
  });
});

describe("exported and imported again", () => {
  it("is the network, to the last digits", async () => {
    const real = fc.double({ min: -2, max: 2, noNaN: true });
    const own = fc.array(fc.constantFrom(0, 0.25, 0.9, 0.99), { minLength: 3, maxLength: 3 });
    const beta = fc.oneof(fc.constantFrom(0, 0.25, 0.9, 1), own);
    const given = fc.record({
      ...{ first: beta, second: beta, readout: fc.option(fc.constantFrom(0, 0.5)) },
      values: fc.array(real, { minLength: 32, maxLength: 32 }),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ first, second, readout, values }) => {
        const rest = [...values];
        const take = (count: number) => Float64Array.from(rest.splice(0, count));
        const layer = (beta: number | number[], threshold: number | number[]) => ({
          ...{ neurons: 3, memory: null, reset: "zero" as const },
          ...{ beta, threshold },
        });
        const description = network({
          name: "made",
          inputs: { channels: 2, timestep: 0.01 },
          layers: [layer(first, 0.75), layer(second, [0.5, 3, 0.01])],
          readout: {
            classes: 2,
            ...(readout === null ? { mode: "mean-logits" } : { mode: "mean-membrane", beta: readout }),
          },
        });
        const made = floatNetwork(description, {
          layers: [
            { fast: take(6), bias: take(3), memory: null },
            { fast: take(9), bias: take(3), memory: null },
          ],
          readout: { weights: take(6), bias: take(2) },
        });
        const { network: back } = await read(await exportNir(made, "euler"), {
          timestep: 0.01,
          discretisation: "euler",
        });
        for (const [l, { fast, bias, ...layer }] of made.layers.entries()) {
          expectClose(back.layers[l].fast.values, fast.values, 1e-12);
          expectClose(back.layers[l].bias, bias, 1e-12);
          expect(back.layers[l].threshold).toEqual(layer.threshold);
          back.layers[l].beta.forEach((beta, n) => {
            expect(beta).toBeCloseTo(layer.beta[n], 12);
          });
        }
        expectClose(back.readout.weights.values, made.readout.weights.values, 1e-12);
      }),
      { numRuns: 8, seed: 1 },
    );
  });
});
