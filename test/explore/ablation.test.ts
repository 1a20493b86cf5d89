// Ablation: schedules that differ in what they say, what the model adds beside what the hardware counts, changed networks.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder } from "../../src/base/package-folder.ts";
import { random } from "../../src/base/random.ts";
import { accesses, hardware, type NetworkPlan, plan, type StepActivity } from "../../src/core/index.ts";
import { scheduleCosts, schedulesOf } from "../../src/explore/ablation.ts";
import { recordedOf } from "../../src/explore/activity.ts";
import { areaModelOf } from "../../src/explore/area.ts";
import { shippedTables } from "../../src/explore/energy-table.ts";
import { dilated, resized } from "../../src/explore/network-changes.ts";
import { evaluator, type Setting } from "../../src/explore/point.ts";
import { type ExtraAccess, slowStatesHeldStill, unfused } from "../../src/explore/unfused.ts";
import { deviceOf } from "../../src/flow/index.ts";
import type { IntegerNetwork } from "../../src/network/index.ts";
import { randomHardware, randomNetwork } from "../../src/verify/shape.ts";

const sequences = (network: IntegerNetwork, seed: number): StepActivity[][] => {
  const from = random(seed);
  const step = () => ({
    inputs: from.int(0, Math.min(12, network.inputs.maxPerStep)),
    spikes: network.layers.map(({ neurons }) =>
      Array.from({ length: neurons }, (_, n) => n).filter(() => from.chance(0.2)),
    ),
  });
  return [Array.from({ length: 12 }, step)];
};

const settingOf = (network: IntegerNetwork): Setting => ({
  network,
  recorded: recordedOf(network, sequences(network, 3)),
  device: deviceOf("ecp5-25k"),
  area: areaModelOf(join(packageFolder(), "data", "area"), "ecp5"),
  tables: shippedTables(join(packageFolder(), "data", "energy")),
});

const base = hardware({ lanes: { spike: 8, memory: 4, update: 2 } });

describe("the schedules of an ablation", () => {
  const { schedules, leftOut } = schedulesOf(base);
  const [all] = schedules;
  const differing = (a: object, b: object) =>
    Object.keys(a).filter((k) => JSON.stringify(a[k as never]) !== JSON.stringify(b[k as never]));

  it("leave out one idea each, or have one, with the lanes of the hardware choice", () => {
    expect(leftOut).toEqual([]);
    expect(new Set(schedules.map((s) => s.name)).size).toBe(schedules.length);
    const none = schedules.find((s) => s.name === "none that can be switched")!;
    const switched = differing(all!.hardware, none.hardware).sort();
    expect(switched).toEqual(["dataflow", "dependencyBreaking", "mapping", "overlap"]);
    for (const { name, hardware: choice, modelled } of schedules) {
      expect(choice.lanes).toEqual(base.lanes);
      const [own, other] = [differing(choice, all!.hardware), differing(choice, none.hardware)];
      if (name.startsWith("without ") && modelled.length === 0) expect(own, name).toHaveLength(1);
      if (name.startsWith("only ")) expect(other, name).toHaveLength(1);
    }
    const ofOne = (prefix: string) =>
      schedules.filter((s) => s.name.startsWith(prefix) && s.modelled.length === 0).length;
    expect([ofOne("without "), ofOne("only ")]).toEqual([4, 4]);
  });

  it("begin with every idea, whatever the hardware file leaves out", () => {
    const off = { overlap: false, mapping: "shared", dependencyBreaking: false } as const;
    expect(schedulesOf(hardware({ ...base, ...off })).schedules[0]!.hardware).toEqual(all!.hardware);
  });

  it("are left out, with the reason, where lanes of each layer forbid one core for all", () => {
    const { schedules: some, leftOut: others } = schedulesOf(
      hardware({ lanes: { spike: [8, 4], memory: 4, update: 1 } }),
    );
    expect(some.every((s) => s.hardware.mapping === "pipelined")).toBe(true);
    expect(others.map((o) => o.name)).toContain("without layer pipeline");
    expect(others[0]!.why).toContain("found a list");
  });
});

/** Words that a step moves of a memory, by what the hardware counts, in a step that refreshes everything. */
const counted = (planned: NetworkPlan, name: string) => {
  const found = accesses(planned, sequences(planned.network, 9)[0]![0]!).memories.find(
    (m) => m.name === name,
  );
  return { reads: found?.reads ?? 0, writes: found?.writes ?? 0, bits: found?.bits ?? 0 };
};

