// Text of the command line: words that a shell reads as they are meant, progress in a log.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shownRecordings } from "../../src/cli/demo/figure.ts";
import { networkNames } from "../../src/cli/point-text.ts";
import { progress } from "../../src/cli/progress.ts";
import { shellWord } from "../../src/cli/text.ts";

describe("a word for a shell", () => {
  it.each([
    ["out/rtl", "out/rtl"],
    ["my first", "'my first'"],
    ["it's", "'it'\\''s'"],
    ["", "''"],
  ])("%j is written %s", (word, written) => expect(shellWord(word)).toBe(written));

  it("is read back as it was, whatever is in it", () => {
    const words = fc.sample(fc.string({ unit: "binary" }), { numRuns: 200, seed: 5 });
    const given = words.map((word) => word.replaceAll("\0", ""));
    const script = `printf '%s\\0' ${given.map(shellWord).join(" ")}`;
    const read = execFileSync("sh", ["-c", script]).toString("utf8").split("\0").slice(0, -1);
    expect(read).toEqual(given.map((word) => Buffer.from(word).toString("utf8")));
  });
});

describe("progress in a log", () => {
  const log = () => {
    const lines: string[] = [];
    const io = { out: () => {}, err: (text: string) => void lines.push(text), terminal: null, env: {} };
    return { lines, bar: progress(io, "work") };
  };

  it("has a line for every part of the work", () => {
    const { lines, bar } = log();
    bar.at(0, 3, "synthesis");
    bar.at(1, 3, "place and route");
    bar.at(2, 3, "place and route");
    bar.end();
    expect(lines).toEqual(["work: synthesis (0 of 3)\n", "work: place and route (1 of 3)\n"]);
  });

  it("is silent where the work is short and has no parts", () => {
    const { lines, bar } = log();
    for (let i = 0; i <= 100; i++) bar.at(i, 100);
    expect(lines).toEqual([]);
  });
});

describe("the recordings that the demo draws", () => {
  const right = { label: 1, golden: 1 };
  const wrong = { label: 2, golden: 1 };
  const unlabelled = { label: null, golden: 1 };
  it.each([
    [
      [wrong, right, right],
      [1, 0],
    ],
    [[right, right], [0]],
    [[unlabelled, wrong], [1]],
    [[unlabelled, unlabelled], [0]],
  ])("%j: the first that is answered rightly, and the first that is not", (answers, shown) => {
    expect(shownRecordings(answers)).toEqual(shown);
  });
});

describe("what networks are called", () => {
  it.each([
    [["net"], ["net"]],
    [
      ["../models/a", "models/b.json"],
      ["a", "b.json"],
    ],
    [
      ["a/net", "b/net"],
      ["a/net", "b/net"],
    ],
    [
      ["x/a/net", "y/a/net", "y/b/net/", "other"],
      ["x/a/net", "y/a/net", "b/net", "other"],
    ],
    [
      ["net", "a/net"],
      ["net", "a/net"],
    ],
    [
      ["/net", "net"],
      ["/net", "net"],
    ],
    [
      ["a/net", "./a/net", "b"],
      ["a/net", "./a/net", "b"],
    ],
    [["a/net", "a/net"], ["net"]],
  ])("%j are %j", (paths, names) => expect([...networkNames(paths).values()]).toEqual(names));

  it("differs where they do, whatever their paths", () => {
    const part = fc.constantFrom("a", "b", "..", ".", "", "net");
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/") || "/");
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 6 }), (paths) => {
        const names = networkNames(paths);
        expect(new Set(names.values()).size).toBe(paths.length);
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});
