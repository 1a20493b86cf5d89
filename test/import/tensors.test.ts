// State dicts of the frameworks as networks: the same spikes, and refusals by name.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importTensors, type NetworkMap, parseMap, proposeMap } from "../../src/import/index.ts";
import { floatModel, readTensors, type Tensors, writeSafetensors } from "../../src/network/index.ts";
import { json, run } from "../cli/dmp.ts";
import { expectClose, fixture as networkFixture } from "../network/networks.ts";
import { fixture, recorded, spikesOf } from "./frameworks.ts";

const options = {
  name: "imported",
  timestep: null,
  maxSteps: null,
  window: null,
  memory: true,
  resetDelay: true,
  map: null,
};
const tensorsIn = (path: string) => readTensors(readFileSync(path));
const of = (name: string) => tensorsIn(fixture(`${name}.pt`));
const folder = () => join(mkdtempSync(join(tmpdir(), "dmp-import-")), "net");

describe("state dicts of snnTorch", () => {
  it.each([
    ...["snn_zero", "snn_now", "snn_threshold", "snn_delay", "snn_thresholds"],
    ...["snn_leaks", "snn_leaks_delay"],
  ])("%s: every spike of 1,000 steps", (name) => {
    const { network } = importTensors(of(name), options);
    const { events, spikes, neurons, output } = recorded(name);
    const result = floatModel(network)(events, { record: true });
    expect(spikes.flat().some((s) => s === 1)).toBe(true);
    expect(spikesOf(result, neurons)).toEqual(spikes);
    expectClose(result.logits, output, 1e-9);
  });

  it("another leak gives other spikes: the comparison can fail", () => {
    const map = proposeMap(of("snn_zero"));
    const other = { ...map, layers: map.layers.map((l) => ({ ...l, beta: 0.85 })) } as NetworkMap;
    const { network } = importTensors(of("snn_zero"), { ...options, map: other });
    const { events, spikes, neurons } = recorded("snn_zero");
    expect(spikesOf(floatModel(network)(events, { record: true }), neurons)).not.toEqual(spikes);
  });

  it.each([
    ["refused_no_leaks", /0\.weight, reset by subtraction.*: neuron 0 has beta 0 and keeps nothing/],
    [
      "refused_no_leak",
      /reset by subtraction.*beta 0.*expected the reset "zero", a beta above 0, or --no-reset-delay/,
    ],
    ["refused_synaptic", /1\.alpha: a synaptic current/],
    ["refused_recurrent", /recurrent.*: recurrent connections/],
    ["refused_convolution", /0\.weight: a convolution \(4 dimensions\)/],
    ["refused_rnn", /weight_hh_l0: recurrent connections/],
  ])("%s", (name, message) => {
    expect(() => importTensors(of(name), options)).toThrow(message);
  });
});

