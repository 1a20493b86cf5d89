// Recordings through float model, golden model and simulated hardware.
import { beforeAll, describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { type HardwareInput, hardware } from "../../src/core/index.ts";
import { infer } from "../../src/inference/index.ts";
import {
  type FloatNetwork,
  type IntegerNetwork,
  loadCheckpoint,
  parseDescription,
} from "../../src/network/index.ts";
import { quantize } from "../../src/quantize/index.ts";
import { type Recording, readJsonRecordings } from "../../src/recordings/index.ts";

let float: FloatNetwork;
let integer: IntegerNetwork;
let recordings: Recording[];
beforeAll(async () => {
  const description = parseDescription({
    name: "sweeps",
    inputs: { channels: 16, timestep: 0.01, maxPerStep: 16 },
    layers: [{ neurons: 40, memory: { dim: 4, window: 30 }, beta: 0.5, threshold: 1, reset: "subtract" }],
    readout: { classes: 3, mode: "mean-logits" },
    maxSteps: 40,
  });
  float = loadCheckpoint(description, "examples/first/weights.safetensors");
  recordings = await readJsonRecordings("examples/first/recordings.json");
  integer = quantize(float, recordings).network;
});

const lanes = { spike: 4, memory: 4, update: 2 };
const choices: Record<string, HardwareInput> = {
  pipelined: { lanes },
  shared: { lanes, mapping: "shared" },
  "parameters loaded once, before the first of several groups": { lanes, parameters: "loaded" },
  "no overlap": { lanes, overlap: false },
};

const bothDataflows = Object.entries(choices).flatMap(([name, choice]) =>
  (["event-stationary", "neuron-stationary"] as const).map(
    (dataflow) => [`${name}, ${dataflow}`, { ...choice, dataflow }] as const,
  ),
);

describe("infer", () => {
  it.each(bothDataflows)("finds every bit equal: %s", async (_name, choice) => {
    const stages = new Set<string>();
    const result = await infer({
      engine: "builtin",
      float,
      integer,
      hardware: hardware({ ...choice, probe: true }),
      recordings: recordings.slice(0, 12),
      onProgress: (stage) => stages.add(stage),
    });
    expect(result).toMatchObject({ mismatches: 0, differences: [], compared: "every value", steps: 480 });
    expect(result.results.map((r) => r.rtl)).toEqual(result.results.map((r) => r.golden));
    expect(result.accuracy.rtl).toBe(result.accuracy.golden);
    // Every membrane of every step at least.
    expect(result.values).toBeGreaterThan(480 * 40);
    const { mean, max, bound, steps } = result.cyclesPerStep!;
    expect(steps).toBe(3 * (5 * 40 - 1) - 3 * 40);
    expect(mean).toBeGreaterThanOrEqual(bound);
    expect(max).toBeGreaterThanOrEqual(mean);
    expect([...stages]).toEqual(["models", "build", "hardware"]);
  });

  it("counts the values that it compares, and no lanes beyond the last neuron", async () => {
    const valuesWith = async (spike: number) =>
      (
        await infer({
          engine: "builtin",
          float,
          integer,
          hardware: hardware({ lanes: { ...lanes, spike, memory: spike }, probe: true }),
          recordings: recordings.slice(0, 2),
        })
      ).values;
    expect(await valuesWith(3)).toBe(await valuesWith(4));
    expect(await valuesWith(7)).toBe(await valuesWith(4));
  });

  it("lists what the hardware says after every step, also of sequences without end", async () => {
    const endless: IntegerNetwork = {
      ...integer,
      readout: { ...integer.readout, lastSteps: 7 },
      maxSteps: null,
    };
    const three = recordings.slice(0, 3).map((r, i) => ({ ...r, name: `${i}` }));
    const run = (outputs: HardwareInput["outputs"]) =>
      infer({
        engine: "builtin",
        float: null,
        integer: endless,
        hardware: hardware({ lanes, outputs: outputs! }),
        recordings: three,
      });
    const [both, classes, neither] = [
      await run({ classes: "step", logits: true }),
      await run({ classes: "step" }),
      await run({}),
    ];
    const golden = createGolden(endless);
    const said = new Set<number>();
    three.forEach((recording, i) => {
      const { logitsPerStep } = golden.record(recording);
      const logits = Array.from({ length: recording.steps }, (_, k) => [
        ...logitsPerStep.slice(3 * k, 3 * k + 3),
      ]);
      const right = logits.map((step) => step.indexOf(Math.max(...step)));
      expect(both.results[i]!.rtlSteps).toEqual({ classes: right, logits });
      expect(classes.results[i]!.rtlSteps).toEqual({ classes: right, logits: null });
      expect(neither.results[i]!.rtlSteps).toBeNull();
      for (const c of right) said.add(c);
    });
    expect(said.size).toBeGreaterThan(1);
    expect(both.mismatches + classes.mismatches + neither.mismatches).toBe(0);
  });

  it("counts right and wrong classes", async () => {
    const [one] = recordings;
    const wrong = { ...one!, label: (one!.label! + 1) % 3 };
    const { accuracy } = await infer({
      engine: "golden",
      float,
      integer,
      hardware: null,
      recordings: [one!, wrong],
    });
    expect(accuracy).toEqual({ float: 0.5, golden: 0.5, rtl: null });
  });

  it("has no accuracy without labels", async () => {
    const unlabelled = recordings.slice(0, 2).map((r) => ({ ...r, label: null }));
    const result = await infer({
      engine: "float",
      float,
      integer: null,
      hardware: null,
      recordings: unlabelled,
    });
    expect(result.accuracy).toEqual({ float: null, golden: null, rtl: null });
    expect(result).toMatchObject({ compared: null, cyclesPerStep: null, bitsPerStep: null, cycles: 0 });
    expect(result.operationsPerStep).toBeNull();
  });

  it.each(["golden", "float"] as const)("answers the same in several threads: %s", async (engine) => {
    const options = { engine, float, integer, hardware: null, recordings: recordings.slice(0, 10) };
    const alone = await infer(options);
    const done: number[] = [];
    const together = await infer({ ...options, jobs: 2, onProgress: (_stage, at) => done.push(at) });
    expect(together.results).toEqual(alone.results);
    expect(together.accuracy).toEqual(alone.accuracy);
    expect(new Set(alone.results.map((r) => r[engine])).size).toBeGreaterThan(1);
    expect(done.length).toBe(3);
    expect(Math.max(...done)).toBe(10);
  });

  it("says of a recording that does not fit the same from a thread", async () => {
    const beyond = recordings
      .slice(0, 9)
      .map((r, i) => (i === 7 ? { ...r, addresses: r.addresses.map(() => 16) } : r));
    const options = { engine: "golden", float: null, integer, hardware: null, recordings: beyond } as const;
    const alone = await infer(options).catch((error: Error) => error);
    const threaded = await infer({ ...options, jobs: 2 }).catch((error: Error) => error);
    expect(alone).toBeInstanceOf(Error);
    expect(threaded).toEqual(alone);
  });

  it("refuses recordings that do not fit", async () => {
    const [one] = recordings;
    const beyond = { ...one!, addresses: one!.addresses.map(() => 16) };
    const options = { float: null, integer, hardware: null, recordings: [beyond] };
    await expect(infer({ engine: "golden", ...options })).rejects.toThrow(/address/);
  });
});
