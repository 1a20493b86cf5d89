import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMnist } from "../../src/recordings/mnist.ts";
import { permutationFromSeed, readPermutation } from "../../src/recordings/permutation.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-mnist-"));
});
afterAll(() => rm(folder, { recursive: true }));

function idx(shape: number[], data: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 | shape.length);
  shape.forEach((length, i) => {
    header.writeUInt32BE(length, 4 + 4 * i);
  });
  return Buffer.concat([header, Buffer.from(data)]);
}

const images = idx([3, 2, 3], [0, 5, 0, 255, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
const labels = idx([3], [7, 0, 9]);

async function files(imageFile: Uint8Array, labelFile: Uint8Array): Promise<[string, string]> {
  const paths: [string, string] = [join(folder, "images"), join(folder, "labels")];
  await writeFile(paths[0], imageFile);
  await writeFile(paths[1], labelFile);
  return paths;
}

test.each([
  ["plain", images, labels],
  ["compressed", gzipSync(images), gzipSync(labels)],
])("a pixel is a graded event, a pixel 0 an empty step: %s files", async (_, imageFile, labelFile) => {
  const recordings = await readMnist(...(await files(imageFile, labelFile)));
  expect(recordings.map((one) => one.label)).toEqual([7, 0, 9]);
  expect(recordings[0]).toEqual({
    steps: 6,
    channels: 1,
    offsets: Uint32Array.of(0, 0, 1, 1, 2, 2, 3),
    addresses: Uint16Array.of(0, 0, 0),
    values: Uint16Array.of(5, 255, 1),
    label: 7,
    name: "images#0",
  });
  expect(recordings[1].values).toHaveLength(0);
});

test("a permutation and a range", async () => {
  const paths = await files(images, labels);
  const recordings = await readMnist(...paths, { from: 2, permutation: [5, 4, 3, 2, 1, 0] });
  expect(recordings).toHaveLength(1);
  expect(recordings[0]).toMatchObject({
    label: 9,
    name: "images#2",
    values: Uint16Array.of(6, 5, 4, 3, 2, 1),
  });
  await expect(readMnist(...paths, { permutation: [0, 1, 2, 3, 4, 4] })).rejects.toThrow("each of 0..5 once");
  await expect(readMnist(...paths, { permutation: [0, 1, 2, 3, 4, 6] })).rejects.toThrow("permutation[5]");
  await expect(readMnist(...paths, { to: 4 })).rejects.toThrow("to: expected an integer in 0..3, found 4");
});

test("a seed always gives the same permutation, and every index once", () => {
  expect([...permutationFromSeed(10, 1)]).toMatchInlineSnapshot(`
    [
      7,
      8,
      3,
      2,
      1,
      5,
      9,
      4,
      0,
      6,
    ]
  `);
  const order = permutationFromSeed(784, 4_000_000_000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 784 }, (_, i) => i));
  expect(order).not.toEqual(permutationFromSeed(784, 4_000_000_001));
});

test.each([
  ["0, 2 # two\n\n1 3\n", null],
  ["0 1 2", "end: expected 4 indices, found 3"],
  ["0 1\n2 1", "line 2: expected every index once, found 1 again"],
  ["0 1\n2 4", 'line 2: expected an index in 0..3, found "4"'],
  ["0 -1", 'line 1: expected an index in 0..3, found "-1"'],
])("a permutation from a file: %j", async (text, message) => {
  const path = join(folder, "permutation");
  await writeFile(path, text);
  if (message === null) expect([...(await readPermutation(path, 4))]).toEqual([0, 2, 1, 3]);
  else await expect(readPermutation(path, 4)).rejects.toThrow(`${path}: ${message}`);
});

const lying = (file: Buffer, offset: number, value: number) => {
  const copy = Buffer.from(file);
  copy.writeUInt32BE(value, offset);
  return copy;
};

test.each([
  [
    "labels for images",
    labels,
    labels,
    "byte 0: expected 0x00000803 (unsigned bytes, 3 dimensions), found 0x00000801",
  ],
  [
    "a cut header",
    images.subarray(0, 9),
    labels,
    "byte 9: expected a header of 16 bytes, found the end of the file",
  ],
  [
    "cut data",
    images.subarray(0, 30),
    labels,
    "byte 4: expected 14 bytes of data in a file of 30, found dimensions that make 18",
  ],
  ["a huge count", lying(images, 4, 0xffffffff), labels, "found dimensions that make 25769803770"],
  [
    "a huge count, compressed",
    gzipSync(lying(images, 4, 0xffffffff)),
    labels,
    "found dimensions that make 25769803770",
  ],
  [
    "cut data, compressed",
    gzipSync(images.subarray(0, 30)),
    labels,
    "byte 30: expected 18 bytes of data, found the end",
  ],
  [
    "more data, compressed",
    gzipSync(Buffer.concat([images, images])),
    labels,
    "byte 34: expected the end, found more data",
  ],
  [
    "damaged gzip",
    gzipSync(images).subarray(0, 20),
    labels,
    "expected sound gzip data, found unexpected end of file",
  ],
  [
    "images without pixels",
    idx([3, 0, 3], []),
    labels,
    "byte 8: expected 1 to 1048576 pixels an image, found 0 x 3",
  ],
  ["labels of another set", images, idx([2], [1, 2]), "byte 4: expected 3 labels, one an image, found 2"],
])("refuses %s", async (_, imageFile, labelFile, message) => {
  await expect(readMnist(...(await files(imageFile, labelFile)))).rejects.toThrow(message);
});

test("refuses a file that is missing, and a folder", async () => {
  const [imagePath] = await files(images, labels);
  await expect(readMnist(imagePath, join(folder, "none"))).rejects.toThrow(
    "none: file: expected a file that can be read",
  );
  await expect(readMnist(folder, imagePath)).rejects.toThrow("found something else");
});

const mnist = process.env.DMP_MNIST;
test.skipIf(!mnist)("the real MNIST test set (DMP_MNIST names its folder)", async () => {
  const part = (name: string) => join(mnist ?? "", `t10k-${name}-ubyte.gz`);
  const recordings = await readMnist(part("images-idx3"), part("labels-idx1"));
  expect(recordings).toHaveLength(10_000);
  expect(recordings.slice(0, 5).map((one) => one.label)).toEqual([7, 2, 1, 0, 4]);
  const { steps, values, offsets } = recordings[0];
  expect(steps).toBe(784);
  // The first image is a 7; its pixel sum, and the first pixel of ink, in row 7, column 6.
  expect(values?.reduce((sum, value) => sum + value, 0)).toBe(18_454);
  expect(offsets.findIndex((offset) => offset > 0) - 1).toBe(7 * 28 + 6);
});