describe("numbers by neuron", () => {
  type Arrays = Map<string, { shape: number[]; values: Float64Array<ArrayBuffer> }>;
  const array = (shape: number[], values: number[]) => ({ shape, values: new Float64Array(values) });
  const state = (change: readonly (readonly [string, ReturnType<typeof array>])[]): Tensors => {
    const arrays: Arrays = new Map([
      ["0.weight", array([3, 2], [1, 2, 3, 4, 5, 6])],
      ["1.threshold", array([], [1])],
      ["1.beta", array([], [0.5])],
      ["1.graded_spikes_factor", array([], [1])],
      ["1.reset_mechanism_val", array([], [1])],
      ["2.weight", array([2, 3], [1, 2, 3, 4, 5, 6])],
      ...change,
    ]);
    // Not through a writer of files, which refuses what is not finite.
    const raw = ({ shape, values }: ReturnType<typeof array>) => ({
      ...{ dtype: "F64", shape, columnMajor: false },
      data: new Uint8Array(values.buffer),
    });
    return new Map([...arrays].map(([name, of]) => [name, raw(of)]));
  };
  const imported = (name: string, ...of: Parameters<typeof array>) =>
    importTensors(state([[name, array(...of)]]), options);

  it("are taken from a row, and one for all from any shape of one", () => {
    const layer = (name: string, ...of: Parameters<typeof array>) => imported(name, ...of).network.layers[0];
    expect([...layer("1.beta", [1, 3], [0.5, 0.25, 0.75]).beta]).toEqual([0.5, 0.25, 0.75]);
    expect([...layer("1.beta", [1], [0.25]).beta]).toEqual([0.25, 0.25, 0.25]);
    expect(layer("1.threshold", [1, 3], [1, 2, 4])).toMatchObject({
      threshold: Float64Array.of(1, 2, 4),
      fast: { values: Float64Array.of(1, 2, 3, 4, 5, 6) },
    });
    for (const shape of [[], [1], [1, 1]]) {
      const of = {
        fast: "0.weight",
        bias: [],
        beta: { tensor: "b" },
        threshold: { tensor: "t" },
        reset: "zero",
      };
      const readout = { mode: "mean-logits", weights: "2.weight", bias: [] };
      const ignore = [...state([]).keys()].filter((name) => name.startsWith("1."));
      const map = { layers: [of], readout, ignore } as unknown as NetworkMap;
      const tensors = state([
        ["b", array(shape, [0.25])],
        ["t", array(shape, [2])],
      ]);
      const { network } = importTensors(tensors, { ...options, map });
      expect(network.layers[0]).toMatchObject({
        threshold: new Float64Array(3).fill(2),
        beta: new Float64Array(3).fill(0.25),
      });
    }
  });

  it.each<[string, number[], number[], RegExp]>([
    [
      "1.beta",
      [3, 1],
      [0.5, 0.5, 0.5],
      /^1\.beta: shape 3 x 1; expected 3, one for each neuron, or one for all$/,
    ],
    ["1.beta", [2], [0.5, 0.5], /^1\.beta: shape 2; expected 3/],
    ["1.threshold", [0], [], /^1\.threshold: shape 0; expected 3/],
    ["1.threshold", [3, 3], new Array(9).fill(1), /^1\.threshold: shape 3 x 3; expected 3/],
    ["1.beta", [], [Infinity], /^1\.beta, element 0 of 1: is Infinity; expected a finite number/],
    ["1.beta", [3], [0.5, Number.NaN, 1], /^1\.beta, element 1 of 3: is NaN/],
  ])("%s of shape %j, %j is refused", (name, shape, values, message) => {
    expect(() => imported(name, shape, values)).toThrow(message);
  });

  it("a reset a step late takes each threshold over its leak; where nothing leaks, the threshold", () => {
    const late = (beta: readonly number[]) => {
      const change = { "1.beta": beta, "1.threshold": [1, 2, 4], "1.reset_mechanism_val": [0] };
      const arrays = Object.entries(change).map(([name, of]) => [name, array([of.length], [...of])] as const);
      return importTensors(state(arrays), options).network.layers[0];
    };
    expect(late([0.5, 0.25, 1]).resetBy).toEqual(Float64Array.of(2, 8, 4));
    expect(late([1])).toMatchObject({ threshold: Float64Array.of(1, 2, 4), reset: "subtract" });
    expect(late([1]).resetBy).toBeUndefined();
  });

  it("leaks outside of 0 to 1 are clamped, and the import says so", () => {
    const two = imported("1.beta", [3], [1.5, 0.5, -0.25]);
    expect([...two.network.layers[0].beta]).toEqual([1, 0.5, 0]);
    expect(two.notes).toContain("1.beta: 2 of 3 lie outside 0 to 1 and count as the nearer end");
    const all = imported("1.beta", [], [1.5]);
    expect(all.notes).toContain("1.beta: 1 of 1 lies outside 0 to 1 and counts as the nearer end");
    expect(imported("1.beta", [3], [1, 0.5, 0]).notes.join()).not.toContain("nearer end");
    const subtract = [["1.reset_mechanism_val", array([], [0])]] as const;
    expect(() =>
      importTensors(state([...subtract, ["1.beta", array([3], [0.5, -0.25, 1])]]), options),
    ).toThrow(/neuron 1 has beta 0 \(1\.beta: -0\.25\) and keeps nothing/);
  });
});

describe("a state dict that says nothing of its neurons", () => {
  const map: NetworkMap = {
    layers: [{ fast: "0.weight", bias: ["0.bias"], tau: 2, threshold: 1, reset: "zero" }],
    readout: { mode: "mean-logits", weights: "2.weight", bias: ["2.bias"] },
  };

  it("gets a proposal with null for what is open, and is refused until that is filled in", () => {
    expect(proposeMap(of("jelly_state"))).toEqual({
      layers: [{ fast: "0.weight", bias: ["0.bias"], beta: null, threshold: null, reset: null }],
      readout: { mode: null, weights: "2.weight", bias: ["2.bias"] },
    });
    expect(() => importTensors(of("jelly_state"), options)).toThrow(
      /says nothing of layers\[0\]\.beta, layers\[0\]\.threshold, layers\[0\]\.reset, readout\.mode/,
    );
  });

  it("SpikingJelly: with a map, every spike of 1,000 steps", () => {
    const { events, spikes, neurons, output } = recorded("jelly_state");
    const { network } = importTensors(of("jelly_state"), { ...options, map });
    const result = floatModel(network)(events, { record: true });
    expect(spikesOf(result, neurons)).toEqual(spikes);
    expectClose(result.logits, output, 1e-9);
  });

  it("a tensor stored the other way round is named, and taken where the map says so", () => {
    const values = (n: number) => Float64Array.from({ length: n }, (_, i) => i);
    const file = new Map([
      ["a", { shape: [2, 3], values: values(6) }],
      ["b", { shape: [3, 4], values: values(12) }],
    ]);
    const tensors: Tensors = readTensors(writeSafetensors(file, "F64"));
    const layer = {
      fast: { tensor: "a", transposed: true },
      bias: [],
      beta: 0.5,
      threshold: 1,
      reset: "zero",
    } as const;
    const asked = (weights: NetworkMap["layers"][0]["fast"]) => ({
      ...options,
      map: { layers: [layer], readout: { mode: "mean-logits", weights, bias: [] } } as NetworkMap,
    });
    expect(() => importTensors(tensors, asked("b"))).toThrow(/b: has the shape .*other way round/);
    const { network } = importTensors(tensors, asked({ tensor: "b", transposed: true }));
    expect([...network.layers[0].fast.values]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...network.readout.weights.values]).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  });

  it.each(["beta", "tau"])("a map whose mean logits have a %s is refused: only membranes leak", (leak) => {
    const readout = { ...map.readout, [leak]: 0.5 };
    expect(() => parseMap({ ...map, readout }, "map.json")).toThrow(
      /^map\.json: wrong map\n {2}readout: expected neither beta nor tau with "mean-logits": only membranes leak$/,
    );
    const membranes = { ...readout, mode: "mean-membrane" };
    expect(parseMap({ ...map, readout: membranes }, "map.json").readout).toEqual(membranes);
    expect(() => parseMap({ ...map, readout: { ...readout, mode: null } }, "map.json")).toThrow(
      /readout\.mode: null; the weights do not say it/,
    );
  });

  it("tensors without a place are named", () => {
    const left = { ...map, readout: { ...map.readout, bias: [] } } as NetworkMap;
    expect(() => importTensors(of("jelly_state"), { ...options, map: left })).toThrow(/2\.bias: no place/);
  });
});

