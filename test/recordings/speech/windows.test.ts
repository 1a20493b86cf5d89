import fc from "fast-check";
import { expect, test } from "vitest";
import { SoundWindows } from "../../../src/recordings/speech/windows.ts";

const count = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

test("windows hold the stream's samples, whatever pieces it comes in", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }).chain((length) =>
        fc.record({
          length: fc.constant(length),
          every: fc.integer({ min: 1, max: length }),
          pieces: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }),
        }),
      ),
      ({ length, every, pieces }) => {
        const windows = new SoundWindows(1000, length, every);
        const found: { first: number; samples: number[] }[] = [];
        let at = 0;
        for (const piece of pieces) {
          windows.push(count(piece, at));
          at += piece;
          for (let w = windows.take(); w !== null; w = windows.take())
            found.push({ first: w.first, samples: [...w.sound.samples] });
        }
        const whole = at < length ? 0 : Math.floor((at - length) / every) + 1;
        expect(found).toEqual(
          count(whole).map((i) => ({ first: i * every, samples: count(length, i * every) })),
        );
        const rest = windows.rest();
        const heard = whole === 0 ? 0 : (whole - 1) * every + length;
        if (heard === at) expect(rest).toBeNull();
        else expect([...rest!.sound.samples]).toEqual(count(at - whole * every, whole * every));
      },
    ),
  );
});

test("a listener that is late goes on with the newest whole window", () => {
  const windows = new SoundWindows(1000, 10, 4);
  windows.push(count(100));
  expect(windows.skip()).toBe(22);
  expect(windows.take()?.first).toBe(88);
  expect(windows.skip()).toBe(0);
  expect(windows.take()).toBeNull();
  windows.push(count(2, 100));
  expect([...windows.take()!.sound.samples]).toEqual(count(10, 92));
});

test("refuses windows that leave samples out", () => {
  expect(() => new SoundWindows(1000, 10, 11)).toThrow(
    "option: every: expected an integer in 1..10, found 11",
  );
});
