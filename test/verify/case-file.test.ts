// Case files: what is written comes back, and what is wrong is refused by its field.
import { describe, expect, it } from "vitest";
import { randomCase } from "../../src/verify/draw.ts";
import { loadCase, random, randomShape, saveCase, VerifyError } from "../../src/verify/index.ts";

const draw = (seed: number) => randomCase(randomShape(random(seed)), random(seed).split(9));

describe("a case file", () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))("holds all of a case (seed %i)", (seed) => {
    const given = draw(seed);
    expect(loadCase(saveCase(given))).toEqual(given);
  });

  it("has the same text again after loading", () => {
    const text = saveCase(draw(5));
    expect(saveCase(loadCase(text))).toBe(text);
  });

  const text = saveCase(draw(3));
  const changed = (change: (root: Record<string, never>) => void) => {
    const root = JSON.parse(text);
    change(root);
    return JSON.stringify(root);
  };

  it.each([
    ["is not JSON", "{", /mine: not JSON/],
    ["is of another format", changed((r) => Object.assign(r, { format: "x" })), /format/],
    ["has no sequences", changed((r) => Object.assign(r, { sequences: [] })), /sequences/],
    ["has a field too many", changed((r) => Object.assign(r, { extra: 1 })), /extra/],
    [
      "has a wrong stall",
      changed((r) => Object.assign(r, { stalls: { seed: 1, source: 1, sink: 0 } })),
      /stalls\.source/,
    ],
    [
      "has an address beyond the channels",
      changed((r) => Object.assign(r, { sequences: [{ addresses: [[], [9999]], values: null }] })),
      /sequences\[0\]\.(addresses\[1\]\[0\]: 9999 is not allowed; it must be below|values)/,
    ],
  ])("that %s is refused", (_, wrong, message) => {
    expect(() => loadCase(wrong, "mine")).toThrow(VerifyError);
    expect(() => loadCase(wrong, "mine")).toThrow(message);
  });

  it("whose network is wrong is refused by the network's field", () => {
    const wrong = changed((r) => Object.assign(r.network as object, { maxSteps: 0 }));
    expect(() => loadCase(wrong, "mine")).toThrow(/mine: network: .*\n.*maxSteps/);
  });
});
