// The page of an exploration in a real browser: what it shows, what a click and a limit do, and that it asks for nothing.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browsers } from "../../.ci/tools.mjs";
import { type ExplorationData, explorationPage } from "../../src/report/index.ts";
import { findProgram } from "../../src/simulate/toolchain.ts";

/** Points on a grid: cycles by energy; those on its lower edge are the front. */
const width = 60;
const count = 3000;
const points = Array.from({ length: count }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return {
    figures: [100 + 10 * x, 2000 + 40 * y - 25 * (width - x), i % 7 === 0 ? null : i % 5],
    front: y === 0,
    of: x < width / 2 ? "net, 4 bits, up5k" : "net, 8 bits, up5k",
    choice: `${1 + (i % 3)} lanes`,
    hardware: { lanes: { spike: 1 + (i % 3) } },
    command: x < width / 2 ? "dmp synth net --bits 4" : "dmp synth </script> --bits 8",
  };
});
const data: ExplorationData = {
  title: "a <space> & its points",
  figures: [
    { name: "cyclesPerStep", title: "cycles a step", most: false },
    { name: "energyPerStep", title: "pJ a step", most: false },
    { name: "accuracy", title: "accuracy", most: true },
  ],
  axes: [0, 1],
  points,
  total: 100_000,
  measured: [
    {
      point: 5,
      name: "net, 4 bits",
      figures: [
        { title: "logic", modelled: 110, measured: 100, exact: false },
        { title: "block RAM", modelled: 4, measured: 4, exact: true },
      ],
      fmaxMHz: 31.5,
      stepsPerSecond: 120_000,
      problems: [],
    },
  ],
  ablation: {
    title: "what each idea brings",
    bars: ["all", "without overlap", "without fusion"].map((name, i) => ({
      of: "schedule",
      name,
      modelled: i === 2,
      cyclesPerStep: 100 + 20 * i,
      bitsPerStep: 5000 + i,
      energyPerStep: { low: 100, high: 900 },
      accuracy: "96.3 %",
    })),
  },
};

const folder = mkdtempSync(join(tmpdir(), "dmp-page-"));
const url = pathToFileURL(join(folder, "index.html")).href;
let browser: Browser;
let page: Page;
const said: string[] = [];
const asked: string[] = [];

