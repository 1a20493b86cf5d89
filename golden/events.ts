// Weights times the events of a step, in int32: the sum that most of the time goes into.
// Weights lie by column, so that an event adds one run of neighbours. Where every sum provably fits 16 bits,
// two rows share a word (low + 2^16 high): one addition then does two, and taking the low half away restores the high one.
import type { IntegerMatrix } from "../src/network/integer.ts";
import type { StepEvents } from "./state.ts";

/** Computes weights . s into an array of its own, one sum a row, valid until the next call. */
export type EventSums = (events: StepEvents) => Int32Array;

/** Column by column, `rowsPerWord` rows to a word. */
function words({ rows, columns, values }: IntegerMatrix, rowsPerWord: 1 | 2): Int32Array {
  const height = Math.ceil(rows / rowsPerWord);
  const out = new Int32Array(height * columns);
  for (let r = 0; r < rows; r++) {
    const unit = rowsPerWord === 2 && r % 2 === 1 ? 1 << 16 : 1;
    const row = Math.floor(r / rowsPerWord);
    for (let c = 0; c < columns; c++) out[c * height + row] += values[r * columns + c] * unit;
  }
  return out;
}

/** sums += the events' columns; four columns a pass, so that each sum is loaded and stored less often. */
function addColumns(sums: Int32Array, w: Int32Array, { addresses, values, from, to }: StepEvents): void {
  const height = sums.length;
  let e = from;
  if (values) {
    for (; e < to; e++) {
      const a = addresses[e] * height;
      const value = values[e];
      for (let n = 0; n < height; n++) sums[n] += Math.imul(w[a + n], value);
    }
    return;
  }
  for (; e + 3 < to; e += 4) {
    const a = addresses[e] * height;
    const b = addresses[e + 1] * height;
    const c = addresses[e + 2] * height;
    const d = addresses[e + 3] * height;
    for (let n = 0; n < height; n++) sums[n] = (sums[n] + w[a + n] + w[b + n] + w[c + n] + w[d + n]) | 0;
  }
  for (; e < to; e++) {
    const a = addresses[e] * height;
    for (let n = 0; n < height; n++) sums[n] = (sums[n] + w[a + n]) | 0;
  }
}

/** The sums of `matrix`, none of which may reach a magnitude above `largest` (itself below 2^31). */
export function eventSums(matrix: IntegerMatrix, largest: bigint): EventSums {
  const rowsPerWord = largest < 1n << 15n ? 2 : 1;
  const w = words(matrix, rowsPerWord);
  const added = new Int32Array(Math.ceil(matrix.rows / rowsPerWord));
  const apart = new Int32Array(added.length * rowsPerWord);

  return (events) => {
    added.fill(0);
    addColumns(added, w, events);
    if (rowsPerWord === 1) return added;
    for (let i = 0, n = 0; i < added.length; i++, n += 2) {
      const word = added[i];
      const low = (word << 16) >> 16;
      apart[n] = low;
      apart[n + 1] = (word - low) >> 16;
    }
    return apart;
  };
}