describe("what the model leaves out", () => {
  const plans = Array.from({ length: 12 }, (_, seed) => {
    const from = random(100 + seed);
    const network = dilated(randomNetwork(from.split(1), { maxPerStep: 40 }), 1);
    return plan(network, randomHardware(from.split(2), {}, network.layers.length));
  });
  const of = (memories: readonly ExtraAccess[], name: string) => memories.find((m) => m.name === name);

  it("of fusion: every operator reads and writes the membranes that the fused pass reads and writes once", () => {
    for (const planned of plans) {
      const recorded = recordedOf(planned.network, sequences(planned.network, 4));
      const { memories, cycles } = unfused(planned, recorded);
      for (const { name, layers } of planned.cores) {
        const fused = counted(planned, `${name}.neurons.membranes`);
        const extra = of(memories, `${name}.neurons.membranes`);
        const operators = layers.map((l) => (l.layer.memory === null ? 4 : 5));
        const same = operators.every((n) => n === operators[0]);
        if (same && fused.bits > 0) {
          expect(extra!.reads).toBe((operators[0]! - 1) * fused.reads);
          expect(extra!.writes).toBe((operators[0]! - 1) * fused.writes);
          expect(extra!.bits).toBe(fused.bits);
        }
        const stored = of(memories, `${name}.neurons.fast_currents`);
        if (planned.hardware.dataflow === "event-stationary") expect(stored).toBeUndefined();
      }
      expect(cycles).toBeGreaterThanOrEqual(0);
      const most = planned.cores.flatMap((c) => c.layers.map((l) => 4 * l.words));
      expect(cycles).toBeLessThanOrEqual(most.reduce((a, b) => a + b, 0));
    }
  });

  it("of held neurons: a sum is read and written for every slow weight that is read, and a slow state read once", () => {
    for (const planned of plans)
      for (const { name, layers } of planned.cores) {
        const { memories } = slowStatesHeldStill(planned);
        const sums = of(memories, `${name}.slow_current.sums`);
        const weights = counted(planned, `${name}.slow_current.slow_weights`);
        if (weights.reads === 0) continue;
        expect(sums).toMatchObject({ reads: weights.reads, writes: weights.reads });
        const states = counted(planned, `${name}.slow_state.states`);
        const left = states.reads + of(memories, `${name}.slow_state.states`)!.reads;
        const once = layers.reduce((sum, l) => sum + l.dim * (l.updateGroups + 1), 0);
        expect(left).toBeLessThanOrEqual(Math.max(once, states.reads));
        expect(left).toBeGreaterThan(0);
      }
  });

  it("costs more than the hardware that has it: bits, energy, and cycles at the least as many", () => {
    const network = dilated(randomNetwork(random(7), { layers: [{}, {}] }), 1);
    const setting = settingOf(network);
    const known = evaluator(setting);
    const { schedules } = schedulesOf(base);
    const costs = (s: (typeof schedules)[number]) => scheduleCosts(setting, known, s);
    for (const schedule of schedules.filter((s) => s.modelled.length > 0)) {
      const [own, has] = [costs(schedule), costs({ ...schedule, modelled: [] })];
      expect(own.bitsPerStep).toBeGreaterThan(has.bitsPerStep);
      expect(own.cyclesPerStep.mean).toBeGreaterThanOrEqual(has.cyclesPerStep.mean);
      own.energy.forEach((e, i) => {
        expect(e.memories).toBeGreaterThan(has.energy[i]!.memories);
        expect(e.arithmetic).toBe(has.energy[i]!.arithmetic);
        expect(e.clock / has.energy[i]!.clock).toBeCloseTo(
          own.cyclesPerStep.mean / has.cyclesPerStep.mean,
          9,
        );
      });
    }
  });
});

describe("a changed network", () => {
  const network = dilated(randomNetwork(random(11), { layers: [{ dim: 3 }, { dim: 3 }] }), 1);

  it("of its own size is the network, and costs rise with the size", () => {
    expect(network.layers.some((l) => l.memory !== null)).toBe(true);
    const dims = new Set(network.layers.flatMap((l) => l.memory?.dim ?? []));
    if (dims.size === 1) expect(resized(network, [...dims][0]!)).toEqual(network);
    const bits = [0, 1, 2, 4, 9].map(
      (dim) => evaluator(settingOf(resized(network, dim))).costs(base).bitsPerStep,
    );
    expect([...bits].sort((a, b) => a - b)).toEqual(bits);
    expect(new Set(bits).size).toBe(bits.length);
    expect(resized(network, 0).layers.every((l) => l.memory === null)).toBe(true);
  });
});
