// Sweeps of widths: what a point says is what the quantizer gives, and the suggestion holds what it promises.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { random } from "../../src/base/random.ts";
import type { EventSequence } from "../../src/network/index.ts";
import { compareNetworks, quantize, sweepBits, sweepTolerance } from "../../src/quantize/index.ts";
import { sweepSvg } from "../../src/report/index.ts";
import { json, run } from "../cli/dmp.ts";
import { integers, networkOf } from "../network/networks.ts";

const float = networkOf(
  {
    ...{ name: "swept", inputs: { channels: 6, timestep: 1e-3 } },
    layers: [
      { neurons: 8, memory: { dim: 3, window: 12 }, beta: 0.75, threshold: 1, reset: "subtract" },
      { neurons: 6, beta: 0.5, threshold: 0.75, reset: "zero" },
    ],
    readout: { classes: 3, mode: "mean-logits" },
  },
  integers(3),
);

const { chance } = random(9);
const recordings = Array.from({ length: 5 }, (): EventSequence => {
  const rows = Array.from({ length: 30 }, () => [0, 1, 2, 3, 4, 5].filter(() => chance(0.3)));
  const offsets = Uint32Array.from([0, ...rows.map((_, k) => rows.slice(0, k + 1).flat().length)]);
  return { steps: 30, offsets, addresses: Uint16Array.from(rows.flat()), values: null };
});

let networks = 0;
const sweep = sweepBits(float, recordings, createGolden, {}, () => networks++);

const agreementOf = (options: Parameters<typeof quantize>[2]) => {
  const { layers, classesDiffer } = compareNetworks(
    float,
    quantize(float, recordings, options).network,
    recordings,
    createGolden,
  );
  const [differ, all] = layers.reduce(
    ([d, a], { spikes }) => [d + spikes.differ, a + spikes.float + spikes.integer],
    [0, 0],
  );
  return { spikes: 1 - differ / all, classes: 1 - classesDiffer / 5, accuracy: null };
};

it("sweeps every tensor that has a width of its own, from the least to what it has", () => {
  const swept = sweep.tensors.map(({ name, points }) => [name, points.map(({ bits }) => bits)]);
  const weights = [2, 3, 4, 5, 6, 7, 8];
  expect(swept).toEqual([
    ["layers[0].fast", weights],
    ["layers[0].drive", weights],
    ["layers[0].current", weights],
    ["layers[0].x", [4, 6, 8, 10, 12]],
    ["layers[0].m", [8, 10, 12, 14, 16]],
    ["layers[1].fast", weights],
    ["readout.weights", weights],
  ]);
  expect(networks).toBeGreaterThan(1 + 5 * 6 + 2 * 4);
});

it("a point is what the quantizer gives with that width", () => {
  expect(sweep.base).toEqual(agreementOf({}));
  const point = (name: string, bits: number) =>
    sweep.tensors.find((t) => t.name === name)!.points.find((p) => p.bits === bits)!.agreement;
  expect(point("layers[0].fast", 3)).toEqual(agreementOf({ bits: { layers: [{ fast: 3 }] } }));
  expect(point("layers[1].fast", 2)).toEqual(agreementOf({ bits: { layers: [{}, { fast: 2 }] } }));
  expect(point("readout.weights", 2)).toEqual(agreementOf({ bits: { readout: { weights: 2 } } }));
  expect(point("layers[0].fast", 2)!.spikes).toBeLessThan(sweep.base.spikes);
});

it("the suggestion gives what it says, within its tolerance, with fewer bits", () => {
  const { bits, agreement } = sweep.suggestion;
  expect(agreement).toEqual(agreementOf({ bits }));
  expect(agreement.spikes).toBeGreaterThanOrEqual(sweep.base.spikes - sweepTolerance);
  expect(agreement.classes).toBeGreaterThanOrEqual(sweep.base.classes);
  expect(bits.layers![0]).toMatchObject({ fast: sweep.tensors[0].suggested });
  const [had, has] = [8 * 5 + 12 + 16, sweep.tensors.reduce((sum, t) => sum + t.suggested, 0)];
  expect(has).toBeLessThan(had);
});

it("widths that are given stay the most, and those that cannot be are no failure", () => {
  const options = { bits: { fast: 4, u: 16, m: 9 } };
  const { tensors, base } = sweepBits(float, recordings, createGolden, options);
  expect(base).toEqual(agreementOf(options));
  expect(tensors[0].points.map(({ bits }) => bits)).toEqual([2, 3, 4]);
  expect(tensors[4].points.map(({ bits }) => bits)).toEqual([9]);
  // An x of so many bits holds nothing: the point says so.
  for (const { points } of tensors)
    for (const { share, agreement } of points) expect(share === null).toBe(agreement === null);
});

it("is drawn: a line a tensor, a dot a suggestion", () => {
  const lines = sweep.tensors.map(({ name, points, suggested }) => ({ name, points, suggested }));
  const svg = sweepSvg({ title: "swept", subtitle: "5 recordings", lines });
  expect(svg.match(/<path /g)).toHaveLength(7);
  expect(svg.match(/<circle /g)).toHaveLength(7);
  for (const { name, suggested } of lines) expect(svg).toContain(`${name} (${suggested} bits)`);
});

it("dmp quantize --sweep: table, picture, and options that the quantizer takes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dmp-sweep-"));
  const [net, plot, options] = ["net", "sweep.svg", "options.json"].map((name) => join(folder, name));
  expect(
    (await run("import", "test/import/fixtures/snn_zero.pt", "--steps", "30", "--out", net)).status,
  ).toBe(0);
  const { status, value } = await json("quantize", net, "--sweep", "--plot", plot);
  expect(status).toBe(0);
  expect(readFileSync(plot, "utf8")).toMatch(/^<svg .*snn_zero/s);
  const { bits } = value.suggestion as { bits: { layers: { fast: number }[] } };
  writeFileSync(options, JSON.stringify({ bits }));
  const again = await json("quantize", net, "--quantizer", options);
  expect(again.value.tensors).toContainEqual(
    expect.objectContaining({ name: "layers[0].fast", bits: bits.layers[0].fast }),
  );
  const weights = async (...more: string[]) => {
    const { tensors } = (await json("quantize", net, "--quantizer", options, ...more)).value;
    return (tensors as { name: string; bits: number }[]).filter(({ name }) =>
      /fast|readout\.weights/.test(name),
    );
  };
  expect(new Set((await weights()).map((t) => t.bits))).not.toEqual(new Set([7]));
  // --bits is for all weights: those of single layers too.
  expect(new Set((await weights("--bits", "7")).map((t) => t.bits))).toEqual(new Set([7]));
  writeFileSync(options, '{"bits":{"layers":{"fast":4}}}');
  for (const more of [[], ["--bits", "7"]])
    expect(await run("quantize", net, "--quantizer", options, ...more)).toMatchObject({
      status: 2,
      err: expect.stringContaining('options.json: bits.layers: {"fast":4}; allowed is a list'),
    });
  const text = await run("quantize", net, "--sweep");
  expect(text.out).toMatch(/layers\[1\]\.fast .*%.*\nreadout\.weights /);
  expect(await run("quantize", net, "--plot", plot)).toMatchObject({ status: 2 });
  expect(await run("quantize", net, "--sweep", "--out", join(folder, "i.json"))).toMatchObject({ status: 2 });
});
