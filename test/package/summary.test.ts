import { expect, test } from "vitest";
import { summaryLine } from "../setup/summary.ts";

test("the last line of a test run", () => {
  expect(summaryLine(["passed", "passed", "skipped"], 0, 0)).toBe("2 passed, 0 failed, 1 skipped");
  expect(summaryLine(["passed", "failed", "pending"], 1, 2)).toBe("1 passed, 5 failed, 0 skipped");
});
