// Recordings in units come to what they come to in one run, however they are cut: classes, accuracy, cycles, bits, operations.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { fromJson, toJson } from "../../src/batch/plain.ts";
import { runUnits, runWork } from "../../src/batch/run-work.ts";
import { hardware } from "../../src/core/index.ts";
import { type InferenceEngine, inferred, joinInferred, resultOf } from "../../src/inference/index.ts";
import { randomNetwork } from "../../src/verify/index.ts";

const from = random(11);
const network = randomNetwork(from.split(0), { channels: 5, maxPerStep: 20 });
const { channels, valueBits } = network.inputs;

function recording(n: number) {
  const steps = 1 + (n % 3);
  const addresses = Uint16Array.from({ length: 2 * steps }, () => from.int(0, channels - 1));
  return {
    ...{ name: `recording ${n}`, steps, channels, addresses },
    offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => 2 * k),
    values: valueBits > 0 ? addresses.map(() => 1) : null,
    label: n === 4 ? null : from.int(0, network.readout.classes - 1),
  };
}

const overJson = <T>(value: T): T => fromJson(JSON.parse(JSON.stringify(toJson(value)))) as T;

describe.each<[InferenceEngine, number]>([
  ["golden", 33],
  ["builtin", 12],
])("on %s", (engine, count) => {
  const choice =
    engine === "builtin" ? hardware({ lanes: { spike: 2, memory: 2, update: 1 }, probe: true }) : null;
  const all = {
    ...{ engine, float: null, integer: network, hardware: choice, jobs: 1 },
    recordings: Array.from({ length: count }, (_, n) => recording(n)),
  };
  const timeless = { models: 0, build: 0, hardware: 0 };

  it("gives the same figures", async () => {
    const expected = { ...resultOf(await inferred(all)), seconds: timeless };
    expect(expected.results).toHaveLength(count);
    if (engine === "builtin") expect(expected.operationsPerStep!.total).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (wanted) => {
        const parts = [];
        for (const unit of runUnits(all, wanted))
          parts.push(overJson(await runWork.run(overJson(unit), { at: () => {}, folder: "" })));
        expect(parts.length).toBe(Math.min(wanted, Math.ceil(count / 5)));
        const { seconds: _, cycles, ...found } = resultOf(joinInferred(parts));
        // Every run loads its parameters anew, where they are not baked; these are.
        expect(cycles).toBe(expected.cycles);
        expect({ ...found, cycles, seconds: timeless }).toEqual(expected);
      }),
      { seed: 7, numRuns: 2, examples: [[2], [9]] },
    );
  });
});
