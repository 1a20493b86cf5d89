// The one generator of random numbers: what it draws is fixed, since models and cases are repeated from seeds.
import { expect, it } from "vitest";
import { random } from "../../src/base/random.ts";

it("draws mulberry32", () => {
  const { word } = random(1);
  expect([word(), word(), word()]).toEqual([2693262067, 11749833, 2265367787]);
  expect(random(2 ** 32 + 5).word()).toBe(random(5).word());
});

it("splits into streams that do not depend on what was drawn, nor on each other", () => {
  const [fresh, used] = [random(7), random(7)];
  for (let i = 0; i < 10; i++) used.word();
  const first = (r: { word(): number }) => Array.from({ length: 50 }, () => r.word());
  expect(first(fresh.split(3))).toEqual(first(used.split(3)));
  const streams = Array.from({ length: 200 }, (_, part) => first(random(7).split(part)));
  expect(new Set(streams.flat()).size).toBeGreaterThan(streams.flat().length - 5);
});

it("draws evenly, both ends included", () => {
  const { int, chance, pick } = random(3);
  const counts = new Array<number>(5).fill(0);
  for (let i = 0; i < 10_000; i++) counts[int(-2, 2) + 2]! += 1;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  const hits = Array.from({ length: 10_000 }, () => chance(0.25)).filter(Boolean).length;
  expect(Math.abs(hits - 2500)).toBeLessThan(200);
  expect(new Set(Array.from({ length: 100 }, () => pick(["a", "b", "c"])))).toEqual(new Set(["a", "b", "c"]));
});
