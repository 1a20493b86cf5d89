// Memories of two halves, which the highest bit of the address chooses between: one is filled while the other is read.

/** Words of a half that holds so many values. */
export const halfWords = (values: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, values)));
