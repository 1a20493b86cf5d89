// A network beside what a framework recorded: agreement, the first difference, and causes planted one at a time.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compareTrace, importTensors, parseMap, readTrace } from "../../src/import/index.ts";
import { spikesIn } from "../../src/import/trace/spikes.ts";
import { transposed } from "../../src/network/float-layer.ts";
import {
  type FloatLayer,
  type FloatNetwork,
  type FloatReadout,
  floatModel,
  readTensors,
  type Tensors,
  writeSafetensors,
} from "../../src/network/index.ts";
import { json, run } from "../cli/dmp.ts";
import { integers, networkOf } from "../network/networks.ts";
import { fixture } from "./frameworks.ts";

const examples = new URL("../../examples/pytorch/", import.meta.url);
const tensorsOf = (file: string) => readTensors(readFileSync(fixture(file)));
const mapOf = (name: string) =>
  parseMap(JSON.parse(readFileSync(new URL(`${name}_map.json`, examples), "utf8")), name);

const imported = (name: "snntorch" | "spikingjelly" | "plain"): FloatNetwork =>
  importTensors(tensorsOf(`${name}.pt`), {
    ...{ name, timestep: null, maxSteps: null, window: null, memory: true, resetDelay: true },
    map: name === "snntorch" ? null : mapOf(name),
    pixels: name === "plain",
  }).network;

const networks = {
  snntorch: imported("snntorch"),
  spikingjelly: imported("spikingjelly"),
  plain: imported("plain"),
};
type Name = keyof typeof networks;
const recorded = (name: Name) => tensorsOf(`${name}_trace.npz`);
const compare = (network: FloatNetwork, tensors: Tensors) =>
  compareTrace(network, readTrace(tensors, network));

describe("what the frameworks recorded", () => {
  it.each([
    ["snntorch", ["layers.0.before_reset", "layers.0.spikes", "logits"]],
    ["spikingjelly", ["layers.0.spikes", "layers.0.membrane", "logits"]],
    ["plain", ["layers.0.drive", "layers.0.slow", "layers.0.spikes", "layers.0.membrane", "logits"]],
  ] as const)("%s agrees in everything", (name, quantities) => {
    const { quantities: compared, first } = compare(networks[name], recorded(name));
    expect(first).toBeNull();
    expect(compared.map((q) => q.name)).toEqual(quantities);
    expect(compared.every(({ differ, values }) => differ === 0 && values > 0)).toBe(true);
  });
});

