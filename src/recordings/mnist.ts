// Images in IDX files (MNIST and its relatives) as sequences: one pixel a time step, one channel.

import { basename } from "node:path";
import { checkInteger, RecordingError } from "./error.ts";
import { readIdx } from "./idx.ts";
import { readPermutation } from "./permutation.ts";
import { MAX_STEPS, type Recording } from "./recording.ts";
import type { RecordingRange } from "./shd.ts";

export interface MnistOptions extends RecordingRange {
  /** Step k shows pixel permutation[k]; left out: row by row. Or the file that holds it: see readPermutation. */
  readonly permutation?: ArrayLike<number> | string;
}

/**
 * Reads images and labels. A pixel of value p > 0 is one event of value p (graded, 8 bits) on channel 0; a pixel 0 is a
 * step without events. Throws RecordingError with the byte offset for files that are damaged or do not belong together.
 */
export async function readMnist(
  images: string,
  labels: string,
  options: MnistOptions = {},
): Promise<Recording[]> {
  const pixels = await readIdx(images, 3);
  const classes = await readIdx(labels, 1);
  const [count, rows, columns] = pixels.shape;
  if (classes.shape[0] !== count) {
    throw new RecordingError(labels, "byte 4", `${count} labels, one an image`, `${classes.shape[0]}`);
  }
  const { from = 0, to = count } = options;
  checkInteger("to", to, 0, count);
  checkInteger("from", from, 0, to);
  const size = rows * columns;
  if (size < 1 || size > MAX_STEPS) {
    throw new RecordingError(images, "byte 8", `1 to ${MAX_STEPS} pixels an image`, `${rows} x ${columns}`);
  }
  const { permutation = Uint32Array.from({ length: size }, (_, i) => i) } = options;
  const order =
    typeof permutation === "string"
      ? await readPermutation(permutation, size)
      : checkPermutation(permutation, size);
  return Array.from({ length: to - from }, (_, i) => {
    const index = from + i;
    const image = pixels.data.subarray(index * size, (index + 1) * size);
    return { ...toSequence(image, order), label: classes.data[index], name: `${basename(images)}#${index}` };
  });
}

function checkPermutation(permutation: ArrayLike<number>, size: number): ArrayLike<number> {
  if (permutation.length !== size || new Set(Array.from(permutation)).size !== size) {
    throw new RecordingError(
      "option",
      "permutation",
      `each of 0..${size - 1} once`,
      `${permutation.length} indices`,
    );
  }
  for (let k = 0; k < size; k++) checkInteger(`permutation[${k}]`, permutation[k], 0, size - 1);
  return permutation;
}

function toSequence(image: Uint8Array, order: ArrayLike<number>): Omit<Recording, "label" | "name"> {
  const steps = image.length;
  const offsets = new Uint32Array(steps + 1);
  const values = new Uint16Array(steps);
  let count = 0;
  for (let k = 0; k < steps; k++) {
    const pixel = image[order[k]];
    if (pixel > 0) values[count++] = pixel;
    offsets[k + 1] = count;
  }
  return { steps, channels: 1, offsets, addresses: new Uint16Array(count), values: values.slice(0, count) };
}
