// Neurons or channels that stand for all: so many of them, evenly spread.

/** Numbers below `size`, `count` of them (all, where it is more), each in the middle of its share. */
export const spread = (size: number, count: number): number[] =>
  Array.from({ length: Math.min(size, count) }, (_, i) =>
    Math.floor(((i + 0.5) * size) / Math.min(size, count)),
  );
