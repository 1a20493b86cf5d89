// Checkpoints, descriptions and what lies beside them, as people really bring them: read, or refused in one clear sentence.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { float64 } from "../../files/archives.ts";
import {
  archive,
  description,
  ends,
  folder,
  foreign,
  type Odd,
  root,
  rows,
  utf16,
  weights,
} from "./common.ts";

afterAll(() => rmSync(root, { recursive: true, force: true }));

const hdf5 = rows([[0.1, 0.2]], [[0, 3]]);
const times = float64([2], [0.1, 0.2]);

const checkpoints: Odd[] = [
  ...foreign.map(([what, contents, end]): Odd => [what, "weights.safetensors", contents, end]),
  ["text", "weights.safetensors", "weights: 1 2 3\n", /found text/],
  ["an HDF5 file", "weights.safetensors", hdf5, /found an HDF5 file/],
  [
    "a safetensors file cut short",
    "weights.safetensors",
    weights.subarray(0, weights.length - 8),
    /expected .*, found/,
  ],
  [
    "its header only",
    "weights.safetensors",
    weights.subarray(0, 100),
    /safetensors header: expected at most 92 bytes/,
  ],
  [
    "an archive of NumPy under the other name",
    "weights.safetensors",
    archive({ "readout.weight": times }),
    /layers\.0\.input\.weight|readout\.weight/,
  ],
];

const descriptions: Odd[] = [
  ["a description with a byte order mark", "network.json", `\ufeff${JSON.stringify(description())}`, "ok"],
  ["a description in UTF-16", "network.json", utf16(JSON.stringify(description())), "ok"],
  [
    "a description cut short",
    "network.json",
    JSON.stringify(description()).slice(0, 90),
    /network\.json: not JSON/,
  ],
  ["an empty description", "network.json", "", /network\.json: not JSON/],
  ["a description of a list", "network.json", "[]", /wrong network description/],
  [
    "a leak that no format holds",
    "network.json",
    JSON.stringify(description()).replace("0.5", "0.9999999999"),
    /layers\[0\]\.leak: beta 0\.9999999999 .* no number of bits up to 24 holds it within 1 %/,
  ],
  ["names of too many classes", "classes.json", '["a"]', /classes\.json: expected a list of 3 names/],
  ["names with a byte order mark", "classes.json", '\ufeff["a","b","c"]', "ok"],
];

describe("checkpoints", () => {
  it.each(checkpoints)("%s", async (what, file, contents, end) => {
    await ends(["quantize", folder(`checkpoint ${what}`, { [file]: contents })], end);
  });
});

describe("descriptions and what lies beside them", () => {
  it.each(descriptions)("%s", async (what, file, contents, end) => {
    const path = folder(`description ${what}`, { [file]: contents });
    await ends(["run", path, join(path, "calibration.json"), "--engine", "golden"], end);
  });
});
