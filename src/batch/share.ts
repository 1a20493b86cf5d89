// How work is cut: numbered things to do, of which each unit does a range.

/** From `from` on, `to` not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The share of unit `number` of `of`, of so many things: sizes differ by one at most, and nothing is left or there twice. */
export const shareOf = (size: number, number: number, of: number): Range => ({
  from: Math.floor((size * number) / of),
  to: Math.floor((size * (number + 1)) / of),
});

/** The share of a list. */
export const sliceOf = <T>(list: readonly T[], { from, to }: Range): T[] => list.slice(from, to);

/** A range within one of several groups. */
export interface Piece extends Range {
  /** Which group. */
  readonly group: number;
}

/** A range over groups that lie one behind the other, as a piece of each that it touches. */
export function piecesOf(sizes: readonly number[], { from, to }: Range): Piece[] {
  let begin = 0;
  return sizes.flatMap((size, group) => {
    const piece = { group, from: Math.max(0, from - begin), to: Math.min(size, to - begin) };
    begin += size;
    return piece.from < piece.to ? [piece] : [];
  });
}
