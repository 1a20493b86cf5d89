// Shares of work: nothing is left, nothing is there twice.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { piecesOf, shareOf } from "../../src/batch/share.ts";
import { checkSbatch, rangesText } from "../../src/batch/slurm.ts";

const count = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

it("gives every thing to one unit, in order, and much the same number to each", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 50 }), (groups, of) => {
      const size = groups.reduce((a, b) => a + b, 0);
      const shares = count(0, of).map((number) => shareOf(size, number, of));
      const given = shares.flatMap((share) =>
        piecesOf(groups, share).flatMap(({ group, from, to }) => count(from, to).map((i) => `${group}:${i}`)),
      );
      expect(given).toEqual(groups.flatMap((n, group) => count(0, n).map((i) => `${group}:${i}`)));
      const counts = shares.map(({ from, to }) => to - from);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
    { seed: 2 },
  );
});

it("writes numbers as ranges that hold them all", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 })), (numbers) => {
      const sorted = numbers.sort((a, b) => a - b);
      const ranges = rangesText(sorted).split(",");
      const read = ranges.flatMap((range) => {
        const [from, to = from] = range.split("-").map(Number) as [number, number?];
        return range === "" ? [] : count(from, to + 1);
      });
      expect(read).toEqual(sorted);
    }),
    { seed: 3 },
  );
});

it("takes options of sbatch, but for those that the script says itself", () => {
  for (const options of ["", "--time=1:00:00 --mem=2G", "-A people -p short", "--array-bounds=3"])
    expect(() => checkSbatch(options)).not.toThrow();
  for (const options of ["-a0-3", "-p short --array=0", "--time=1 -o x", "time", "--time=1\nrm -r x"])
    expect(() => checkSbatch(options)).toThrow(/^--sbatch/);
});
