// The files of a batch: no damage is ever taken for a result, and a batch can be written over.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeEach, expect, it } from "vitest";
import { gather, readBatch, readUnit, resultFile, writeBatch, writeResult } from "../../src/batch/folder.ts";
import { runUnit } from "../../src/batch/unit.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-batch-folder-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "batch-"));
});

const write = (...works: unknown[]) =>
  writeBatch(folder, { kind: "test", head: { name: "a" }, works, script: "#!/bin/sh\n" });
const unitFile = (number: number) => join(folder, "units", `${number}.json`);

/** Writes the result that a unit would have. */
function finish(number: number, result: unknown): void {
  const { digest } = readUnit(unitFile(number));
  writeResult(resultFile(unitFile(number)), { unit: digest, seconds: 1, result });
}
const gathered = () => gather(folder, readBatch(folder));

it("refuses a result in which a byte is another, or that is cut", () => {
  write({ size: 1 });
  const whole = { values: Int16Array.of(3, -5, 700), share: 0.1, names: ["a", "b"] };
  finish(0, whole);
  const path = resultFile(unitFile(0));
  const bytes = readFileSync(path);
  const place = fc.integer({ min: 0, max: bytes.length - 1 });
  fc.assert(
    fc.property(place, fc.option(fc.integer({ min: 1, max: 255 })), (at, change) => {
      const damaged = Uint8Array.from(change === null ? bytes.subarray(0, at) : bytes);
      if (change !== null) damaged[at]! ^= change;
      writeFileSync(path, damaged);
      const { results, missing, refused } = gathered();
      // Space behind the object, or its absence, changes nothing of what it says.
      if (results.length > 0) expect(results[0]!.result).toEqual(whole);
      expect([results.length + refused.length, missing]).toEqual([1, []]);
      if (at < bytes.length - 1) expect(refused).toHaveLength(1);
    }),
    { seed: 9, numRuns: 400 },
  );
});

it("takes a result for that of its own unit only", () => {
  write({ size: 1 }, { size: 2 });
  finish(0, "first");
  writeFileSync(resultFile(unitFile(1)), readFileSync(resultFile(unitFile(0))));
  expect(gathered()).toMatchObject({
    results: [{ result: "first" }],
    missing: [],
    refused: [{ unit: 1, why: expect.stringContaining("of a unit with another content") }],
  });
});

it("finishes a writing that was cut short, keeps results, and leaves no unit too many", () => {
  write({ size: 1 }, { size: 2 }, { size: 3 });
  finish(0, "first");
  rmSync(unitFile(1));
  rmSync(join(folder, "job.sh"));
  writeFileSync(unitFile(2), "{");
  write({ size: 1 }, { size: 2 }, { size: 3 });
  expect(readdirSync(join(folder, "units")).sort()).toEqual(["0.json", "1.json", "2.json"]);
  expect(readUnit(unitFile(2)).unit).toEqual({ kind: "test", number: 2, of: 3, work: { size: 3 } });
  expect(gathered()).toMatchObject({ results: [{ result: "first" }], missing: [1, 2], refused: [] });
  write({ size: 1 }, { size: 2 });
  expect(readdirSync(join(folder, "units")).sort()).toEqual(["0.json", "1.json"]);
  // One of two is another share than one of three.
  expect(gathered().refused).toMatchObject([{ unit: 0 }]);
});

it("leaves alone what a killed writer left, and what is somebody else's", async () => {
  write({ size: 1 });
  writeFileSync(`${resultFile(unitFile(0))}.0123.tmp`, '{"format":');
  expect(gathered()).toMatchObject({ missing: [0], refused: [] });
  const other = join(root, "other");
  mkdirSync(other);
  writeFileSync(join(other, "mine.txt"), "");
  expect(() => writeBatch(other, { kind: "test", head: {}, works: [], script: "" })).toThrow(
    "other: holds files, and is no batch",
  );
  // A file of the same name is no batch either.
  writeFileSync(join(other, "batch.json"), "{}");
  expect(() => writeBatch(other, { kind: "test", head: {}, works: [], script: "" })).toThrow("is no batch");
  expect(readdirSync(other)).toEqual(["batch.json", "mine.txt"]);
  writeFileSync(join(folder, "units", "9 notes.json"), "");
  write({ size: 1 });
  expect(readdirSync(join(folder, "units"))).toEqual(["0.json", "9 notes.json"]);
  await expect(runUnit(unitFile(0))).rejects.toThrow('0.json: there is no work of the kind "test"');
});
