// Pictures show what they are given, and come out the same everywhere.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActivityData, activitySvg, scheduleSvg, svgToPng } from "../../src/report/index.ts";
import { ticks } from "../../src/report/scale.ts";

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
  label: 0,
};

/** Paths of a picture: colour, and how many marks or steps each has. */
const paths = (svg: string) =>
  [...svg.matchAll(/<path d="([^"]*)"[^>]*?stroke="(#\w+)"/g)].map(([, d, stroke]) => ({
    d: d!,
    stroke: stroke!,
  }));

const marks = (svg: string, stroke: string) =>
  paths(svg)
    .filter((path) => path.stroke === stroke)
    .map((path) => path.d.match(/M/g)!.length);

const right = { ...data, label: 1 };

describe("the activity of a recording", () => {
  it("has a mark for every event, and a panel for every slow state", () => {
    const svg = activitySvg([right]);
    expect(["#4a5568", "#1f77b4", "#d95f02"].map((stroke) => marks(svg, stroke))).toEqual([[6], [3], [1]]);
    for (const text of [
      "net: recording 7",
      "answer: two",
      "input events (10 channels)",
      "slow state of layer 1 (d = 2)",
      "m[0]",
      "m[1]",
      "two (answer, right)",
      "other classes",
      "time (s)",
    ])
      expect(svg).toContain(`>${text}<`);
    expect(svg).not.toContain("slow state of layer 2");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("puts marks and lines where their values are", () => {
    const svg = activitySvg([right]);
    // The third step's only event has the highest of ten addresses: half a row below the frame's upper edge.
    const [input] = paths(svg).filter((path) => path.stroke === "#4a5568");
    expect(input!.d).toContain(`M${44 + 2.1 * 115} ${78 + 6}h92`);
    // The answer's logits 1, 2, 3, 4 rise in equal steps, from the second quarter of the panel to its top.
    const line = paths(svg).find((path) => path.stroke === "#0b7a4b" && path.d.includes("H"))!;
    const heights = [...line.d.matchAll(/[M V]([\d.]+)H/g)].map((found) => Number(found[1]));
    expect(heights).toHaveLength(4);
    const steps = heights.slice(1).map((y, i) => heights[i]! - y);
    for (const step of steps) expect(step).toBeCloseTo(116 / 4, 5);
  });

  it("shows answer and right class in two colours where they differ, beside a recording that is answered rightly", () => {
    const svg = activitySvg([right, data]);
    for (const text of ["two (answer, right)", "two (answer, wrong)", "one (right)"])
      expect(svg).toContain(`>${text}<`);
    const bold = (stroke: string) =>
      paths(svg).filter((path) => path.stroke === stroke && path.d.includes("H"));
    expect(bold("#0b7a4b")).toHaveLength(2);
    expect(bold("#c2185b")).toHaveLength(1);
    const [, one] = /width="(\d+)"/.exec(activitySvg([right]))!.map(Number);
    const [, two] = /width="(\d+)"/.exec(svg)!.map(Number);
    expect(two).toBe(2 * one!);
  });

  it("stays a document whatever the names are", () => {
    const svg = activitySvg([{ ...data, title: 'a<b>&"c"\u0001', classes: ["</svg>", "ü"] }]);
    expect(svg).toContain("a&lt;b&gt;&amp;&quot;c&quot;\ufffd");
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
  });

  it("is the same every time, also as PNG of twice the size", async () => {
    const [a, b] = [activitySvg([data]), activitySvg([data])];
    expect(a).toBe(b);
    const png = Buffer.from(await svgToPng(a));
    expect(png.equals(Buffer.from(await svgToPng(b)))).toBe(true);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(a)!.map(Number);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width!, 2 * height!]);
    // The face is found: without it no letter would be drawn.
    const wordless = a.replaceAll("<text", "<desc").replaceAll("</text", "</desc");
    expect(png.equals(Buffer.from(await svgToPng(wordless)))).toBe(false);
  });
});

describe("an axis", () => {
  it.each([
    [0, 1, 4, ["0.0", "0.5", "1.0"]],
    [-3, 17, 4, ["0", "5", "10", "15"]],
    [0, 140, 4, ["0", "50", "100"]],
    [0.2, 0.21, 5, ["0.200", "0.202", "0.204", "0.206", "0.208", "0.210"]],
  ])("from %d to %d has round values", (low, high, count, expected) => {
    expect(ticks(low, high, count).map((tick) => tick.text)).toEqual(expected);
  });

  it("has its values within its ends, few of them, in order", () => {
    const ends = [
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
    ] as const;
    const check = (low: number, span: number, count: number) => {
      const values = ticks(low, low + span, count).map((tick) => tick.value);
      expect(values.length).toBeLessThanOrEqual(count + 1);
      for (const [i, value] of values.entries()) {
        expect(value).toBeGreaterThanOrEqual(low - span * 1e-3);
        expect(value).toBeLessThanOrEqual(low + span * 1.001);
        if (i > 0) expect(value).toBeGreaterThan(values[i - 1]!);
      }
    };
    fc.assert(fc.property(...ends, fc.integer({ min: 1, max: 9 }), check), { seed: 7 });
  });
});

describe("scheduleSvg", () => {
  const bar = (from: number, to: number, step: number) => ({ from, to, step });
  const data = {
    title: "two < three",
    subtitle: "a colour a step",
    from: 100,
    to: 200,
    rows: [
      { of: "layer 0", name: "events", bars: [bar(90, 110, 0), bar(110, 120, 0), bar(150, 160, 1)] },
      { of: "readout", name: "classes", bars: [bar(10, 100, 0), bar(200, 210, 1)] },
    ],
  };

  it("draws the bars of the window, a path a step, cut at its ends", () => {
    const svg = scheduleSvg(data);
    const paths = [...svg.matchAll(/<path d="([^"]*)" fill="(#[^"]*)"/g)].map(([, d, fill]) => ({
      d: d!,
      fill,
    }));
    expect(paths).toHaveLength(2);
    expect(paths[0]!.d.match(/M/g)).toHaveLength(2);
    expect(paths[0]!.fill).not.toBe(paths[1]!.fill);
    expect(svg).toContain("two &lt; three");
    for (const word of ["layer 0", "readout", "events", "classes", "clock cycles"])
      expect(svg).toContain(`>${word}<`);
  });
});
