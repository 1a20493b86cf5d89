// The fixed order in which the pixels of permuted sequential MNIST are shown.

import { readFile } from "node:fs/promises";
import { random } from "../base/random.ts";
import { checkInteger, quote, RecordingError } from "./error.ts";

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

/** Reads a permutation of 0..length-1 from a text file: the indices, separated by white space or commas; # begins a comment. */
export async function readPermutation(path: string, length: number): Promise<Uint32Array> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new RecordingError(path, "file", "a file that can be read", error.message);
  });
  const order = new Uint32Array(length);
  const seen = new Uint8Array(length);
  let count = 0;
  for (const [index, line] of text.split("\n").entries()) {
    for (const word of line
      .replace(/#.*/, "")
      .split(/[\s,]+/)
      .filter(Boolean)) {
      const where = `line ${index + 1}`;
      const value = /^\d+$/.test(word) ? Number(word) : -1;
      if (value < 0 || value >= length)
        throw new RecordingError(path, where, `an index in 0..${length - 1}`, quote(word));
      if (seen[value]) throw new RecordingError(path, where, "every index once", `${value} again`);
      seen[value] = 1;
      order[count++] = value;
    }
  }
  if (count !== length) throw new RecordingError(path, "end", `${length} indices`, `${count}`);
  return order;
}
