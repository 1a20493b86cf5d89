// The slow state: what it streams to the lanes, and every new value of it, against the formula.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LayerPlan } from "../../src/core/index.ts";
import { slowState } from "../../src/core/memory/slow-state.ts";
import { memoryStages, stateLatency } from "../../src/core/timing/facts.ts";
import { dot, rshift, sat } from "./arithmetic.ts";
import { runs, started } from "./drive.ts";
import { cores } from "./plans.ts";

/** m'[i] = sat(m[i] + rshift(D[i] . m + B[i] x, shift of row i), bits) */
function nextState({ layer }: LayerPlan, m: readonly number[], x: number): number[] {
  const { transition, input, shifts, bits } = layer.memory!.state;
  return m.map((old, i) => {
    const row = transition.values.subarray(i * m.length, (i + 1) * m.length);
    const sum = dot(row, m) + BigInt(input.values[i]!) * BigInt(x);
    return Number(sat(BigInt(old) + rshift(sum, shifts[i]!), bits));
  });
}

describe("slow state", () => {
  it("streams the old values and the drive, and writes the new values, layer by layer and step by step", () => {
    const reached = { low: 0, high: 0 };
    fc.assert(
      fc.property(
        cores({}, (core) => core.hasMemory),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        ({ core, parameters, at, random }, firsts) => {
          const sim = started(slowState(core, parameters.cores[at]!.update));
          const drain = core.lanes.update + 1 + stateLatency(memoryStages(core.hardware));
          const states = core.layers.map((l) => new Array<number>(l.dim).fill(0));
          const written: object[] = [];
          const wanted: object[] = [];
          const idle = () => {
            for (const flag of ["valid", "last", "update"]) sim.poke(`term_${flag}`, 0);
          };
          const cycle = () => {
            if (sim.peek("written_valid") === 1)
              written.push({ i: Number(sim.peek("written_index")), m: Number(sim.peek("written_value")) });
            sim.step();
          };
          idle();
          firsts.forEach((first, k) => {
            core.layers.forEach((layer, l) => {
              if (layer.dim === 0) return;
              const { dim, base } = layer;
              const x = random.int(0, 2 ** layer.layer.memory!.drive.bits - 1);
              const old = first || k === 0 ? states[l]!.map(() => 0) : states[l]!;
              sim.poke("fresh", Number(first || k === 0));
              sim.poke("layer", l);
              sim.poke("half", k % 2);
              sim.poke("drive", x);
              for (let group = 0; group < layer.updateGroups; group++) {
                for (let j = 0; j <= dim; j++) {
                  sim.poke("term_valid", 1);
                  sim.poke("term_last", Number(j === dim));
                  sim.poke("term_j", j);
                  sim.poke("term_update", 1);
                  sim.poke("term_address", base.update + group * (dim + 1) + j);
                  sim.poke("term_row", group * core.lanes.update);
                  cycle();
                  idle();
                  // One cycle after its term.
                  expect(Number(sim.peek("multiplicand"))).toBe(j === dim ? x : old[j]);
                  if (random.chance(0.2)) cycle();
                }
                // A group of few terms must not overtake the rows of the one before.
                for (let rest = dim + 1; rest < core.lanes.update; rest++) cycle();
              }
              for (let rest = 0; rest < drain; rest++) cycle();
              states[l] = nextState(layer, old, x);
              for (const [i, m] of states[l]!.entries()) wanted.push({ i, m });
              const limit = 2 ** (layer.layer.memory!.state.bits - 1);
              reached.low += Number(states[l]!.includes(-limit));
              reached.high += Number(states[l]!.includes(limit - 1));
            });
          });
          expect(written).toEqual(wanted);
        },
      ),
      runs(100),
    );
    // The cases saturate at both ends.
    expect(Math.min(reached.low, reached.high)).toBeGreaterThan(5);
  });
});