describe("what no state dict tells of snnTorch's neurons is named", () => {
  const compared = (name: string, resetDelay: boolean) => {
    const { network } = importTensors(tensorsOf(`${name}.pt`), {
      ...{ name, timestep: null, maxSteps: null, window: null, memory: true, map: null, resetDelay },
    });
    return compare(network, tensorsOf(`${name}_trace.npz`));
  };

  it("inhibition: of all that fire the highest", () => {
    const { first, causes } = compared("odd_inhibition", true);
    expect(first!.name).toBe("layers.0.spikes");
    expect(causes).toEqual([
      expect.stringMatching(/^snnTorch's inhibition=True: .*the hardware has no such/),
    ]);
  });

  it("reset_delay=False, where one subtraction leaves a membrane above its threshold", () => {
    for (const resetDelay of [true, false]) {
      const { first, causes } = compared("odd_no_delay", resetDelay);
      expect(first!.name).toMatch(/^layers\.0\./);
      expect(causes).toEqual([expect.stringMatching(/^snnTorch's reset_delay=False: /)]);
    }
  });
});

const withLayer = (network: FloatNetwork, change: (layer: FloatLayer) => FloatLayer): FloatNetwork => ({
  ...network,
  layers: network.layers.map(change),
});
const withReadout = (network: FloatNetwork, change: Partial<FloatReadout>): FloatNetwork => ({
  ...network,
  readout: { ...network.readout, ...change },
});
const times = (layer: FloatLayer, factor: number): FloatLayer => ({
  ...layer,
  fast: { ...layer.fast, values: layer.fast.values.map((v) => v * factor) },
});
const turned = (layer: FloatLayer): FloatLayer => ({
  ...layer,
  fast: { ...layer.fast, values: transposed(layer.fast) },
});
const eulerAsExact = (layer: FloatLayer): FloatLayer => ({
  ...layer,
  beta: layer.beta.map((beta) => Math.exp(beta - 1)),
});
const currents = (layer: FloatLayer, factor: number): FloatLayer => ({
  ...times(layer, factor),
  bias: layer.bias.map((v) => v * factor),
});

describe("a planted cause is named", () => {
  it.each<[string, Name, (layer: FloatLayer) => FloatLayer, RegExp]>([
    ["transposed weights", "snntorch", turned, /^transposed weights of the fast path/],
    ["transposed weights", "spikingjelly", turned, /^transposed weights of the fast path/],
    [
      "transposed slow current",
      "plain",
      (l) => ({
        ...l,
        memory: { ...l.memory!, output: { ...l.memory!.output, values: transposed(l.memory!.output) } },
      }),
      /^transposed weights of the slow current/,
    ],
    ["reset by subtraction for zero", "spikingjelly", (l) => ({ ...l, reset: "subtract" }), /has "zero"/],
    ["reset without its delay", "snntorch", ({ resetBy: _, ...l }) => l, /a step after the spike/],
    [
      "reset to zero for a late one",
      "snntorch",
      ({ resetBy: _, ...l }) => ({ ...l, reset: "zero" }),
      /a step after the spike/,
    ],
    ["exact for Euler", "spikingjelly", eulerAsExact, /Euler's, 1 - 1\/tau, this one exact/],
    [
      "exact for Euler, input too",
      "spikingjelly",
      (l) => eulerAsExact(currents(l, (1 - Math.exp(l.beta[0] - 1)) / (1 - l.beta[0]))),
      /Euler's, .*what it makes of the input/,
    ],
    [
      "Euler for exact",
      "snntorch",
      (l) => ({ ...l, beta: l.beta.map((beta) => 1 + Math.log(beta)) }),
      /leak is exact/,
    ],
    [
      "beta for tau",
      "spikingjelly",
      (l) => currents(l, 1 / (1 - l.beta[0])),
      /decays with the membrane: tau/,
    ],
    ["tau for beta", "snntorch", (l) => currents(l, 1 - l.beta[0]), /does not decay with the membrane: beta/],
    ["pixels without scale", "snntorch", (l) => times(l, 255), /count 1\/255/],
    ["pixels scaled twice", "snntorch", (l) => times(l, 1 / 255), /255 times as much/],
    [
      "two at a time",
      "spikingjelly",
      (l) => ({ ...turned(l), reset: "subtract" }),
      /^transposed weights of the fast path.*; and another reset: the framework has "zero"/,
    ],
  ])("%s: %s", (_, name, plant, cause) => {
    const { first, causes } = compare(withLayer(networks[name], plant), recorded(name));
    expect(first?.name).toMatch(/^layers\.0\./);
    expect(
      causes.some((text) => cause.test(text)),
      causes.join("\n"),
    ).toBe(true);
  });

  it("nothing is named for a difference that none of them makes", () => {
    const changed = withLayer(networks.snntorch, (l) => times(l, 1.3));
    const { first, causes } = compare(changed, recorded("snntorch"));
    expect(first).not.toBeNull();
    expect(causes).toEqual([]);
  });
});

/** What the float model does, as a framework would have recorded it. */
function record(
  network: FloatNetwork,
  rows: readonly (readonly number[])[],
): Map<string, { shape: number[]; values: Float64Array }> {
  const steps = rows.length;
  const addresses = rows.map((row) => row.flatMap((v, c) => Array<number>(v).fill(c)));
  const offsets = Uint32Array.from([0, ...addresses.map((_, k) => addresses.slice(0, k + 1).flat().length)]);
  const events = { steps, offsets, addresses: Uint16Array.from(addresses.flat()), values: null };
  const { trace, logits } = floatModel(network)(events, { record: true });
  const array = (values: Float64Array) => ({
    shape: [steps, values.length / steps],
    values: Float64Array.from(values),
  });
  return new Map([
    ["input", array(Float64Array.from(rows.flat()))],
    ["logits", { shape: [logits.length], values: logits }],
    ...trace!.layers.flatMap((layer, l): [string, ReturnType<typeof array>][] => [
      [`layers.${l}.spikes`, array(spikesIn(layer, network.layers[l].neurons, steps))],
      [`layers.${l}.membrane`, array(layer.membrane)],
      ...(layer.slow.length > 0
        ? [[`layers.${l}.slow`, array(layer.slow)] as [string, ReturnType<typeof array>]]
        : []),
    ]),
  ]);
}

const draw = integers(5);
const two = networkOf(
  {
    ...{ name: "two", inputs: { channels: 4, timestep: 1e-3 } },
    layers: [
      { neurons: 4, memory: { dim: 3, window: 9 }, beta: 0.75, threshold: 1, reset: "subtract" },
      { neurons: 4, tau: 2, threshold: 0.5, reset: "zero" },
    ],
    readout: { classes: 4, mode: "mean-logits" },
  },
  draw,
);
const rows = Array.from({ length: 80 }, () => Array.from({ length: 4 }, () => (draw() > 3 ? 1 : 0)));
const asFile = (arrays: ReturnType<typeof record>) => readTensors(writeSafetensors(arrays, "F64"));
const second = (change: (layer: FloatLayer) => FloatLayer) => (network: FloatNetwork) => ({
  ...network,
  layers: network.layers.map((layer, l) => (l === 1 ? change(layer) : layer)),
});

describe("a network of two layers", () => {
  it("agrees with itself, and its layers fire", () => {
    const { first, quantities } = compare(two, asFile(record(two, rows)));
    expect(first).toBeNull();
    expect(quantities).toHaveLength(6);
    for (const l of [0, 1]) expect(record(two, rows).get(`layers.${l}.spikes`)!.values).toContain(1);
  });

  it.each<[string, (network: FloatNetwork) => FloatNetwork, string, RegExp]>([
    ["the second transposed", second(turned), "layers.1", /^transposed weights of the fast path/],
    ["the second without bias", second((l) => ({ ...l, bias: l.bias.map(() => 0) })), "layers.1", /^no bias/],
    [
      "no slow current",
      (n) =>
        withLayer(n, (l) => ({
          ...l,
          memory: l.memory && {
            ...l.memory,
            output: { ...l.memory.output, values: l.memory.output.values.map(() => 0) },
          },
        })),
      "layers.0",
      /^no slow current/,
    ],
    [
      "the readout transposed",
      (n) => withReadout(n, { weights: { ...n.readout.weights, values: transposed(n.readout.weights) } }),
      "logits",
      /^transposed weights of the readout/,
    ],
    [
      "the readout without bias",
      (n) => withReadout(n, { bias: n.readout.bias.map(() => 0) }),
      "logits",
      /^no bias/,
    ],
    [
      "the last step's logits",
      (n) => ({
        ...n,
        description: { ...n.description, readout: { ...n.description.readout, lastSteps: 1 } },
      }),
      "logits",
      /last step/,
    ],
  ])("%s in the framework", (_, plant, where, cause) => {
    const { first, causes } = compare(two, asFile(record(plant(two), rows)));
    expect(first?.name.startsWith(where), first?.name).toBe(true);
    expect(
      causes.some((text) => cause.test(text)),
      causes.join("\n"),
    ).toBe(true);
  });

  it("sums for means, spikes above the threshold only, and inputs a step late", () => {
    const recorded = record(two, rows);
    const sums = { shape: [4], values: recorded.get("logits")!.values.map((v) => v * rows.length) };
    expect(compare(two, asFile(new Map([...recorded, ["logits", sums]]))).causes[0]).toMatch(
      /sums over the steps/,
    );

    // A membrane that meets its threshold exactly, step after step.
    const meets = second((l) => ({
      ...l,
      beta: new Float64Array(l.neurons),
      bias: l.bias.map(() => 0),
      fast: { ...l.fast, values: l.fast.values.map((_, i) => (i % 5 === 0 ? 0.5 : 0)) },
    }))(two);
    const above = second((l) => ({ ...l, threshold: l.threshold.map(() => 0.5 * (1 + 1e-12)) }))(meets);
    expect(compare(meets, asFile(record(above, rows))).causes[0]).toMatch(/above the threshold, not at it/);

    const late = [rows[0].map(() => 0), ...rows.slice(0, -1)];
    const shifted = new Map([...record(two, late), ["input", recorded.get("input")!]]);
    expect(compare(two, asFile(shifted)).causes[0]).toMatch(/inputs a step later/);
  });

  it("what is no trace of the network is refused by name", () => {
    const recorded = record(two, rows);
    const refusal = (...changes: [string, { shape: number[]; values: Float64Array } | null][]) => {
      const arrays = new Map(
        [...recorded, ...changes].filter(
          (e): e is [string, { shape: number[]; values: Float64Array }] => e[1] !== null,
        ),
      );
      return () => readTrace(asFile(arrays), two);
    };
    const cut = { shape: [79, 4], values: new Float64Array(79 * 4) };
    expect(refusal(["layers.1.spikes", cut])).toThrow(
      /layers\.1\.spikes: has the shape \[79, 4\]; expected \[80, 4\]/,
    );
    expect(refusal(["layers.1.slow", cut])).toThrow(/layers\.1\.slow/);
    expect(refusal(["layer1", cut])).toThrow(
      /layer1: no array of a trace; expected input, logits, or layers\.0/,
    );
    const pixels = { shape: [80, 4], values: new Float64Array(320).map((_, i) => (i % 256) / 255) };
    expect(refusal(["input", pixels])).toThrow(
      /input, step 0, channel 1: .*multiples of 1\/255: write "scale"/,
    );
  });
});

describe("dmp run --expect", () => {
  it("prints the comparison; its status says whether all agrees", async () => {
    const out = join(mkdtempSync(join(tmpdir(), "dmp-trace-")), "net");
    expect((await run("import", fixture("snntorch.pt"), "--out", out)).status).toBe(0);
    const trace = fixture("snntorch_trace.npz");
    const same = await run("run", out, "--expect", trace);
    expect(same).toMatchObject({ status: 0, out: expect.stringContaining("All agree over 1,000 steps.") });
    const file = join(out, "network.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/,\s*"resetBy": [\d.]+/, ""));
    const other = await json("run", out, "--expect", trace);
    expect(other.status).toBe(1);
    expect(other.value).toMatchObject({ engine: "float", first: { name: "layers.0.before_reset" } });
    expect(String(other.value.causes)).toContain("a step after the spike");
    expect(await run("run", out, "--expect", trace, "--engine", "golden")).toMatchObject({ status: 2 });
    expect(await run("run", out)).toMatchObject({
      status: 2,
      err: expect.stringContaining("--expect FILE instead"),
    });
  });
});

describe("examples/pytorch/README.md", () => {
  it("its commands, on what its scripts wrote, agree", async () => {
    const lines = readFileSync(new URL("README.md", examples), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("dmp "));
    expect(lines).toHaveLength(8);
    const folder = mkdtempSync(join(tmpdir(), "dmp-example-"));
    const place = (word: string) => {
      if (/\.(pt|nir|npz)$/.test(word)) return fixture(word);
      if (word.endsWith(".json")) return fileURLToPath(new URL(word, examples));
      return word in networks || word === "norse-net" ? join(folder, word) : word;
    };
    for (const line of lines) {
      const [, command, ...words] = line.split(" ");
      const { status, out, err } = await run(command, ...words.map(place));
      expect(status, `${line}\n${out}${err}`).toBe(0);
      if (command === "run") expect(out).toMatch(/All agree over (1,000|300) steps\./);
    }
  });
});
