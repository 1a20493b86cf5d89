// The fixed order in which the pixels of permuted sequential MNIST are shown.

import { random } from "../base/random.ts";
import { numbers } from "../files/array.ts";
import { whatIs } from "../files/kind.ts";
import { readNpyArray } from "../files/numpy.ts";
import { linesOf } from "../files/text.ts";
import { checkInteger, inRecording, quote, RecordingError } from "./error.ts";
import { readBytes, readTextFile } from "./file.ts";

/**
 * A permutation of 0..length-1 drawn from a seed (0 to 2^32 - 1): Fisher-Yates from the end, with the generator
 * mulberry32. The same seed gives the same permutation everywhere.
 */
export function permutationFromSeed(length: number, seed: number): Uint32Array {
  checkInteger("length", length, 0, 1 << 24);
  checkInteger("seed", seed, 0, 0xffff_ffff);
  const order = Uint32Array.from({ length }, (_, i) => i);
  const { int } = random(seed);
  for (let i = length - 1; i > 0; i--) {
    const j = int(0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * Reads a permutation of 0..length-1: a NumPy array (.npy), or text with the indices, separated by white space or commas
 * (brackets as of a JSON list may be around them; # begins a comment). Throws RecordingError with the line or the element.
 */
export async function readPermutation(path: string, length: number): Promise<Uint32Array> {
  const order = new Uint32Array(length);
  const seen = new Uint8Array(length);
  let count = 0;
  const put = (where: string, word: string, value: number) => {
    if (!Number.isInteger(value) || value < 0 || value >= length)
      throw new RecordingError(path, where, `an index in 0..${length - 1}`, quote(word));
    if (seen[value]) throw new RecordingError(path, where, "every index once", `${value} again`);
    seen[value] = 1;
    order[count++] = value;
  };
  const bytes = await readBytes(path);
  if (whatIs(bytes) === "a NumPy array (.npy)") {
    const values = inRecording(path, () => numbers("array", readNpyArray(bytes, "array")));
    for (const [i, value] of values.entries()) put(`element ${i}`, `${value}`, value);
  } else {
    for (const [index, line] of linesOf(await readTextFile(path)).entries()) {
      const words = line.replace(/#.*/, "").split(/[\s,[\]]+/);
      for (const word of words.filter(Boolean))
        put(`line ${index + 1}`, word, /^\d+$/.test(word) ? Number(word) : -1);
    }
  }
  if (count !== length) throw new RecordingError(path, "end", `${length} indices`, `${count}`);
  return order;
}