describe("dmp import", () => {
  it("the published cells: sizes and window from the file, and the project quantizes", async () => {
    const out = folder();
    const { status, value } = await json("import", networkFixture("published.pt"), "--out", out);
    expect(status).toBe(0);
    expect(value).toMatchObject({
      source: "PyTorch cells of the published code",
      layers: [
        { inputs: 24, neurons: 20, beta: 0.5, threshold: 1, reset: "zero", memory: { dim: 4, window: 20 } },
        { inputs: 20, neurons: 20, memory: { dim: 4, window: 20 } },
      ],
    });
    expect(readdirSync(out).sort()).toEqual([
      "README.md",
      "calibration.json",
      "hardware.json",
      "network.json",
      "weights.safetensors",
    ]);
    expect((await run("quantize", out)).status).toBe(0);
    const again = await run("import", networkFixture("published.pt"), "--out", out);
    expect(again).toMatchObject({ status: 2, err: expect.stringContaining("give an empty or a new folder") });
  });

  it("the memory gate at 0: no slow state, and A and B need not be there", () => {
    const all = tensorsIn(networkFixture("published.npz"));
    const without = new Map([...all].filter(([name]) => !/\.(A|B)$/.test(name)));
    const closed = importTensors(without, { ...options, memory: false });
    expect(closed.network.layers.map(({ memory }) => memory)).toEqual([null, null]);
    const fromResponse = importTensors(without, options);
    expect(fromResponse.network.description.layers[0].memory?.window).toBe(20);
    const bare = new Map([...without].filter(([name]) => !/H$/.test(name)));
    expect(() => importTensors(bare, options)).toThrow(/LMU1: holds neither A and B.*--window N/);
    expect(importTensors(bare, { ...options, window: 20 }).network.layers[1].memory?.input).toEqual(
      fromResponse.network.layers[1].memory?.input,
    );
  });

  it("proposes a map, takes it filled in, and names what is still open", async () => {
    const out = folder();
    const map = `${out}.json`;
    const file = fixture("jelly_state.pt");
    expect((await run("import", file, "--propose", map)).status).toBe(0);
    const open = await run("import", file, "--map", map, "--out", out);
    expect(open).toMatchObject({ status: 2, err: expect.stringContaining("layers[0].threshold") });
    const filled = readFileSync(map, "utf8")
      .replace('"beta": null', '"tau": 2')
      .replace('"threshold": null', '"threshold": 1')
      .replace('"reset": null', '"reset": "zero"')
      .replace('"mode": null', '"mode": "mean-logits"');
    writeFileSync(map, filled);
    expect((await run("import", file, "--map", map, "--out", out)).status).toBe(0);
    expect(JSON.parse(readFileSync(join(out, "network.json"), "utf8")).layers[0].tau).toBe(2);
  });

  it("a map of snnTorch says when the reset counts", async () => {
    const map = `${folder()}.json`;
    const proposed = async (...more: string[]) => {
      expect((await run("import", fixture("snn_delay.pt"), "--propose", map, ...more)).status).toBe(0);
      return JSON.parse(readFileSync(map, "utf8")).layers[0];
    };
    expect(await proposed()).toMatchObject({ reset: "subtract", resetDelay: true });
    expect(await proposed("--no-reset-delay")).toMatchObject({ reset: "subtract", resetDelay: false });
  });

  it("refuses with the file and the tensor, and writes nothing", async () => {
    const out = folder();
    const { status, err } = await run("import", fixture("refused_synaptic.pt"), "--out", out);
    expect({ status, err }).toMatchObject({
      status: 2,
      err: expect.stringMatching(/refused_synaptic\.pt: 1\.alpha: a synaptic current/),
    });
    expect(() => readdirSync(out)).toThrow();
  });
});
