// Images and recordings with values as people really bring them: read, or refused in one clear sentence.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { floatNetwork, network, tensorsOf, writeSafetensors } from "../../../src/network/index.ts";
import { run } from "../dmp.ts";
import { description, ends, events, folder, type Odd, root } from "./common.ts";

afterAll(() => rmSync(root, { recursive: true, force: true }));

const home = folder("home");
const pixels = folder("pixels", {
  "network.json": JSON.stringify(description({ channels: 1, valueBits: 8 })),
  "weights.safetensors": writeSafetensors(
    tensorsOf(
      floatNetwork(network(description({ channels: 1, valueBits: 8 }) as never), {
        layers: [{ fast: Float64Array.of(0.01, 0.02), bias: Float64Array.of(0, 0), memory: null }],
        readout: { weights: Float64Array.of(1, -1, 0.5, 0.5, -1, 1), bias: new Float64Array(3) },
      }),
    ),
  ),
  "calibration.json": events.replace('"channels":4', '"channels":1').replace("[[0,0],[2,3]]", "[[0,0,9]]"),
});
const graded = folder("graded", {
  "network.json": JSON.stringify(description({ valueBits: 16 })),
  "calibration.json": events.replace("[[0,0],[2,3]]", "[[0,0,9]]"),
});

function idx(shape: readonly number[], data: readonly number[], type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(type * 256 + shape.length);
  for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i);
  return Buffer.concat([header, Buffer.from(data)]);
}

const images: Odd[] = [
  ["images", "a-images-idx3-ubyte", idx([1, 2, 2], [0, 9, 8, 7]), "ok"],
  ["packed images", "b-images-idx3-ubyte.gz", gzipSync(idx([1, 2, 2], [0, 9, 8, 7])), "ok"],
  ["images as another site names them", "c-images.idx3-ubyte", idx([1, 2, 2], [0, 9, 8, 7]), "ok"],
  [
    "images cut short",
    "d-images-idx3-ubyte",
    idx([1, 2, 2], [0, 9]),
    /byte 4: expected 2 bytes of data in a file of 18, found dimensions that make 4/,
  ],
  [
    "packed images cut short",
    "e-images-idx3-ubyte.gz",
    gzipSync(idx([1, 2, 2], [0, 9, 8, 7])).subarray(0, 24),
    /sound gzip data|end of the file/,
  ],
  [
    "images of floats",
    "f-images-idx3-ubyte",
    idx([1, 2, 2], [0, 9, 8, 7], 0x0d),
    /expected 0x00000803 \(unsigned bytes, 3 dimensions\), found 0x00000d03/,
  ],
  ["labels for images", "g-images-idx3-ubyte", idx([1], [1]), /found 0x00000801/],
  [
    "images of too many pixels",
    "h-images-idx3-ubyte",
    idx([1, 11, 11], new Array(121).fill(1)),
    /"h-images-idx3-ubyte#0": expected 1 to 100 steps, found 121/,
  ],
  [
    "another number of labels",
    "i-images-idx3-ubyte",
    idx([2, 1, 1], [1, 2]),
    /expected 2 labels, one an image, found 1/,
  ],
];

const gradedOdd: Odd[] = [
  [
    "silence beside values",
    "mixed.json",
    events
      .replace("]}]}", ']},{"name":"b","label":null,"steps":2,"channels":4,"events":[]}]}')
      .replace("[[0,0],[2,3]]", "[[0,0,9]]"),
    "ok",
  ],
  [
    "silence alone",
    "silent.txt",
    "dmp-rtl recordings 1\nrecording steps=2 channels=4 label=0 name=s\n",
    "ok",
  ],
  [
    "events without values",
    "bare.json",
    events,
    /bare\.json: .*"a", step 0: expected events with values, as valueBits is 16, found none/,
  ],
  ["a table with values", "values.csv", "0.1,0,65535\n", "ok"],
  ["a value too large", "large.csv", "0.1,0,65536\n", /line 1: expected a value in 0\.\.65535/],
];

describe("images", () => {
  for (const name of "abcdefghi") {
    writeFileSync(join(root, `${name}-labels-idx1-ubyte`), idx([1], [2]));
    writeFileSync(join(root, `${name}-labels.idx1-ubyte`), idx([1], [2]));
  }
  it.each(images)("%s", async (_, file, contents, end) => {
    const path = join(root, file);
    writeFileSync(path, contents);
    await ends(["run", pixels, path, "--engine", "golden"], end);
  });

  it("on a network of scale 1 are noted, and so is the order of pixels that lies beside it", async () => {
    const path = join(root, "a-images-idx3-ubyte");
    writeFileSync(path, idx([1, 2, 2], [0, 9, 8, 7]));
    const plain = await run("run", pixels, path, "--engine", "golden");
    expect(plain.err).toMatch(/^note: pixels are taken as 0 to 255; .* inputs\.scale: 1 \/ 255/m);
    const permuted = folder("permuted", {
      "network.json": readFileSync(join(pixels, "network.json"), "utf8").replace(
        '"valueBits":8',
        '"valueBits":8,"scale":0.00392156862745098',
      ),
      "weights.safetensors": readFileSync(join(pixels, "weights.safetensors")),
      "calibration.json": readFileSync(join(pixels, "calibration.json")),
      "permutation.txt": "3 2 1 0\n",
    });
    const beside = await run("run", permuted, path, "--engine", "golden");
    expect(beside).toMatchObject({
      status: 0,
      err: `note: pixels in the order of ${join(permuted, "permutation.txt")}\n`,
    });
    const wrong = await run(
      "run",
      pixels,
      path,
      "--engine",
      "golden",
      "--permutation",
      join(home, "network.json"),
    );
    expect(wrong).toMatchObject({
      status: 2,
      err: expect.stringMatching(/network\.json: line 1: expected an index in 0\.\.3/),
    });
    const useless = await run(
      "run",
      home,
      join(home, "calibration.json"),
      "--engine",
      "golden",
      "--permutation",
      join(permuted, "permutation.txt"),
    );
    expect(useless).toMatchObject({
      status: 2,
      err: expect.stringContaining("--permutation: none of the recordings are sequences of pixels"),
    });
  });
});

describe("recordings with values", () => {
  it.each(gradedOdd)("%s", async (_, file, contents, end) => {
    const path = join(root, `graded-${file}`);
    writeFileSync(path, contents);
    await ends(["run", graded, path, "--engine", "golden"], end);
  });
});
