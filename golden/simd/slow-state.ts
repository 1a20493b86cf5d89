// The slow pathway of a layer in the kernels' memory: scalar drive, slow state, slow current.
import type { IntegerMatrix, IntegerMemory, IntegerVector } from "../../src/network/integer.ts";
import { paddedRows } from "./kernels.ts";
import type { Layout, Opened } from "./memory.ts";
import { rshift, shiftOf, shiftWords } from "./shift.ts";

/**
 * rshift(state . m + drive * x), one value a row. Weights lie pair by pair of inputs, which are m and then x: in each
 * pair the two 16-bit weights of every row, the rows padded with zeros.
 */
function stateSums(layout: Layout, state: IntegerMatrix, drive: IntegerVector, shift: number) {
  const { rows, columns } = state;
  const padded = paddedRows(rows);
  const pairs = Math.ceil((columns + 1) / 2);
  const placed = new Int16Array(2 * padded * pairs);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c <= columns; c++)
      placed[2 * ((c >> 1) * padded + r) + (c & 1)] =
        c < columns ? state.values[r * columns + c] : drive.values[r];
  const weights = layout.keep(placed);
  const shiftAt = layout.keep(shiftWords(shiftOf(shift)));
  const at = layout.room(4 * padded);

  const open = ({ buffer, kernels }: Opened) => ({
    values: new Int32Array(buffer, at, rows),
    /** Of the inputs at the address `inputs`. */
    compute: (inputs: number) =>
      kernels.stateSums(at, weights, 4 * padded, inputs, inputs + 4 * pairs, shiftAt),
  });
  return { at, open };
}

/** What the slow pathway remembers, and its step: takes Wx . s, returns x. */
export interface SlowPathway {
  readonly m: Int32Array;
  readonly held: Int32Array;
  step(driveSum: number, refresh: boolean): number;
}

/** The slow current lies at `current`. */
export function slowPathway(layout: Layout, { dim, drive, state, current }: IntegerMemory) {
  const inputsAt = layout.room(2 * (dim + 2));
  const next = stateSums(layout, state.transition, state.input, 0);
  const slow = stateSums(layout, current.state, current.drive, current.shift);
  const driveShift = shiftOf(drive.shift);
  const bias = drive.bias.values[0];
  const mostX = 2 ** drive.bits - 1;
  const mostM = 2 ** (state.bits - 1) - 1;
  const leastM = -mostM - 1;
  const shifts = Array.from(state.shifts, shiftOf);
  const [lefts, halves, rights] = (["left", "half", "right"] as const).map((part) =>
    Int32Array.from(shifts, (shift) => shift[part]),
  );

  const open = (opened: Opened): SlowPathway => {
    const m = new Int32Array(dim);
    const inputs = new Int16Array(opened.buffer, inputsAt, dim + 2);
    const sums = next.open(opened);
    const currents = slow.open(opened);
    const change = sums.values;
    return {
      m,
      held: currents.values,
      step(driveSum, refresh) {
        const x = Math.min(Math.max(rshift((driveSum + bias) | 0, driveShift), 0), mostX);
        for (let i = 0; i < dim; i++) inputs[i] = m[i];
        inputs[dim] = x;
        sums.compute(inputsAt);
        if (refresh) currents.compute(inputsAt);
        for (let i = 0; i < dim; i++) {
          const moved = (m[i] + (((change[i] << lefts[i]) + halves[i]) >> rights[i])) | 0;
          m[i] = moved < leastM ? leastM : moved > mostM ? mostM : moved;
        }
        return x;
      },
    };
  };
  return { current: slow.at, open };
}
