// Long work in slices: what it comes to, at once or with room for timers in between.
import { expect, it } from "vitest";
import { atOnce, inSlices } from "../../src/base/slices.ts";

function* counting(to: number): Generator<number, string> {
  for (let i = 0; i < to; i++) yield i;
  return "done";
}

it("comes to the same at once and in slices, and tells each", async () => {
  const told: number[] = [];
  expect(atOnce(counting(3))).toBe("done");
  expect(await inSlices(counting(3), (i) => told.push(i))).toBe("done");
  expect(told).toEqual([0, 1, 2]);
});

it("lets timers through between slices, and gives errors on", async () => {
  let stopped = false;
  setTimeout(() => {
    stopped = true;
  }, 5);
  function* endless(): Generator<void, string> {
    while (!stopped) yield;
    return "stopped";
  }
  expect(await inSlices(endless(), () => {})).toBe("stopped");
  function* failing(): Generator<number> {
    yield 1;
    throw new Error("no");
  }
  await expect(inSlices(failing(), () => {})).rejects.toThrow("no");
  expect(() => atOnce(failing())).toThrow("no");
});
