import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { steadyEvents, steadyNetwork } from "../../bench/steady.ts";
import { createGolden } from "../../golden/index.ts";
import { random } from "../../src/base/random.ts";
import { activityOf, hardware, networkCircuit, plan } from "../../src/core/index.ts";
import { choices } from "../../src/explore/choices.ts";
import { fit, hardMisfits } from "../../src/explore/fit.ts";
import { areaModelOf, recordedOf, type Setting } from "../../src/explore/index.ts";
import { evaluator } from "../../src/explore/point.ts";
import { deviceOf, resources, synth } from "../../src/flow/index.ts";
import { elaborate } from "../../src/hdl/index.ts";
import { reweight } from "../../src/stimuli/weights.ts";
import { randomNetwork } from "../../src/verify/shape.ts";
import { smallNetwork } from "./small.ts";

const root = resolve(import.meta.dirname, "../..");
let setting: Setting;

beforeAll(() => {
  // Weights of all their bits: what is the same in every word is no memory.
  const network = reweight(smallNetwork(), random(4), "random");
  const golden = createGolden(network);
  const events = steadyEvents(network, 6, 60);
  setting = {
    network,
    recorded: recordedOf(network, [activityOf(events, golden.record(events))]),
    device: deviceOf("up5k"),
    area: areaModelOf(join(root, "data/area"), "ice40"),
    tables: [],
  };
});

/** Every choice that is looked at, with its costs. */
const all = () => {
  const known = evaluator(setting);
  return [...choices(setting)].map((input) => known.costs(hardware(input)));
};
const sizeOf = (area: ReturnType<typeof all>[number]["area"]) =>
  resources.reduce((sum, r) => {
    const share = area[r] === 0 ? 0 : area[r] / setting.device.available[r];
    return sum + (r === "logic" || r === "ff" ? share / 0.9 : share);
  }, 0);
const fits = (area: ReturnType<typeof all>[number]["area"]) =>
  resources.every((r) => area[r] <= setting.device.available[r] * (r === "logic" || r === "ff" ? 0.9 : 1));

describe("the hardware for a device", () => {
  it("is the fastest that fits: none of all choices is faster", () => {
    const found = fit(setting, null)!;
    const fitting = all().filter((c) => fits(c.area));
    expect(fitting.length).toBeGreaterThan(50);
    expect(fits(found.costs.area)).toBe(true);
    expect(found.costs.cyclesPerStep.mean).toBe(Math.min(...fitting.map((c) => c.cyclesPerStep.mean)));
  });

  it("has as many lanes as there is work for: none with twice the lanes of a kind fits and is faster", () => {
    const { network } = steadyNetwork({
      name: "many_classes",
      channels: 8,
      valueBits: 0,
      neurons: [24],
      dim: 2,
      classes: 20,
      events: 1,
      firing: [24],
    });
    // The readout is what a step waits for.
    const spikes = [Array.from({ length: 24 }, (_, n) => n)];
    const steps = [Array.from({ length: 9 }, () => ({ inputs: 1, spikes }))];
    const recorded = recordedOf(network, steps);
    const found = fit({ ...setting, device: deviceOf("ecp5-85k"), network, recorded }, null)!;
    const { lanes } = found.hardware;
    expect(Number(lanes.readout)).toBeGreaterThan(8);
    const faster = found.alternatives.filter(
      ({ change, cycles, fits: room }) => / lanes?$/.test(change) && room && cycles < 0,
    );
    expect(faster).toEqual([]);
  });

  it("is the smallest that keeps up: none of all choices that do is smaller", () => {
    const every = all().filter((c) => fits(c.area));
    const fewest = Math.min(...every.map((c) => c.cyclesPerStep.mean));
    for (const wanted of [1.1 * fewest, 2 * fewest, 6 * fewest]) {
      const found = fit(setting, wanted)!;
      expect(found.costs.cyclesPerStep.mean).toBeLessThanOrEqual(wanted);
      const least = Math.min(
        ...every.filter((c) => c.cyclesPerStep.mean <= wanted).map((c) => sizeOf(c.area)),
      );
      expect(sizeOf(found.costs.area)).toBeCloseTo(least, 9);
    }
  });

  it("is none where no choice keeps up or fits", () => {
    expect(fit(setting, 3)).toBeNull();
    const { network } = steadyNetwork({
      name: "large",
      channels: 400,
      valueBits: 0,
      neurons: [600],
      dim: 3,
      classes: 5,
      events: 6,
      firing: [5],
    });
    const recorded = recordedOf(network, [[{ inputs: 1, spikes: [[0]] }]]);
    expect(fit({ ...setting, network, recorded }, null)).toBeNull();
    const [misfit] = hardMisfits(
      { ...setting, network, recorded },
      hardware({ lanes: { spike: 8, memory: 8, update: 1 } }),
    );
    expect(misfit).toMatch(/^\d+ block RAMs of 4 kbit of 30$/);
  });

  it("has alternatives that cost what they say", () => {
    const { hardware: choice, alternatives, costs } = fit(setting, 150)!;
    const known = evaluator(setting);
    const twice = alternatives.find(
      ({ change }) => change === `spike ${Number(choice.lanes.spike) * 2} lanes`,
    )!;
    const spike = Number(choice.lanes.spike) * 2;
    const other = known.costs(hardware({ ...choice, lanes: { ...choice.lanes, spike } }));
    expect(twice.cycles).toBeCloseTo(other.cyclesPerStep.mean - costs.cyclesPerStep.mean, 9);
    expect(twice.area.blockRam).toBe(other.area.blockRam - costs.area.blockRam);
    expect(alternatives.length).toBeGreaterThan(5);
  });

  it("takes the block RAMs and multipliers that synthesis makes", async () => {
    const layers = [{ neurons: 12, dim: 2 }];
    const drawn = randomNetwork(random(8), {
      channels: 10,
      valueBits: 0,
      maxPerStep: 10,
      layers,
      classes: 3,
    });
    const network = reweight(drawn, random(9), "random");
    const recorded = recordedOf(network, [
      Array.from({ length: 9 }, () => ({ inputs: 2, spikes: [[1, 5]] })),
    ]);
    const { hardware: choice, costs } = fit({ ...setting, network, recorded }, null)!;
    const design = elaborate(networkCircuit(plan(network, choice)));
    const { report } = await synth(design, { device: setting.device, seeds: [] });
    const { blockRam, spram, dsp } = costs.area;
    expect({ blockRam, spram, dsp }).toEqual({
      blockRam: report.utilization.blockRam,
      spram: report.utilization.spram,
      dsp: report.utilization.dsp,
    });
  }, 120_000);
});
