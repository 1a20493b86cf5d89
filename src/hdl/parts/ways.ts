// Parts with several like ports: `input_0`, `input_1`, ...
import { HdlError } from "../errors.ts";

/** One port shape `ways` times, numbered from 0. */
export const numbered = <B extends string, S>(base: B, ways: number, shape: S) =>
  Object.fromEntries(Array.from({ length: ways }, (_, i) => [`${base}_${i}`, shape])) as {
    readonly [K in `${B}_${number}`]: S;
  };

/** @throws HdlError for less than two */
export function checkWays(what: string, ways: number): void {
  if (!Number.isInteger(ways) || ways < 2)
    throw new HdlError(
      "bounds",
      `Number of streams out of bounds: ${what} of ${ways}. Allowed: a whole number from 2.`,
    );
}