beforeAll(async () => {
  writeFileSync(join(folder, "index.html"), explorationPage(data));
  const found =
    process.env.CHROMIUM ?? browsers.map((name) => findProgram(name)).find((path) => path !== null);
  browser = await chromium.launch({ executablePath: found!, args: ["--no-sandbox"] });
  page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(`${error}`));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(url);
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where a point is drawn on the canvas, by what the page itself says. */
const placeOf = (i: number) =>
  page.evaluate(
    `(() => { const { x, y } = places.find((p) => p.i === ${i}); return { x, y }; })()`,
  ) as Promise<{
    x: number;
    y: number;
  }>;
/** Colour of the canvas there, read from a copy, on which the browser makes no remark. */
const colourAt = async ({ x, y }: { readonly x: number; readonly y: number }) =>
  page.evaluate(`(() => {
    const copy = document.createElement("canvas"), plot = document.getElementById("plot");
    copy.width = plot.width; copy.height = plot.height;
    const g = copy.getContext("2d", { willReadFrequently: true });
    g.drawImage(plot, 0, 0);
    return Array.from(g.getImageData(Math.round(${x} * devicePixelRatio), Math.round(${y} * devicePixelRatio), 1, 1).data);
  })()`) as Promise<number[]>;
const limit = (figure: string, which: string) =>
  page.locator(`#limits input[data-figure=${figure}][data-which=${which}]`);

describe("the page of an exploration", () => {
  it("shows its points, the front above the rest, and says how many there are", async () => {
    expect(await page.textContent("h1")).toBe(data.title);
    const [front, rest, nothing] = await Promise.all([
      colourAt(await placeOf(30)),
      colourAt(await placeOf(30 + 20 * width)),
      colourAt({ x: 3, y: 60 }),
    ]);
    expect(front).toEqual([0xc0, 0x56, 0x21, 255]);
    expect(rest[3]).toBeGreaterThan(100);
    expect(nothing[3]).toBe(0);
    expect(await page.textContent("#count")).toBe(
      "3,000 of 3,000 points shown, drawn of 100,000 (points.csv has all); 60 of the front, which is whole.",
    );
    expect(await page.locator("#front tbody tr").count()).toBe(width);
  });

  it("shows hardware and command of the point that is clicked, and marks its row", async () => {
    const { x, y } = await placeOf(40);
    await page.locator("#plot").click({ position: { x, y } });
    expect(JSON.parse((await page.textContent("#hardware"))!)).toEqual(points[40]!.hardware);
    expect(await page.textContent("#command")).toBe("dmp synth </script> --bits 8");
    expect(await page.textContent("#front tr.chosen td:nth-child(3)")).toBe("500");
    expect(await page.getAttribute("#chosen a", "href")).toMatch(/^blob:/);
    const rest = await placeOf(10 + 30 * width);
    await page.locator("#plot").click({ position: rest });
    expect(await page.textContent("#command")).toBe("dmp synth net --bits 4");
    expect(await page.locator("#front tr.chosen").count()).toBe(0);
  });

  it("chooses by a row too, and sorts by the head that is clicked", async () => {
    const first = () => page.textContent("#front tbody tr:first-child td:nth-child(3)");
    expect(await first()).toBe("100");
    await page.locator("#front th", { hasText: "cycles" }).click();
    await page.locator("#front th", { hasText: "cycles" }).click();
    expect(await first()).toBe("690");
    await page.locator("#front tbody tr").nth(1).click();
    expect(await page.textContent("#front tr.chosen td:nth-child(2)")).toBe(points[58]!.choice);
    expect(await page.textContent("#front tr.chosen td:nth-child(3)")).toBe("680");
    expect(JSON.parse((await page.textContent("#hardware"))!)).toEqual(points[58]!.hardware);
  });

  it("leaves out what is beyond the limits, or of another network", async () => {
    await page.locator("summary").click();
    await limit("cyclesPerStep", "to").fill("250");
    await limit("accuracy", "from").fill("3");
    const kept = points.filter((p) => p.figures[0]! <= 250 && (p.figures[2] ?? -1) >= 3);
    const shown = async () => Number((await page.textContent("#count"))!.split(" ")[0]!.replace(",", ""));
    expect(await shown()).toBe(kept.length);
    expect(await page.locator("#front tbody tr").count()).toBe(kept.filter((p) => p.front).length);
    await page.locator("#only").selectOption({ label: "net, 8 bits, up5k" });
    expect(await shown()).toBe(0);
    await page.locator("#all").click();
    expect(await shown()).toBe(count / 2);
    await page.locator("#only").selectOption({ label: "all" });
    expect(await shown()).toBe(count);
  });

  it("draws any two figures, and logarithmically", async () => {
    await page.locator("#axis-across").selectOption({ label: "accuracy" });
    const known = points.filter((p) => p.figures[2] !== null).length;
    expect(await page.evaluate("places.length")).toBe(known);
    await page.locator("#axis-across").selectOption({ label: "cycles a step" });
    const [before, end] = [await placeOf(30), await placeOf(59)];
    await page.locator("#log-across").check();
    const after = await placeOf(30);
    expect(after.x).toBeGreaterThan(before.x + 20);
    expect((await placeOf(59)).x).toBeCloseTo(end.x, 6);
    await page.locator("#log-across").uncheck();
  });

  it("sets what is measured beside what is modelled, and draws the ablation", async () => {
    const row = page.locator("#measured tbody tr");
    expect(await row.allInnerTexts()).toEqual([
      expect.stringMatching(/net, 4 bits[\s\S]*110 \/ 100 \(\+10\.0 %\)[\s\S]*4[\s\S]*31\.5[\s\S]*120,000/),
    ]);
    await row.click();
    expect(JSON.parse((await page.textContent("#hardware"))!)).toEqual(points[5]!.hardware);
    const bars = await page
      .locator("#ablation .track i")
      .evaluateAll((all) =>
        all.map((bar) => [bar.className, Math.round(bar.getBoundingClientRect().width)] as const),
      );
    expect(bars).toHaveLength(9);
    expect(bars.map(([kind]) => kind)).toEqual([
      "",
      "",
      "range",
      "",
      "",
      "range",
      "modelled",
      "modelled",
      "range",
    ]);
    const [a, b, c] = [bars[0]![1], bars[3]![1], bars[6]![1]];
    expect(b / a).toBeCloseTo(1.2, 1);
    expect(c / a).toBeCloseTo(1.4, 1);
  });

  it("keeps within a narrow window, in dark colours too", async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    await page.emulateMedia({ colorScheme: "dark" });
    const wide = () => page.evaluate("document.documentElement.scrollWidth");
    expect(await wide()).toBeLessThanOrEqual(360);
    // The last of the front, which no other is drawn over.
    await expect.poll(async () => colourAt(await placeOf(59))).toEqual([0xf6, 0xad, 0x55, 255]);
    await page.setViewportSize({ width: 1300, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
  });

  it("has asked for nothing and said nothing, which would have been seen", async () => {
    expect(said).toEqual([]);
    expect(asked).toEqual([url]);
    await page.evaluate(`console.log("heard"); fetch("file:///nothing").catch(() => {})`);
    await expect.poll(() => said.length).toBeGreaterThan(0);
    await expect.poll(() => asked.length).toBeGreaterThan(1);
  });

  it("leaves out the parts that there is nothing for", async () => {
    writeFileSync(join(folder, "bare.html"), explorationPage({ ...data, measured: [], ablation: null }));
    await page.goto(pathToFileURL(join(folder, "bare.html")).href);
    expect(await page.locator("#measured-part").isVisible()).toBe(false);
    expect(await page.locator("#ablation-part").isVisible()).toBe(false);
    expect(await page.locator("#front tbody tr").count()).toBe(width);
  });
});
