import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder } from "../../src/base/package-folder.ts";
import { type Random, random } from "../../src/base/random.ts";
import {
  accesses,
  bitsMoved,
  type Hardware,
  HardwareError,
  hardware,
  plan,
  type StepActivity,
  timeline,
} from "../../src/core/index.ts";
import { recordedOf } from "../../src/explore/activity.ts";
import { areaModelOf } from "../../src/explore/area.ts";
import { countCycles } from "../../src/explore/cycles.ts";
import { energyTable } from "../../src/explore/energy-table.ts";
import { commonKey } from "../../src/explore/parts.ts";
import { evaluator } from "../../src/explore/point.ts";
import { deviceOf } from "../../src/flow/index.ts";
import type { IntegerNetwork } from "../../src/network/index.ts";
import { randomHardware, randomNetwork } from "../../src/verify/shape.ts";

/** A choice for an FPGA, which has no macros. */
function randomChoice(from: Random, { layers }: IntegerNetwork): Hardware {
  const choice = randomHardware(from, {}, layers.length);
  const memories = Object.entries(choice.memories).map(([of, style]) => [
    of,
    style === "macro" ? "block" : style,
  ]);
  return { ...choice, memories: Object.fromEntries(memories) as Hardware["memories"] };
}

const area = areaModelOf(join(packageFolder(), "data", "area"), "ice40");
const table = energyTable(
  {
    format: "dmp-rtl energy table 1",
    name: "plain",
    nm: 1,
    sram: { source: "made up", points: [{ bytes: 2 ** 30, bits: 2 ** 20, read: 1, write: 3, leakage: 2 }] },
    add: { source: "made up", perBit: 1 },
    multiply: { source: "made up", perBitSquared: 1 },
    register: { source: "made up", clockPerBit: 0, leakagePerBit: 0 },
  },
  "test",
);

/** Sequences of steps with events and spikes, some of them with none. */
function sequencesOf(network: IntegerNetwork, from: Random): StepActivity[][] {
  const step = (): StepActivity => {
    const inputs = from.chance(0.2) ? 0 : from.int(0, Math.min(20, network.inputs.maxPerStep));
    const rate = from.chance(0.3) ? 0 : from.next();
    return {
      inputs,
      ...(network.inputs.valueBits > 0 ? { counted: from.int(0, inputs) } : {}),
      spikes: network.layers.map(({ neurons }) =>
        Array.from({ length: neurons }, (_, n) => n).filter(() => from.chance(rate)),
      ),
    };
  };
  return Array.from({ length: 3 }, () => Array.from({ length: from.int(1, 9) }, step));
}

