// Matrices in the order in which they can follow one another, by their shapes alone.

interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/**
 * All matrices in an order in which the inputs of each are the outputs of the one before; of several such orders the one
 * whose first matrix stands earliest, then the second, and so on. Null where there is none.
 */
export function matricesInChain<T extends Shape>(matrices: readonly T[]): T[] | null {
  const chain: T[] = [];
  let left = matrices;
  while (left.length > 0) {
    const inputs = chain.at(-1)?.rows;
    // Of one shape the first stands for all.
    const tried = new Set<string>();
    const next = left.find((matrix) => {
      const shape = `${matrix.rows} x ${matrix.columns}`;
      if ((inputs !== undefined && matrix.columns !== inputs) || tried.has(shape)) return false;
      tried.add(shape);
      return canFollow(matrix.rows, without(left, matrix));
    });
    if (next === undefined) return null;
    chain.push(next);
    left = without(left, next);
  }
  return chain;
}

const without = <T>(all: readonly T[], one: T): readonly T[] => all.filter((other) => other !== one);

/**
 * Whether so many outputs can go through all matrices, each once. A matrix leads from a number of inputs to a number of
 * outputs, so that an order is a path over numbers (Euler's): there is one where all of them can be reached, and each is
 * left as often as it is reached, but for the start and the end.
 */
function canFollow(start: number, matrices: readonly Shape[]): boolean {
  const next = new Map<number, number[]>();
  const surplus = new Map<number, number>([[start, -1]]);
  const count = (size: number, by: number) => surplus.set(size, (surplus.get(size) ?? 0) + by);
  for (const { rows, columns } of matrices) {
    const from = next.get(columns);
    if (from === undefined) next.set(columns, [rows]);
    else from.push(rows);
    count(columns, 1);
    count(rows, -1);
  }
  const open = [...surplus.values()].filter((times) => times !== 0);
  if (open.length !== 1 || open[0] !== -1) return false;
  const reached = new Set([start]);
  for (const size of reached) for (const outputs of next.get(size) ?? []) reached.add(outputs);
  return matrices.every(({ columns }) => reached.has(columns));
}
