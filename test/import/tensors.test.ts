// State dicts of the frameworks as networks: the same spikes, and refusals by name.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importTensors, type NetworkMap, proposeMap } from "../../src/import/index.ts";
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
