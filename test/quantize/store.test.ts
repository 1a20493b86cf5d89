// The integer network's file: what is saved is loaded, what is damaged is refused with its path.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadNetwork, NetworkFileError, saveNetwork } from "../../src/quantize/index.ts";
import { networkOf, shapes } from "../golden/networks.ts";

const shape = fc.sample(
  shapes.filter(({ layers }) => layers[0].dim === 3),
  { seed: 5, numRuns: 1 },
)[0];
const network = networkOf({ ...shape, mode: "mean-logits", layers: shape.layers.slice(0, 1) });
const text = saveNetwork(network);

/** The saved network with one field replaced. */
function changed(path: string, value: unknown): string {
  const root = JSON.parse(text);
  const keys = path.split(".");
  const last = keys.pop()!;
  const at = keys.reduce((object, key) => object[key], root);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return JSON.stringify(root);
}

const damaged: [string, unknown, string][] = [
  ["format", "other", `format: found "other", allowed: "dmp-rtl integer network 1"`],
  ["layers.0.threshold", 1.5, "layers[0].threshold: found 1.5, allowed: an integer from -2147483648 to"],
  ["layers.0.leak.factor", "1", 'layers[0].leak.factor: found "1", allowed: an integer from -2147483648 to'],
  [
    "layers.0.leak.factor",
    { bits: 9, values: [1] },
    "layers[0].leak.factor.values.length: found 1, allowed: ",
  ],
  [
    "layers.0.leak.factor",
    { bits: 3, values: [1, 4] },
    'layers[0].leak.factor: found {"bits":3,"values":[1,4]}, allowed: values that fit the declared bits',
  ],
  ["layers.0.threshold", { bits: 9, values: [1] }, "layers[0].threshold.values.length: found 1, allowed: "],
  ["layers.0.resetBy", { bits: 9, values: [1] }, "layers[0].resetBy.values.length: found 1, allowed: "],
  ["layers.0.threshold", undefined, "layers[0].threshold: found nothing, allowed: an integer"],
  ["layers.0.reset", "hard", `layers[0].reset: found "hard", allowed: "subtract" or "zero"`],
  ["layers.0.inputs", 77, `layers[0].inputs: found 77, allowed: ${network.inputs.channels}`],
  ["layers.0.fast.weights.values", [1], "layers[0].fast.weights: found"],
  ["layers.0.fast.weights.values.0", 1e6, "values that fit the declared bits"],
  ["layers.0.fast.weights.values.0", "1", 'layers[0].fast.weights.values[0]: found "1"'],
  ["layers.0.memory.state.shifts", [1], "layers[0].memory.state.shifts.length: found 1, allowed: 3"],
  ["layers.0.memory.surplus", 1, "layers[0].memory: found"],
  [
    "readout.mode",
    "mean-membrane",
    `readout.membrane: found null, allowed: an object in the mode "mean-membrane"`,
  ],
  ["inputs.valueBits", 17, "inputs.valueBits: found 17, allowed: an integer from 0 to 16"],
];

describe("the integer network's file", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(shapes, (any) => {
        const net = networkOf(any);
        expect(loadNetwork(saveNetwork(net))).toEqual(net);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it("has each list of numbers on one line, and keeps any name", () => {
    expect(text.split("\n").every((line) => !/^\s*-?\d+,?$/.test(line))).toBe(true);
    const named = { ...network, name: 'a "[ 1, 2 ]" \n[\n3\n]' };
    expect(loadNetwork(saveNetwork(named)).name).toBe(named.name);
  });

  it.each(damaged)("%s = %j is refused", (path, value, message) => {
    expect(() => loadNetwork(changed(path, value))).toThrow(NetworkFileError);
    expect(() => loadNetwork(changed(path, value))).toThrow(message);
  });

  it("names the file and refuses a text cut off anywhere", () => {
    expect(() => loadNetwork("{", "net.json")).toThrow(/^net\.json: not an integer network/);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.trimEnd().length - 1 }), (length) => {
        expect(() => loadNetwork(text.slice(0, length))).toThrow(NetworkFileError);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
