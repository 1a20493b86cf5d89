// The faults of the hardware released with the paper, one by one: what this hardware does instead. Every run is also
// compared with the golden model bit for bit, so that what a test reads off the golden record is what the RTL did.
import { describe, expect, it } from "vitest";
import { hardware } from "../../src/core/index.ts";
import { eventBeats } from "../../src/simulate/network.ts";
import { random, randomNetwork } from "../../src/verify/index.ts";
import { agreed, open, sequence } from "./bench.ts";
import { oneState, tiny } from "./tiny.ts";

describe.each(["event-stationary", "neuron-stationary"] as const)(
  "where the released hardware goes wrong, this one, %s",
  (dataflow) => {
    const choice = hardware({ lanes: { spike: 2, memory: 2, update: 1 }, dataflow, probe: true });

    it("lets a slow state decay, since D has fraction bits", async () => {
      const network = tiny({ memory: oneState(4, 3, { decay: -16, input: 64, shift: 6, slow: 5 }) });
      const silence = Array.from({ length: 20 }, () => []);
      const { records } = await agreed(network, choice, [sequence([[0, 1, 2, 3], ...silence])]);
      const m = [...records[0]!.layers[0]!.m];
      expect(m[0]).toBe(40);
      // Each step takes a quarter away, until less than half a unit would go.
      for (let k = 1; k < m.length; k += 1)
        expect(m[k]).toBe(m[k - 1]! + Math.floor((-16 * m[k - 1]! + 32) / 64));
      expect(m.at(-1)).toBeLessThanOrEqual(2);
    });

    it("takes more than 32 events in a step", async () => {
      const network = tiny({ fast: () => 1, leak: { factor: 0, shift: 8 } });
      const { records } = await agreed(network, choice, [
        sequence([Array.from({ length: 90 }, (_, e) => e % 4)]),
      ]);
      expect([...records[0]!.layers[0]!.u]).toEqual([90, 90, 90]);
    });

    it("clears all state between sequences: back to back is the same as apart", async () => {
      const network = tiny({
        fast: (n, c) => 20 + n - c,
        threshold: 90,
        memory: oneState(4, 3, { decay: -8, input: 100, shift: 5, slow: 9 }),
        readout: (o, n) => (o === n ? 5 : -1),
      });
      const [one, two] = [sequence([[0, 1], [2, 3], [0]]), sequence([[], [3], [1, 1]])];
      const hw = await open({ network, hardware: choice });
      const apart = await hw.run(hw.caseOf(eventBeats([two]), 1));
      const both = await hw.run(hw.caseOf(eventBeats([one, two]), 2));
      await hw.close();
      for (const name of ["core0_drive", "core0_state", "core0_membrane", "logit"])
        apart.monitors[name]!.columns.forEach((column, i) => {
          expect([...both.monitors[name]!.columns[i]!].slice(-column.length)).toEqual([...column]);
        });
      expect(both.sinks.classes!.columns[0]![1]).toBe(apart.sinks.classes!.columns[0]![0]);
    });

    it("has steps without events, in which neurons leak", async () => {
      const network = tiny({ fast: () => 100 });
      const { records } = await agreed(network, choice, [sequence([[0], [], [], []])]);
      const u = records[0]!.layers[0]!.u;
      expect([u[0], u[3], u[6], u[9]]).toEqual([100, 50, 25, 13]);
    });

    it("leaves an event with an illegal address out and says so", async () => {
      const network = tiny({ fast: () => 7 });
      const hw = await open({ network, hardware: choice });
      const given = sequence([[0, 4, 1], [65535], [9, 2]]);
      const result = await hw.run(hw.caseOf(eventBeats([given]), 1));
      await hw.close();
      expect(result.flags.error_event).toBe(1);
      const harmless = hw.difference({ ...result, flags: { ...result.flags, error_event: 0 } }, [
        sequence([[0, 1], [], [2]]),
      ]);
      expect(harmless).toBeNull();
    });

    it("has a bias for every neuron", async () => {
      const network = tiny({ bias: (n) => 10 * n - 10, leak: { factor: 0, shift: 8 } });
      const { records } = await agreed(network, choice, [sequence([[], []])]);
      expect([...records[0]!.layers[0]!.u]).toEqual([-10, 0, 10, -10, 0, 10]);
    });

    it.each([
      ["subtract", 26],
      ["zero", 0],
    ] as const)("resets by %s", async (reset, left) => {
      const network = tiny({ fast: () => 126, threshold: 100, reset });
      const { records } = await agreed(network, choice, [sequence([[0]])]);
      expect([...records[0]!.layers[0]!.u]).toEqual([left, left, left]);
      expect([...records[0]!.layers[0]!.spikes.addresses]).toEqual([0, 1, 2]);
    });

    it.each([
      [256, 100],
      [205, 80],
      [0, 0],
    ])("leaks by any factor: %i / 256", async (factor, after) => {
      const network = tiny({ fast: () => 100, leak: { factor, shift: 8 } });
      const { records } = await agreed(network, choice, [sequence([[0], []])]);
      expect(records[0]!.layers[0]!.u[3]).toBe(after);
    });

    it("takes graded events: a value of 7 counts as seven events", async () => {
      const network = tiny({
        valueBits: 3,
        fast: (n) => n + 1,
        memory: oneState(4, 3, { decay: -1, input: 3, shift: 2 }),
      });
      const { records } = await agreed(network, choice, [
        sequence([[[2, 7]]], true),
        sequence([Array.from({ length: 7 }, () => [2, 1] as const)], true),
      ]);
      expect([...records[0]!.layers[0]!.u]).toEqual([7, 14, 21]);
      expect(records[0]!.layers[0]).toEqual(records[1]!.layers[0]);
    });

    it("forms v x and P m in one pass beside the neurons: a step takes little more than (d + 1) N / lanes cycles", async () => {
      // The released default: N = 128, d = 8, four neurons a cycle, 9 events a step: 391 cycles there.
      const [groups, dim, steps] = [32, 8, 12];
      const network = randomNetwork(random(3), {
        channels: 140,
        valueBits: 0,
        maxPerStep: 60,
        layers: [{ neurons: 4 * groups, dim, dilation: 1 }],
        classes: 4,
        lastSteps: null,
      });
      const hw = await open({
        network,
        hardware: hardware({ lanes: { spike: 4, memory: 4, update: 1 }, dataflow, probe: true }),
      });
      const nine = Array.from({ length: steps }, (_, k) =>
        Array.from({ length: 9 }, (_, e) => (7 * e + k) % 140),
      );
      const result = await hw.run(hw.caseOf(eventBeats([sequence(nine)]), 1));
      await hw.close();
      expect(hw.difference(result, [sequence(nine)])).toBeNull();
      const drives = [...result.monitors.core0_drive!.cycles];
      const perStep = (drives.at(-1)! - drives[2]!) / (drives.length - 3);
      expect(perStep).toBeLessThanOrEqual(1.05 * (dim + 1) * groups + 8);
      expect(perStep).toBeLessThan(391);
    });

    it("rounds the leak: a membrane of -1 decays", async () => {
      const network = tiny({ fast: () => -1 });
      const { records } = await agreed(network, choice, [sequence([[0], []])]);
      expect([...records[0]!.layers[0]!.u]).toEqual([-1, -1, -1, 0, 0, 0]);
    });

    it("has a linear readout that adds up the logits of all steps, its bias at every one", async () => {
      const network = tiny({
        fast: () => 120,
        threshold: 100,
        readout: (o) => (o === 1 ? 3 : 2),
        readoutBias: (o) => 1 - o,
      });
      const { records, result } = await agreed(network, choice, [sequence([[0], [], [1]])]);
      expect([...records[0]!.logits]).toEqual([2 * 6 + 3, 2 * 9]);
      expect([...result.sinks.classes!.columns[0]!]).toEqual([1]);
    });
  },
);
