// Pictures show what they are given, and come out the same everywhere.
import { describe, expect, it } from "vitest";
import { type ActivityData, activitySpec, drawSvg, svgToPng } from "../../src/report/index.ts";

const raster = (rows: number, events: readonly number[][]) => ({
  rows,
  offsets: [0, ...events.map((_, k) => events.slice(0, k + 1).flat().length)],
  addresses: events.flat(),
});

const data: ActivityData = {
  title: "net: recording 7",
  subtitle: "answer: two",
  steps: 4,
  timestep: 0.01,
  input: raster(10, [[0, 3], [], [9], [1, 1, 2]]),
  layers: [
    { spikes: raster(5, [[4], [], [], [0, 1]]), slow: [0, 0, 1, 0.5, 0.8, 1, 0.2, 0.1], dim: 2 },
    { spikes: raster(5, [[], [], [2], []]), slow: [], dim: 0 },
  ],
  logits: [0, 1, 0, 2, 1, 3, 1, 4],
  lastSteps: null,
  classes: ["one", "two"],
  answer: 1,
};

const marks = (svg: string, group: number) => {
  const groups = svg.split('class="mark-group role-scope').slice(1);
  return (groups[group]!.match(/aria-roledescription="rect mark"/g) ?? []).length;
};

describe("the activity of a recording", () => {
  it("has a mark for every event, and a panel for every slow state", async () => {
    const svg = await drawSvg(activitySpec(data));
    expect([0, 1, 2].map((group) => marks(svg, group))).toEqual([6, 3, 1]);
    for (const text of [
      "net: recording 7",
      "answer: two",
      "input events (10 channels)",
      "slow state of layer 1 (d = 2)",
      "two (answer)",
      "time (s)",
    ])
      expect(svg).toContain(text);
    expect(svg).not.toContain("slow state of layer 2");
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it("is the same every time, also as PNG of twice the size", async () => {
    const [a, b] = [await drawSvg(activitySpec(data)), await drawSvg(activitySpec(data))];
    expect(a).toBe(b);
    const png = Buffer.from(svgToPng(a));
    expect(png.equals(Buffer.from(svgToPng(b)))).toBe(true);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(a)!.map(Number);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width!, 2 * height!]);
  });
});
