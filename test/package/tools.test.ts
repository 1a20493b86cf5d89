// One test for each program that other tests drive. Where it is missing, this test is skipped and names the tests that
// are left out; where the variable CI is set, it fails.

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
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

describe("on a machine with nothing but Node.js and apt-get", () => {
  const folder = mkdtempSync(join(tmpdir(), "dmp-tools-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, "log");
  const program = (name: string, lines: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  /** Runs what `npm test` runs first; gives the packages that apt-get was asked for, call by call. */
  const asked = async () => {
    writeFileSync(log, "");
    const env = { PATH: folder };
    const { exitCode, stderr } = await execa(process.execPath, [".ci/tools.mjs"], {
      env,
      extendEnv: false,
      reject: false,
    });
    const calls = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line.includes(" install "));
    return {
      exitCode,
      stderr,
      calls: calls.map((line) =>
        line
          .split(" ")
          .slice(4)
          .filter((word) => word !== "zlib1g-dev")
          .join(" "),
      ),
    };
  };
  program("sudo", 'shift\nexec "$@"');

  test("all programs are asked for at once", async () => {
    program("apt-get", `echo "$@" >> ${log}`);
    const { exitCode, calls } = await asked();
    expect({ exitCode, calls: calls.length }).toEqual({ exitCode: 0, calls: 1 });
    for (const { name, packages } of needs)
      if (name !== "zlib.h") for (const one of packages) expect(calls[0]).toContain(one);
  });

  test("where the system lacks one, the others are installed all the same, and it is said what is left out", async () => {
    program("apt-get", `echo "$@" >> ${log}\ncase "$*" in *nextpnr*) exit 100;; esac`);
    const { exitCode, calls, stderr } = await asked();
    expect(exitCode).toBe(0);
    const one = ["verilator", "iverilog", "g++", "make", "yosys", "fpga-icestorm"];
    expect(calls.slice(1)).toEqual(expect.arrayContaining(one));
    expect(stderr).toMatch(/^verilator is missing\. Skipped: .*test\/hdl\/claims\.test\.ts/m);
  });

  test("without apt-get nothing fails, and every program is named", async () => {
    rmSync(join(folder, "apt-get"));
    const { exitCode, calls, stderr } = await asked();
    expect({ exitCode, calls }).toEqual({ exitCode: 0, calls: [] });
    for (const name of ["verilator", "iverilog", "yosys", "icepack"])
      expect(stderr).toContain(`${name} is missing. Skipped: `);
  });
});
