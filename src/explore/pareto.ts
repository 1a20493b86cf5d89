// The Pareto front: points of which no other is as good in everything and better in something.

/** `a` is as good as `b` in everything, and better in something; less is better. */
const beats = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((v, i) => v <= b[i]!) && a.some((v, i) => v < b[i]!);

/** Places of the front's points, ascending by their first figure. Of points alike in all figures the first is taken. */
export function frontOf(figures: readonly (readonly number[])[]): number[] {
  const order = figures
    .map((_, place) => place)
    .sort((a, b) => {
      const differs = figures[a]!.findIndex((v, i) => v !== figures[b]![i]);
      return differs < 0 ? a - b : figures[a]![differs]! - figures[b]![differs]!;
    });
  const front: number[] = [];
  // Whoever beats a point comes before it in this order, and is beaten only by those before that.
  for (const place of order) {
    const own = figures[place]!;
    if (!front.some((f) => beats(figures[f]!, own) || same(figures[f]!, own))) front.push(place);
  }
  return front;
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.every((v, i) => v === b[i]);
