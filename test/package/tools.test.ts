// One test for each program that other tests drive. Where it is missing, this test is skipped and names the tests that
// are left out; where the variable CI is set, it fails.

import { existsSync } from "node:fs";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { projectFiles } from "./files.ts";

describe.each(needs)("$name", ({ tests, packages, found }) => {
  test.skipIf(!found() && !process.env.CI)(`is there for ${tests.join(" ")}`, () => {
    expect(found() ? "" : `missing: apt-get install ${packages.join(" ")}`).toBe("");
  });
});

test("tests that run a program, or import what does, are among those that cannot do without it", () => {
  const testsOf = (name: string) => needs.find((need) => need.name === name)!.tests;
  for (const name of ["verilator", "iverilog", "yosys", "g++"])
    expect(testsOf(name)).toContain("test/hdl/claims.test.ts");
  expect(testsOf("iverilog")).toContain("test/hdl/verilog-expressions.test.ts");
  for (const { tests } of needs) {
    // The first needs nothing; the second asks for each of its tests.
    expect(tests).not.toContain("test/hdl/types.test.ts");
    expect(tests).not.toContain("test/generate/generate.test.ts");
  }
});

test.skipIf(!existsSync(".git"))("the files of the project are those that git knows", async () => {
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const { stdout, failed } = await execa("git", listed, { reject: false });
  const known = failed ? [] : stdout.split("\n").filter((path) => existsSync(path));
  if (!failed)
    expect(
      projectFiles()
        .filter((path) => path !== ".git")
        .sort(),
    ).toEqual(known.sort());
});
