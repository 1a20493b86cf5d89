// The scalar drive of every step, with events as close as the integrator can take them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CorePlan, LayerPlan } from "../../src/core/index.ts";
import { scalarDrive } from "../../src/core/memory/scalar-drive.ts";
import { memoryStages, valueStages } from "../../src/core/timing/facts.ts";
import { clamp, rshift } from "./arithmetic.ts";
import { runs, started } from "./drive.ts";
import { cores } from "./plans.ts";

interface Event {
  readonly address: number;
  readonly value: number;
  /** Cycles that the event before it leaves free, beside the two that it takes. */
  readonly wait: number;
}

/** x = clamp(rshift(sum Wx[c] val + bx, sx), 0, 2^xBits - 1) */
function driveOf({ layer }: LayerPlan, events: readonly Event[]): number {
  const { weights, bias, shift, bits } = layer.memory!.drive;
  const sum = events.reduce((s, e) => s + weights.values[e.address]! * e.value, bias.values[0]!);
  return Number(clamp(rshift(BigInt(sum), shift), 0n, 2n ** BigInt(bits) - 1n));
}

const drawEvents = (
  core: CorePlan,
  { layer }: LayerPlan,
  most: number,
  int: (a: number, b: number) => number,
) => {
  const events: Event[] = [];
  for (let mass = 0, n = int(0, 8); events.length < n; ) {
    const value = core.valueBits === 0 ? 1 : int(0, 2 ** core.valueBits - 1);
    mass += value;
    if (mass > most) break;
    events.push({ address: int(0, layer.inputs - 1), value, wait: int(0, 2) });
  }
  return events;
};

describe("scalar drive", () => {
  it("is the clamped sum of bias and weights of the step's events, layer by layer", () => {
    const reached = { zero: 0, positive: 0, empty: 0, graded: 0 };
    fc.assert(
      fc.property(
        cores({}, (core) => core.hasMemory),
        ({ core, plan, parameters, at, random }) => {
          const sim = started(scalarDrive(core, parameters.cores[at]!.drive));
          const int = (a: number, b: number) => random.int(a, b);
          const cycles = (count: number) => {
            for (let n = 0; n < count; n++) sim.step();
          };
          const pulse = (port: string) => {
            sim.poke(port, 1);
            sim.step();
            sim.poke(port, 0);
          };
          const inputs = ["begins", "event_valid", "handed_over"];
          for (const port of inputs) sim.poke(port, 0);
          for (let step = 0; step < 5; step++)
            core.layers.forEach((layer, l) => {
              sim.poke("layer", l);
              const most = layer.index === 0 ? plan.network.inputs.maxPerStep : layer.layer.inputs;
              // Spikes come once a neuron at most.
              const drawn = drawEvents(core, layer, most, int);
              const seen = new Set<number>();
              const events =
                layer.index === 0 ? drawn : drawn.filter((e) => !seen.has(e.address) && seen.add(e.address));
              pulse("begins");
              for (const { address, value, wait } of events) {
                sim.poke("event_address", address);
                sim.poke("event_value", value);
                pulse("event_valid");
                cycles(1 + wait);
              }
              // A step without events has one empty beat; the last event's row takes two cycles.
              cycles(1 + valueStages(core.valueBits) + memoryStages(core.hardware));
              pulse("handed_over");
              if (layer.dim === 0) return;
              const x = driveOf(layer, events);
              expect(Number(sim.peek("drive")), `step ${step}, layer ${l}`).toBe(x);
              reached.zero += Number(x === 0);
              reached.positive += Number(x > 0);
              reached.empty += Number(events.length === 0);
              reached.graded += Number(core.valueBits > 0);
            });
        },
      ),
      runs(60),
    );
    for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(10);
  });
});
