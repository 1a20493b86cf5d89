// Thresholds by neuron, and membranes that are reset elsewhere than to 0: recorded ones are compared as the framework counts
// them. The frameworks' steps are written out here, apart from the float model.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { writeSafetensors } from "../../src/network/index.ts";
import { encodeTree, type TreeSource } from "../../src/recordings/index.ts";
import { run } from "../cli/dmp.ts";

const [channels, neurons, steps] = [5, 4, 120];
const { int } = random(7);
const draw = (n: number) => Array.from({ length: n }, () => int(-4, 9) / 8);
// One neuron counts in thousands: what is little beside it is much for the others.
const weights = draw(neurons * channels).map((w, i) => (Math.floor(i / channels) === 2 ? 1000 * w : w));
const thresholds = [0.5, 1, 2000, 3];
const input = Array.from({ length: steps * channels }, () => int(0, 1));

const folder = () => mkdtempSync(join(tmpdir(), "dmp-zeros-"));
const array = (values: readonly number[], ...shape: number[]) => ({
  shape,
  values: Float64Array.from(values),
});

/** Membranes before the reset and spikes, as `step` makes them from a membrane, a current and what it remembers. */
function recorded(
  step: (u: number, current: number, n: number, spiked: number) => { before: number; after: number },
  begin: (n: number) => number,
) {
  const membrane = thresholds.map((_, n) => begin(n));
  const spiked = thresholds.map(() => 0);
  const [before, spikes]: [number[], number[]] = [[], []];
  for (let k = 0; k < steps; k++)
    for (let n = 0; n < neurons; n++) {
      let current = 0;
      for (let c = 0; c < channels; c++) current += weights[n * channels + c] * input[k * channels + c];
      const found = step(membrane[n], current, n, spiked[n]);
      spiked[n] = found.before >= thresholds[n] ? 1 : 0;
      membrane[n] = found.after;
      before.push(found.before);
      spikes.push(spiked[n]);
    }
  expect(new Set(spikes).size).toBe(2);
  return new Map([
    ["input", array(input, steps, channels)],
    ["layers.0.before_reset", array(before, steps, neurons)],
    ["layers.0.spikes", array(spikes, steps, neurons)],
  ]);
}

/** Imports `file` and compares with `trace`; once more with one membrane changed, which must be seen. */
async function agrees(file: string, trace: ReturnType<typeof recorded>, ...more: string[]) {
  const net = join(folder(), "net");
  const made = await run("import", file, "--out", net, ...more);
  expect(made).toMatchObject({ status: 0, err: "" });
  const path = join(folder(), "trace.safetensors");
  writeFileSync(path, writeSafetensors(trace, "F64"));
  expect(await run("run", net, "--expect", path)).toMatchObject({ status: 0 });
  trace.get("layers.0.before_reset")!.values[9] += 0.25;
  writeFileSync(path, writeSafetensors(trace, "F64"));
  const wrong = await run("run", net, "--expect", path);
  expect(wrong.status).toBe(1);
  expect(wrong.out).toContain(
    `before_reset, step 2, element 1: the framework has ${trace.get("layers.0.before_reset")!.values[9]},`,
  );
  return { net, said: made.out };
}

describe("membranes of neurons with thresholds of their own", () => {
  it("snnTorch: a list of thresholds, subtracted a step after the spike", async () => {
    const file = join(folder(), "model.safetensors");
    const state = new Map([
      ["0.weight", array(weights, neurons, channels)],
      ["1.threshold", array(thresholds, neurons)],
      ["1.beta", array([0.75])],
      ["1.graded_spikes_factor", array([1])],
      ["1.reset_mechanism_val", array([0])],
      ["2.weight", array(draw(2 * neurons), 2, neurons)],
    ]);
    writeFileSync(file, writeSafetensors(state, "F64"));
    const trace = recorded(
      (u, current, n, spiked) => {
        const before = 0.75 * u + current - spiked * thresholds[n];
        return { before, after: before };
      },
      () => 0,
    );
    const { net } = await agrees(file, trace);
    const { layers } = JSON.parse(readFileSync(join(net, "network.json"), "utf8"));
    expect(layers[0].threshold).toEqual(thresholds);
    expect(existsSync(join(net, "membranes.json"))).toBe(false);
  });

  it.each([
    ["resets to 0", [0, 0, 0, 0]],
    ["resets below 0", [-1, -1, 0, -0.5]],
  ])("NIR: thresholds by neuron, %s", async (_, reset) => {
    const floats = (values: readonly number[], shape = [values.length]): TreeSource => ({
      floats: Float64Array.from(values),
      shape,
    });
    const port = (type: string, size: number) => ({
      type: { text: type },
      shape: { integers: [size], shape: [1] },
    });
    const lif = {
      ...{ type: { text: "LIF" }, tau: floats([4, 4, 4, 4]), r: floats([4, 4, 4, 4]) },
      ...{ v_leak: floats(reset), v_reset: floats(reset), v_threshold: floats(thresholds) },
    };
    const nodes: [string, Record<string, TreeSource>][] = [
      ["input", port("Input", channels)],
      ["w", { type: { text: "Linear" }, weight: floats(weights, [neurons, channels]) }],
      ["lif", lif],
      ["output", port("Output", neurons)],
    ];
    const graph = new Map<string, TreeSource>([
      ["type", { text: "NIRGraph" }],
      [
        "nodes",
        { group: new Map(nodes.map(([name, of]) => [name, { group: new Map(Object.entries(of)) }])) },
      ],
      ["edges", { texts: ["input", "w", "w", "lif", "lif", "output"], shape: [3, 2] }],
    ]);
    const file = join(folder(), "model.nir");
    writeFileSync(file, await encodeTree(new Map([["node", { group: graph }]])));
    const trace = recorded(
      (u, current, n) => {
        const before = u + (reset[n] - u) / 4 + current;
        return { before, after: before >= thresholds[n] ? reset[n] : before };
      },
      (n) => reset[n],
    );
    const { net, said } = await agrees(file, trace, "--timestep", "1", "--discretisation", "euler");
    const elsewhere = reset.includes(-1);
    expect(said.includes("membranes begin at v_reset")).toBe(elsewhere);
    const zeros = join(net, "membranes.json");
    expect(existsSync(zeros)).toBe(elsewhere);
    if (!elsewhere) return;
    expect(JSON.parse(readFileSync(zeros, "utf8"))).toEqual({ layers: [{ zero: reset }] });
    const path = join(folder(), "trace.safetensors");
    writeFileSync(path, writeSafetensors(trace, "F64"));
    for (const [text, message] of [
      [
        '{"layers": [{"zero": [0]}]}',
        /membranes\.json: layers\[0\]\.zero: 1 numbers; expected 4, one for each/,
      ],
      ['{"layers": []}', /membranes\.json: layers: 0 of them; expected 1/],
      ['{"layers": [{"unit": [1]}]}', /membranes\.json: the file: does not say where membranes count from/],
    ] as const) {
      writeFileSync(zeros, text);
      expect(await run("run", net, "--expect", path)).toMatchObject({
        status: 2,
        err: expect.stringMatching(message),
      });
    }
  });
});
