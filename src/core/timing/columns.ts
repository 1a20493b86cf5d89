// Rows of tables as columns of vectors, in WebAssembly.
import { type Code, i32, i32x4, type Local, type Locals, v128 } from "../../base/webassembly.ts";

/** Loads a vector of each of four tables and turns rows into columns: a field in each vector that is returned. */
export function turned(own: Locals, tables: readonly Local[]) {
  const rows = tables.map(() => own.v128());
  const pairs = tables.map(() => own.v128());
  const columns = tables.map(() => own.v128());
  const [a, b, c, d] = rows.map(({ get }) => get);
  const [low, high, lowNext, highNext] = pairs.map(({ get }) => get);
  const load = (step: Local, offset: number): Code => [
    ...rows.flatMap((row, i) => row.set(v128.load(i32.add(tables[i]!.get, step.get), offset))),
    ...pairs[0]!.set(i32x4.shuffle(a!, b!, [0, 4, 1, 5])),
    ...pairs[1]!.set(i32x4.shuffle(c!, d!, [0, 4, 1, 5])),
    ...pairs[2]!.set(i32x4.shuffle(a!, b!, [2, 6, 3, 7])),
    ...pairs[3]!.set(i32x4.shuffle(c!, d!, [2, 6, 3, 7])),
    ...columns[0]!.set(i32x4.shuffle(low!, high!, [0, 1, 4, 5])),
    ...columns[1]!.set(i32x4.shuffle(low!, high!, [2, 3, 6, 7])),
    ...columns[2]!.set(i32x4.shuffle(lowNext!, highNext!, [0, 1, 4, 5])),
    ...columns[3]!.set(i32x4.shuffle(lowNext!, highNext!, [2, 3, 6, 7])),
  ];
  return { load, columns: columns.map(({ get }) => get) };
}
