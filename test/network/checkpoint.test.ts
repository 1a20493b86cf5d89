// Checkpoints: from tensor names to a network and back, and what each wrong tensor is answered.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  CheckpointError,
  type FloatTensor,
  loadCheckpoint,
  networkFromTensors,
  parseDescription,
  readSafetensors,
  readTensors,
  saveCheckpoint,
  tensorsOf,
  writeSafetensors,
} from "../../src/network/index.ts";
import { anyNetwork, caught, check, fixture, integers, networkOf } from "./networks.ts";

const folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));

const description = parseDescription({
  name: "tiny",
  inputs: { channels: 3, timestep: 1 },
  layers: [
    { neurons: 4, memory: { dim: 2, window: 10 }, tau: 2, threshold: 1, reset: "zero" },
    { neurons: 2, beta: 0.5, threshold: 1, reset: "subtract" },
  ],
  readout: { classes: 5, mode: "mean-membrane", tau: 4 },
});
const small = networkOf(description, integers(5));

describe("this project's names", () => {
  it("are those the documentation lists", () => {
    const shapes = [...tensorsOf(small)].map(([name, { shape }]) => `${name} [${shape}]`);
    expect(shapes).toEqual([
      "layers.0.input.weight [4,3]",
      "layers.0.bias [4]",
      "layers.0.memory.input.weight [3]",
      "layers.0.memory.input.bias [1]",
      "layers.0.memory.output.weight [4,2]",
      "layers.1.input.weight [2,4]",
      "layers.1.bias [2]",
      "readout.weight [5,2]",
      "readout.bias [5]",
    ]);
  });

  it("bring every network back, the gain of a time constant folded in and out", () => {
    check(anyNetwork, (network) => {
      const bytes = writeSafetensors(tensorsOf(network), "F64");
      expect(networkFromTensors(network.description, readSafetensors(bytes))).toEqual(network);
    });
  });

  it("hold the currents before their gain", () => {
    const stored = tensorsOf(small).get("layers.0.input.weight")!.values;
    expect([...small.layers[0].fast.values]).toEqual([...stored].map((v) => v / 2));
    expect([...small.readout.bias]).toEqual(
      [...tensorsOf(small).get("readout.bias")!.values].map((v) => v / 4),
    );
    expect([...small.layers[0].memory!.drive.weights]).toEqual([
      ...tensorsOf(small).get("layers.0.memory.input.weight")!.values,
    ]);
  });

  it("in a file, whole or not at all", () => {
    const path = join(folder, "small.safetensors");
    saveCheckpoint(small, path);
    expect(readdirSync(folder)).toEqual(["small.safetensors"]);
    expect(loadCheckpoint(description, path)).toEqual(small);
    expect(() => saveCheckpoint(small, join(folder, "none", "x"))).toThrow(CheckpointError);
    expect(readdirSync(folder)).toEqual(["small.safetensors"]);
  });
});

/** The problems of the small network's tensors with some changed; null takes one out. */
function problems(changes: Record<string, FloatTensor | null>) {
  const tensors = tensorsOf(small);
  for (const [name, tensor] of Object.entries(changes))
    if (tensor) tensors.set(name, tensor);
    else tensors.delete(name);
  const error = caught(() => networkFromTensors(description, readSafetensors(writeSafetensors(tensors))));
  expect(error).toBeInstanceOf(CheckpointError);
  return (error as CheckpointError).problems.map(
    (p) => `${p.where}: expected ${p.expected}, found ${p.found}`,
  );
}
const zeros = (...shape: number[]): FloatTensor => ({
  shape,
  values: new Float64Array(shape.reduce((product, n) => product * n, 1)),
});

describe("wrappers", () => {
  it.each(["module.", "_orig_mod.", "model.", "module._orig_mod.", "net.0."])(
    "may put %s before all names",
    (prefix) => {
      const bytes = writeSafetensors(
        new Map([...tensorsOf(small)].map(([name, t]) => [`${prefix}${name}`, t])),
      );
      expect(networkFromTensors(description, readSafetensors(bytes))).toEqual(small);
    },
  );

  it("may not put it before some names only: what differs is named", () => {
    const names = [...tensorsOf(small)].map(
      ([name, t]) => [name === "layers.1.bias" ? name : `module.${name}`, t] as const,
    );
    const bytes = writeSafetensors(new Map(names));
    expect(() => networkFromTensors(description, readSafetensors(bytes))).toThrow("module.readout.weight");
  });
});

describe("a file that is none of the two", () => {
  it.each<[string, string, string]>([
    [
      "a git-lfs pointer",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
      "git lfs pull",
    ],
    ["a web page", "<!DOCTYPE html><html>Not found</html>", "download the file itself"],
    ["an HDF5 file", "\x89HDF\r\n\x1a\n\0\0\0", "found an HDF5 file"],
    ["a lone array", "\x93NUMPY\x01\0", "found a NumPy array (.npy)"],
    ["nothing", "", "found an empty file"],
    ["text", "hello, this is no checkpoint", "found text"],
  ])("%s is called what it is", (_, contents, found) => {
    const path = join(folder, "wrong.safetensors");
    writeFileSync(path, contents, "latin1");
    expect(() => loadCheckpoint(description, path)).toThrow(
      `${path}: the file: expected safetensors, NumPy .npz or a PyTorch state dict, found `,
    );
    expect(() => loadCheckpoint(description, path)).toThrow(found);
    rmSync(path);
  });
});

