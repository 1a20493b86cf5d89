// Hypervolume of a front: what of a box its points beat, in as many figures as they have; less is better.

/** `corner`: the worst of each figure that counts. Points beyond it count for nothing. */
export function hypervolume(points: readonly (readonly number[])[], corner: readonly number[]): number {
  const inside = points.filter((p) => p.every((v, i) => v < corner[i]!));
  if (corner.length === 1) return inside.reduce((most, [v]) => Math.max(most, corner[0]! - v!), 0);
  // Slices along the last figure: each as thick as it is to the next point, over all points up to it.
  const order = inside.toSorted((a, b) => a.at(-1)! - b.at(-1)!);
  return order.reduce((sum, p, i) => {
    const thick = (order[i + 1]?.at(-1) ?? corner.at(-1)!) - p.at(-1)!;
    if (thick === 0) return sum;
    return (
      sum +
      thick *
        hypervolume(
          order.slice(0, i + 1).map((q) => q.slice(0, -1)),
          corner.slice(0, -1),
        )
    );
  }, 0);
}
