// Errors as data: with --json one object on standard output, whatever happens, and the same words on standard error.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { explain } from "../../src/cli/errors.ts";
import { json, run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-json-errors-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const first = "examples/first";

describe("an error with --json", () => {
  it.each([
    ["of input", ["quantize", "none.json"], "none.json: no such file or folder"],
    ["of usage", ["run"], "missing required argument 'network'"],
    [
      "of an option",
      ["quantize", first, "--bits", "9"],
      "option '--bits <n>' argument '9' is invalid. Allowed: a whole number from 2 to 8.",
    ],
    ["of a command", ["nope"], "unknown command 'nope'"],
  ])("%s is one object", async (_what, argv, message) => {
    const { status, value, err } = await json(...argv);
    expect({ status, value }).toEqual({ status: 2, value: { error: { kind: "input", message } } });
    expect(err).toContain(`error: ${message}`);
  });

  it("has the kind of the error", () => {
    expect(explain(Object.assign(new Error("x"), { kind: "run" }), false).json.error.kind).toBe("run");
    expect(explain(new TypeError("x"), false).json.error.kind).toBe("internal");
  });

  it("after the result leaves the result alone", async () => {
    const out = ["--out", join(root, "a.json")];
    const { status, out: said, err } = await run("quantize", first, ...out, "--json");
    expect({ status, lines: said.trim().split("\n").length }).toEqual({ status: 0, lines: 1 });
    expect(err).not.toContain("error");
    const junit = ["--engine", "builtin", "--cases", "1", "--junit", "/proc/none.xml"];
    const verified = await json("verify", first, ...junit);
    expect(verified.value).toMatchObject({ mismatches: 0 });
    expect(verified.err).toMatch(/^error: \/proc\/none\.xml: cannot be written: no such file or folder$/m);
    expect(verified.status).toBe(2);
  });

  it("is not made of help", async () => {
    const { status, out } = await run("quantize", "--help", "--json");
    expect(status).toBe(0);
    expect(out).toMatch(/^Usage: /);
  });
});

it("without --json standard output stays empty", async () => {
  expect(await run("quantize", "none.json")).toMatchObject({ out: "", status: 2 });
});