/** A choice, and it with each field in turn as another has it, where that goes together. */
function oneFieldFrom(one: Hardware, other: Hardware): Hardware[] {
  const fields = (["lanes", "outputs", "memories"] as const).flatMap((group) =>
    Object.keys({ ...one[group], ...other[group] }).map((field) => ({
      [group]: { ...one[group], [field]: (other[group] as Record<string, unknown>)[field] },
    })),
  );
  const plain = Object.entries(other).map(([field, value]) => ({ [field]: value }));
  return [{}, ...fields, ...plain].flatMap((change) => {
    try {
      return [hardware({ ...one, ...change })];
    } catch (error) {
      if (error instanceof HardwareError) return [];
      throw error;
    }
  });
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe("the costs of a point", () => {
  it("are those of every step, whatever was asked before", () => {
    for (let seed = 0; seed < 12; seed++) {
      const from = random(seed);
      const network = randomNetwork(from.split(1), { maxPerStep: 40 });
      const sequences = sequencesOf(network, from.split(2));
      const recorded = recordedOf(network, sequences);
      const device = deviceOf("up5k");
      const evaluate = evaluator({ network, recorded, device, area, tables: [table] });
      for (let k = 0; k < 8; k++) {
        const choice = randomChoice(from.split(3 + k), network);
        const planned = plan(network, choice);
        const costs = evaluate.costs(choice);
        const afresh = evaluator({ network, recorded, device, area, tables: [table] });
        expect(costs, `seed ${seed}, choice ${k}`).toEqual(afresh.costs(choice));
        expect(costs.area.logic).toBeGreaterThan(0);
        const what = `seed ${seed}, choice ${k}`;

        const steps = sequences.flatMap((s) => s.map((activity, step) => accesses(planned, activity, step)));
        const mean = (of: (step: (typeof steps)[number]) => number) => sum(steps.map(of)) / steps.length;
        const moved = mean(({ memories }) => sum(memories.map(bitsMoved)));
        expect(costs.bitsPerStep, what).toBeCloseTo(moved, 6);
        for (const kind of ["add", "multiply", "compare"] as const)
          expect(costs.operationsPerStep[kind], what).toBeCloseTo(
            mean(({ operations }) => sum(operations.map((o) => (o.kind === kind ? o.count : 0)))),
            6,
          );
        const access = mean(({ memories }) => sum(memories.map((m) => m.reads + 3 * m.writes)));
        expect(costs.energy[0]!.memories, what).toBeCloseTo(access, 6);

        const { taken, classes } = timeline(planned, sequences);
        let beat = -1;
        const ends = sequences.map((s) =>
          s.map(({ inputs }) => {
            beat += Math.max(1, inputs);
            return taken[beat]!;
          }),
        );
        const all = ends.flat();
        const lengths = all.slice(1).map((end, i) => end - all[i]!);
        expect(costs.cyclesPerStep.mean, what).toBeCloseTo(sum(lengths) / lengths.length, 9);
        expect(costs.cyclesPerStep.max, what).toBe(Math.max(...lengths));
        const waits = ends.map((s, i) => classes[i]! - s.at(-1)!);
        expect(costs.cyclesPerStep.latency.max, what).toBe(Math.max(...waits));
        const atMost = (limit: number) => lengths.filter((l) => l <= limit).length / lengths.length;
        expect(atMost(costs.cyclesPerStep.ninth), what).toBeGreaterThanOrEqual(0.9);
        expect(atMost(costs.cyclesPerStep.ninth - 1), what).toBeLessThan(0.9);
      }
    }
  });

  it("are its own, whatever choices that are like it in all but one field", () => {
    let compared = 0;
    for (let seed = 0; seed < 8; seed++) {
      const from = random(seed);
      const network = randomNetwork(from.split(1), { maxPerStep: 40 });
      const sequences = sequencesOf(network, from.split(2));
      const recorded = recordedOf(network, sequences);
      const setting = { network, recorded, device: deviceOf("ecp5-25k"), area, tables: [table] };
      const evaluate = evaluator(setting);
      const [one, other] = [3, 4].map((n) => randomChoice(from.split(n), network));
      const choices = oneFieldFrom(one!, other!);
      const different = (of: (choice: Hardware) => string) => new Set(choices.map(of)).size;
      expect(different((h) => commonKey(h) + JSON.stringify(h.lanes))).toBe(different(JSON.stringify));
      for (const choice of choices) {
        const what = `seed ${seed}, ${JSON.stringify(choice)}`;
        const costs = evaluate.costs(choice);
        expect(costs, what).toEqual(evaluator(setting).costs(choice));
        const planned = plan(network, choice);
        expect(costs.cyclesPerStep, what).toEqual(countCycles(planned, sequences));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  it("are those without sequences that have no steps", () => {
    const network = randomNetwork(random(7), { layers: [{}, {}] });
    const sequences = sequencesOf(network, random(8));
    const choice = hardware({ lanes: { spike: 2, memory: 1, update: 1 } });
    const costs = (all: StepActivity[][]) =>
      evaluator({
        network,
        recorded: recordedOf(network, all),
        device: deviceOf("up5k"),
        area,
        tables: [],
      }).costs(choice);
    expect(costs([[], ...sequences, []])).toEqual(costs(sequences));
  });

  it("refuse lanes for another number of layers, also once they are known", () => {
    const network = randomNetwork(random(5), { layers: [{}, {}] });
    const recorded = recordedOf(network, sequencesOf(network, random(6)));
    const evaluate = evaluator({ network, recorded, device: deviceOf("up5k"), area, tables: [] });
    const of = (spike: number[]) => hardware({ lanes: { spike, memory: 1, update: 1 } });
    expect(() => evaluate.costs(of([2, 4]))).not.toThrow();
    expect(() => evaluate.area(of([2, 4, 8]))).toThrow(
      "lanes.spike is a list of 3, and the network has 2 layers",
    );
  });
});
