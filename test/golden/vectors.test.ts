// The checked-in golden vectors are what the model computes now, agree with the literal reading, and show what they promise.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { vectorFiles } from "../../golden/vectors.ts";
import { literalRun } from "./literal.ts";

const folder = new URL("../../golden/vectors/", import.meta.url);

interface Vector {
  steps: {
    layers: { x?: number; m?: number[]; currentSums?: number[]; fired: number[]; u: number[] }[];
    logits: number[];
  }[];
  class: number;
}
const read = (name: string): Vector => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const layersOf = (name: string) => read(`${name}.json`).steps.flatMap(({ layers }) => layers);

describe("golden vectors", () => {
  it.each(vectorFiles())("$name is up to date (npm run vectors)", async ({ name, text }) => {
    await expect(text).toMatchFileSnapshot(new URL(name, folder).pathname);
  });

  it("no file is left over", () => {
    const names = vectorFiles().map(({ name }) => name);
    expect(readdirSync(folder).filter((name) => name.endsWith(".json"))).toEqual(names.sort());
  });

  it.each(vectorCases)(
    "$name agrees with the literal reading and with the fast model",
    ({ name, network, events }) => {
      const vector = read(`${name}.json`);
      const record = createGolden(network).record(events);
      expect(vector.class).toBe(record.class);
      literalRun(network, events).forEach((step, k) => {
        expect(vector.steps[k].logits.map(BigInt)).toEqual(step.logits);
        step.layers.forEach(({ x, m, u, fired }, l) => {
          const layer = vector.steps[k].layers[l];
          expect(layer.u.map(BigInt)).toEqual(u);
          expect(layer.fired).toEqual(fired);
          expect((layer.m ?? []).map(BigInt)).toEqual(m);
          expect(BigInt(layer.x ?? 0)).toBe(x);
          expect(Array.from(record.layers[l].u.slice(k * u.length, (k + 1) * u.length))).toEqual(layer.u);
        });
      });
    },
  );

  it("neurons fire and stay silent in every case", () => {
    for (const { name, network } of vectorCases) {
      const fired = layersOf(name).reduce((sum, layer) => sum + layer.fired.length, 0);
      const chances = network.layers.reduce((sum, { neurons }) => sum + neurons, 0) * 10;
      expect({ name, some: fired > 3, notAll: fired < 0.9 * chances }).toEqual({
        name,
        some: true,
        notAll: true,
      });
    }
  });

  it("the extreme case saturates x, m and u at both ends", () => {
    const layers = layersOf("extreme");
    const xs = layers.map(({ x }) => x);
    const ms = layers.flatMap(({ m }) => m);
    const us = layers.flatMap(({ u }) => u);
    expect([xs.includes(0), xs.includes(255)]).toEqual([true, true]);
    expect([ms.includes(-128), ms.includes(127)]).toEqual([true, true]);
    expect([us.includes(-256), us.includes(255)]).toEqual([true, true]);
  });

  it("dilation leaves the slow current out at the steps between", () => {
    const refreshed = read("dilation-hold.json").steps.map(
      ({ layers }) => layers[0].currentSums !== undefined,
    );
    expect(refreshed).toEqual(Array.from({ length: 10 }, (_, k) => k % 3 === 0));
  });
});
