// JSON that is none: the line, the column, what belongs there and what is there.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonError, parseJsonText } from "../../src/base/json.ts";

const errorOf = (text: string): string => {
  try {
    parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonError) return error.message.replace(/^not JSON: /, "");
    throw error;
  }
  return "no error";
};

describe("JSON that is none", () => {
  it.each([
    ["", "line 1, column 1: expected a value, found nothing"],
    [
      "{",
      'line 1, column 2: expected a key in quotes or "}", found the end: the file is cut short, or was never finished',
    ],
    [
      '{"a": [1, 2',
      'line 1, column 12: expected "," or "]", found the end: the file is cut short, or was never finished',
    ],
    [
      '{\n  "a": "bc',
      "line 2, column 8: expected a value, found the end: the file is cut short, or was never finished",
    ],
    ['{"a": 1,\r\n}', 'line 2, column 1: expected a key in quotes, found "}"'],
    ["[1,\n 2 3]", 'line 2, column 4: expected "," or "]", found "3]"'],
    ["{a: 1}", 'line 1, column 2: expected a key in quotes or "}", found "a: 1}"'],
    ["{'a': 1}", 'line 1, column 2: expected a key in quotes or "}", found "\'a\': 1}"'],
    ['{"a" 1}', 'line 1, column 6: expected ":", found "1}"'],
    ["[01]", 'line 1, column 2: expected a value or "]", found "01]"'],
    ["[NaN]", 'line 1, column 2: expected a value or "]", found "NaN]"'],
    ['{"a": 1} // note', 'line 1, column 10: expected the end, found "// note"'],
    ['["a\tb"]', 'line 1, column 2: expected a value or "]", found "\\"a\\tb\\"]"'],
    ["[1, , 2]", 'line 1, column 5: expected a value, found ", 2]"'],
  ])("%j", (text, message) => {
    expect(errorOf(text)).toBe(message);
  });

  it("a byte order mark is no part of the text", () => {
    expect(parseJsonText('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(errorOf("\ufeff[1")).toMatch(/^line 1, column 3: /);
  });

  it("what JSON.parse refuses is refused, with a place that holds something wrong", () => {
    const pieces = fc.constantFrom("", '"', "}", "]", ",", ":", "1", "x", "\\", "\n");
    fc.assert(
      fc.property(fc.json(), fc.nat(), pieces, (json, at, instead) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + instead + json.slice(place + 1);
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          const message = errorOf(text);
          expect(message).toMatch(/^line \d+, column \d+: expected /);
          expect(message).not.toMatch(/expected the end, found the end/);
          return;
        }
        expect(parseJsonText(text)).toEqual(value);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it("takes time in proportion to the text", () => {
    expect(errorOf(`["${"a".repeat(3_000_000)}`)).toMatch(/cut short/);
    expect(errorOf("[".repeat(1_000_000))).toMatch(/column 1000001: expected a value or "]", found the end/);
  });
});
