// Plain data as JSON and back: every bit of it, and nothing else.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fromJson, toJson } from "../../src/batch/plain.ts";

const leaf = fc.oneof(
  fc.int8Array(),
  fc.uint8Array(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
);
const key = fc.string({ maxLength: 5 }).filter((name) => name !== "__proto__");
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("tree"), { maxLength: 5 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

it("comes back as it was", () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(fromJson(JSON.parse(JSON.stringify(toJson(value))))).toEqual(value);
    }),
    { seed: 1, numRuns: 300 },
  );
});

it("keeps arrays that are a part of a buffer, and numbers that JSON has not", () => {
  const all = Float64Array.of(1, Number.NaN, -0, Number.POSITIVE_INFINITY, 5e-324);
  const back = fromJson(toJson({ part: all.subarray(1, 5) })) as { part: Float64Array };
  const shown = Array.from(back.part, (n) => (Object.is(n, -0) ? "-0" : `${n}`));
  expect(shown).toEqual(["NaN", "-0", "Infinity", "5e-324"]);
});

it.each([
  ["a number without end", { a: [Number.NaN] }],
  ["a function", { a: () => 1 }],
  ["a map", { a: new Map() }],
  ["a big number", { a: 1n }],
  ["what looks like a packed array", { a: { typedArray: "Int8Array", deflated: "" } }],
])("refuses %s", (_what, value) => {
  expect(() => toJson(value)).toThrow(/^not plain data: /);
});
