// Weights times the events of a step, in the kernels' memory.
import type { IntegerMatrix } from "../../src/network/integer.ts";
import { paddedRows } from "./kernels.ts";
import type { Layout, Opened } from "./memory.ts";

/** Events in memory: their addresses, 32 bits each. `values`: how far behind these the values lie; null: each is 1. */
export interface PlacedEvents {
  at: number;
  count: number;
  values: number | null;
}

/** Sums over the events of a step: `start`, then `add` once or more. */
export interface EventSums {
  readonly values: Int32Array;
  start(): void;
  add(events: Readonly<PlacedEvents>): void;
}

/** Weights lie column by column, 16 bits each, the rows padded with zeros; so are the sums, at `at`. */
export function eventSums(layout: Layout, { rows, columns, values }: IntegerMatrix) {
  const padded = paddedRows(rows);
  const placed = new Int16Array(padded * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) placed[c * padded + r] = values[r * columns + c];
  const weights = layout.keep(placed);
  const at = layout.room(4 * padded);
  // So many events' weights can be added in 16 bits, whichever they are.
  const most = values.reduce((largest, w) => Math.max(largest, Math.abs(w)), 1);
  const together = Math.max(1, Math.floor((2 ** 15 - 1) / most));

  const open = ({ buffer, kernels }: Opened): EventSums => {
    let keep = 0;
    return {
      values: new Int32Array(buffer, at, padded),
      start() {
        keep = 0;
      },
      add({ at: first, count, values }) {
        const end = first + 4 * count;
        if (values !== null) kernels.addValues(at, weights, 2 * padded, first, end, keep, values);
        else {
          let from = first;
          // Once at least: what begins the sums is a call.
          do {
            const to = Math.min(from + 4 * together, end);
            kernels.addEvents(at, weights, 2 * padded, from, to, keep);
            keep = -1;
            from = to;
          } while (from < end);
        }
        keep = -1;
      },
    };
  };
  return { at, rows: padded, open };
}