describe("a wrong tensor", () => {
  it.each<[string, Record<string, FloatTensor | null>, string]>([
    ["missing", { "layers.1.bias": null }, "layers.1.bias: expected a tensor [2], found none of this name"],
    [
      "extra",
      { "layers.1.memory.input.weight": zeros(4) },
      "layers.1.memory.input.weight: expected no tensor of this name, found one [4]",
    ],
    ["mis-shaped", { "readout.weight": zeros(2, 5) }, "readout.weight: expected shape [5, 2], found [2, 5]"],
    [
      "mis-shaped, of two shapes",
      { "layers.0.memory.input.weight": zeros(3, 1) },
      "layers.0.memory.input.weight: expected shape [3] or [1, 3], found [3, 1]",
    ],
  ])("%s is named", (_, changes, problem) => {
    expect(problems(changes)).toEqual([problem]);
  });

  it("of several are all named", () => {
    expect(problems({ "layers.0.bias": zeros(3), "readout.bias": null, more: zeros(1) })).toHaveLength(3);
  });

  it.each([
    ["NaN", Number.NaN],
    ["infinity", Number.NEGATIVE_INFINITY],
  ])("with %s is named with the element", (_, value) => {
    const bytes = writeSafetensors(tensorsOf(small), "F64");
    const view = new DataView(bytes.buffer);
    view.setFloat64(bytes.length - 8 * 5, value, true);
    expect(() => networkFromTensors(description, readSafetensors(bytes))).toThrow(
      `readout.bias, element 0 of 5: expected a finite number, found ${value}`,
    );
  });

  it("of integers is named", () => {
    const bytes = Buffer.from(writeSafetensors(new Map([["layers.0.bias", zeros(4)]])));
    bytes.write("I32", bytes.indexOf("F32"));
    expect(() => networkFromTensors(description, readSafetensors(bytes))).toThrow(
      "layers.0.bias: expected elements of type F64, F32, F16, BF16, found I32",
    );
  });

  it("under names of another kind altogether is answered with the names that are read", () => {
    const tensors = readSafetensors(writeSafetensors(new Map([["fc1.weight", zeros(2)]])));
    expect(() => networkFromTensors(description, tensors)).toThrow(
      "tensor names: expected layers.0.input.weight and so on, or those of SpikingLMUFFTCell cells, found fc1.weight",
    );
  });

  it("in a file is named after the file", () => {
    const path = join(folder, "bad.npz");
    writeFileSync(path, "PK no archive");
    expect(() => loadCheckpoint(description, path)).toThrow(
      `${path}: zip archive: expected an end of directory`,
    );
    expect(() => loadCheckpoint(description, join(folder, "absent"))).toThrow(
      "expected a file that can be read, found no such file or folder",
    );
    rmSync(path);
  });
});

describe("the published names", () => {
  const shape = JSON.parse(readFileSync(fixture("published.json"), "utf8")).shape;
  const describe2 = (memory: object, more = {}) =>
    parseDescription({
      name: "published",
      inputs: { channels: shape.channels, timestep: 1 },
      layers: [0, 1].map(() => ({ neurons: shape.neurons, memory, tau: 2, threshold: 1, reset: "zero" })),
      readout: { classes: shape.classes, mode: "mean-logits" },
      ...more,
    });
  const published = readTensors(readFileSync(fixture("published.npz")));
  const right = describe2({ dim: shape.dim, window: shape.window });

  it("may have any prefixes that sort in the order of the layers", () => {
    const renamed = new Map(
      [...published]
        .map(
          ([name, tensor]) =>
            [
              name.replace("LMU1", "net.rnn2").replace("LMU2", "net.rnn10").replace("dense", "net.dense"),
              tensor,
            ] as const,
        )
        .reverse(),
    );
    expect(networkFromTensors(right, renamed)).toEqual(networkFromTensors(right, published));
  });

  it("carry A and B, which must be those of the description's window", () => {
    const wrong = describe2({ dim: shape.dim, window: shape.window + 1 });
    const error = caught(() => networkFromTensors(wrong, published)) as CheckpointError;
    expect(error.message).toMatch(
      /LMU1\.A, element \d+: expected .* that of a Legendre state space of dim 4 and window 21/,
    );
    expect(error.problems).toHaveLength(4);
  });

  it("must have one cell a layer, and nothing unknown", () => {
    const one = describe2({}, { layers: [right.layers[0]] });
    expect(() => networkFromTensors(one, published)).toThrow("expected 1, one a layer, found LMU1, LMU2");
    const more = new Map([...published, ["LMU1.gate.weight", published.get("LMU1.A")!] as const]);
    expect(() => networkFromTensors(right, more)).toThrow(
      "LMU1.gate.weight: expected no tensor of this name, found one [4, 4]",
    );
  });
});
