// How many of something, in words: "1 recording", "1,200 recordings".

/** Whole numbers with thin groups: 12,345. */
export const grouped = (n: number): string => Math.round(n).toLocaleString("en-US");

/** A number and what it counts; `many`: the plural where it is not made with an s. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : many}`;
