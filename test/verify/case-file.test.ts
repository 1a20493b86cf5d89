// Case files: what is written comes back, and what is wrong is refused by its field.
import { describe, expect, it } from "vitest";
import { randomCase } from "../../src/verify/draw.ts";
import { loadCase, random, randomShape, saveCase, VerifyError } from "../../src/verify/index.ts";

const draw = (seed: number) => randomCase(randomShape(random(seed)), random(seed).split(9), { memories: 4 });

describe("a case file", () => {
  it("holds all of a case, whatever disturbs it", () => {
    const seen = { asserted: 0, unasserted: 0, interrupted: 0, reload: 0, stray: 0, noise: 0 };
    for (let seed = 0; seed < 150; seed += 1) {
      const given = draw(seed);
      expect(loadCase(saveCase(given)), `seed ${seed}`).toEqual(given);
      seen[given.assertions ? "asserted" : "unasserted"] += 1;
      seen.interrupted += given.interrupted === null ? 0 : 1;
      seen.reload += given.reload === null ? 0 : 1;
      seen.stray += given.stray.length;
      seen.noise += given.stateSeed === 0 ? 0 : 1;
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3);
  });

  it("of the format before is read as a case without disturbance", () => {
    const { interrupted: _, reload: __, stray: ___, ...before } = JSON.parse(saveCase(draw(5)));
    const old = { ...before, format: "dmp-rtl verification case 1" };
    expect(loadCase(JSON.stringify(old))).toMatchObject({ interrupted: null, reload: null, stray: [] });
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
      "loads again before a sequence that it does not have",
      changed((r) =>
        Object.assign(r, {
          hardware: { ...(r.hardware as object), parameters: "loaded" },
          reload: { before: 99, beats: 1, network: r.network },
        }),
      ),
      /reload\.before: 99 is not allowed; it must be below/,
    ],
    [
      "has an address that the stream cannot carry",
      changed((r) => Object.assign(r, { sequences: [{ addresses: [[], [65536]], values: null }] })),
      /sequences\.0\.addresses\.1\.0/,
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
