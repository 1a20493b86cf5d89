// Errors by kind: every error class of the project has one, and the command line asks for nothing else.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorKind, InputError, RunError } from "../../src/base/errors.ts";
import { explain } from "../../src/cli/errors.ts";
import { projectFiles } from "../package/files.ts";

class NewInput extends InputError {}
class NewRun extends RunError {}

describe("errors", () => {
  it("of a class that nobody has heard of are explained by their kind", () => {
    expect(explain(new NewInput("a: found 1, allowed: 2"), false)).toMatchObject({
      status: 2,
      text: "error: a: found 1, allowed: 2\n",
    });
    expect(explain(new NewRun("crashed\nlast words"), false)).toMatchObject({
      status: 1,
      text: "error: crashed\n  last words\n",
    });
  });

  it("of another copy of the package have their kind too", () => {
    const foreign = Object.assign(new Error("wrong"), { kind: "input" });
    expect(errorKind(foreign)).toBe("input");
  });

  it.each([new TypeError("x"), Object.assign(new Error("x"), { kind: "other" }), "text", null, undefined])(
    "of no kind are internal: %s",
    (error) => {
      expect(errorKind(error)).toBeNull();
      expect(explain(error, false)).toMatchObject({
        status: 1,
        text: expect.stringMatching(/^error: internal/),
      });
    },
  );

  it("are all of a kind: no class of the project extends anything else", () => {
    const classes = ["src", "golden"]
      .flatMap(projectFiles)
      .filter((path) => path.endsWith(".ts") && path !== "src/base/errors.ts")
      .flatMap((path) => [...readFileSync(path, "utf8").matchAll(/class (\w+) extends (\w*Error)\b/g)]);
    const base = new Map(classes.map(([, name, of]) => [name!, of!]));
    expect(base.size).toBeGreaterThan(20);
    const root = (name: string): string => (base.has(name) ? root(base.get(name)!) : name);
    const others = [...base.keys()].filter((name) => !["InputError", "RunError"].includes(root(name)));
    expect(others).toEqual([]);
  });
});
