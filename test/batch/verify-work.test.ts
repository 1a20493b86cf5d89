// A verification in units comes to that of one run, however it is cut.
import { expect, it } from "vitest";
import { fromJson, toJson } from "../../src/batch/plain.ts";
import { keptIn, type VerifyJob, verifyUnits, verifyWork } from "../../src/batch/verify-work.ts";
import { resultOf, verify } from "../../src/verify/index.ts";

const job: VerifyJob = {
  ...{ engine: "builtin", seed: 8, seeds: 2, shapes: 2, cases: 2, jobs: 1 },
  // Directed cases are long for this engine.
  ...{ directed: false, limits: { steps: 4 } },
};

it("gives the same counts, coverage and results by shape", async () => {
  const head = { engine: job.engine, seed: job.seed, seeds: 2, seconds: 0 };
  const timeless = (results: Parameters<typeof resultOf>[1]) =>
    resultOf(
      head,
      results.map((r) => ({ ...r, seconds: 0 })),
    );
  const expected = timeless((await verify(job)).results);
  expect([expected.shapes, expected.cases, expected.mismatches]).toEqual([4, 8, 0]);
  for (const wanted of [3]) {
    const results = [];
    for (const unit of verifyUnits(job, wanted)) {
      const sent = fromJson(JSON.parse(JSON.stringify(toJson(unit)))) as typeof unit;
      const found = await verifyWork.run(sent, { at: () => {}, folder: "none" });
      results.push(...(fromJson(JSON.parse(JSON.stringify(toJson(found)))) as typeof found));
    }
    expect(timeless(results)).toEqual(expected);
  }
});

it("finds kept failures where the results lie", () => {
  const result = { first: { folder: "3-kept/random_0-case-2", unkept: null } };
  const [moved] = keptIn([result as never, { first: null } as never], (folder) => `batch/results/${folder}`);
  expect(moved!.first!.folder).toBe("batch/results/3-kept/random_0-case-2");
});
