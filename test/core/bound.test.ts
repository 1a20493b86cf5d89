// Cycles per step: the closed formulas against the timeline, and the limit that the steady state keeps.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SteadyChoice, steadyNetwork } from "../../bench/steady.ts";
import {
  cycleBound,
  cyclesPerStep,
  type HardwareInput,
  hardware,
  plan,
  stages,
} from "../../src/core/index.ts";
import { runs } from "./drive.ts";

const lanes = (spike: number, memory: number, update: number) => ({ lanes: { spike, memory, update } });
const dataflows = ["event-stationary", "neuron-stationary"] as const;

const words = { name: "words", channels: 140, valueBits: 0, neurons: [128, 128], dim: 10, classes: 20 };
const pixels = { name: "pixels", channels: 1, valueBits: 8, neurons: [200, 200], dim: 100, classes: 10 };

const cyclesOf = (choice: SteadyChoice, h: HardwareInput) => {
  const { network, activity } = steadyNetwork(choice);
  const planned = plan(network, hardware(h));
  return {
    cycles: cyclesPerStep(planned, activity),
    bound: cycleBound(planned, activity),
    longest: Math.max(...stages(planned, activity).map((s) => s.cycles)),
  };
};

describe("the steady state with a core a layer and overlap", () => {
  const laneCounts = [
    [1, 1, 1],
    [2, 2, 1],
    [4, 4, 2],
    [8, 4, 1],
    [8, 8, 4],
    [16, 8, 4],
    [16, 16, 8],
  ] as const;

  describe.each(laneCounts)("lanes %i / %i / %i", (spike, memory, update) => {
    it.each([
      ["a usual step of words", { ...words, events: 14, firing: [13, 13] }],
      ["a full step of words", { ...words, events: 60, firing: [40, 40] }],
      ["a step of words without events", { ...words, events: 0, firing: [5, 5] }],
      ["a usual step of pixels", { ...pixels, events: 1, firing: [20, 20] }],
      ["a busy step of pixels", { ...pixels, events: 1, firing: [100, 60] }],
    ])("is within 1.05 times the bound and 8 cycles: %s", (_name, choice) => {
      for (const dataflow of dataflows) {
        const { cycles, bound } = cyclesOf(choice, { ...lanes(spike, memory, update), dataflow });
        expect(cycles, dataflow).toBeLessThanOrEqual(1.05 * bound + 8);
        expect(cycles, dataflow).toBeGreaterThanOrEqual(bound);
      }
    });
  });

  it("takes the longest of the stages' cycles", () => {
    const activity = fc.record({
      events: fc.nat(30),
      firing: fc.array(fc.nat(20), { minLength: 2, maxLength: 2 }),
    });
    fc.assert(
      fc.property(
        fc.record({
          neurons: fc.array(fc.integer({ min: 20, max: 40 }), { minLength: 1, maxLength: 2 }),
          dim: fc.constantFrom(0, 1, 4, 9),
          valueBits: fc.constantFrom(0, 4),
          classes: fc.integer({ min: 1, max: 12 }),
        }),
        activity,
        fc.record({
          spike: fc.constantFrom(1, 2, 3, 8, 16),
          memory: fc.constantFrom(1, 2, 4, 6, 16),
          update: fc.constantFrom(1, 2, 4),
          readout: fc.constantFrom(1, 2, 4),
        }),
        fc.constantFrom(...dataflows),
        (shape, { events, firing }, l, dataflow) => {
          fc.pre(dataflow === "event-stationary" || l.spike % l.memory === 0);
          const choice = {
            name: "steady",
            channels: 12,
            ...shape,
            events,
            firing: firing.slice(0, shape.neurons.length),
          };
          const { cycles, longest } = cyclesOf(choice, { lanes: l, dataflow });
          expect(cycles).toBe(longest);
        },
      ),
      runs(200),
    );
  });
});
