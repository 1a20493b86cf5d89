// One test for each program that other tests drive. Where it is missing, this test is skipped and names the tests that
// are left out; where the variable CI is set, it fails.

import { describe, expect, test } from "vitest";
import { needs } from "../../.ci/tools.mjs";

describe.each(needs)("$name", ({ tests, packages, found }) => {
  test.skipIf(!found() && !process.env.CI)(`is there for ${tests.join(" ")}`, () => {
    expect(found() ? "" : `missing: apt-get install ${packages.join(" ")}`).toBe("");
  });
});
