// Memory integration: P m + v x of every neuron, word by word, while the next group is at work.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LayerPlan } from "../../src/core/index.ts";
import { slowCurrent } from "../../src/core/memory/slow-current.ts";
import { memoryStages, termLatency } from "../../src/core/timing/facts.ts";
import { dot } from "./arithmetic.ts";
import { runs, started } from "./drive.ts";
import { cores } from "./plans.ts";

/** P[n] . m + v[n] x */
function sumOf({ layer, dim }: LayerPlan, n: number, m: readonly number[], x: number): number {
  const { state, drive } = layer.memory!.current;
  const row = state.values.subarray(n * dim, (n + 1) * dim);
  return Number(dot(row, m) + BigInt(drive.values[n]!) * BigInt(x));
}

describe("memory integration", () => {
  it("gives the sums of one group while the terms of the next stream by", () => {
    fc.assert(
      fc.property(
        cores({}, (core) => core.hasMemory),
        ({ core, parameters, at, random }) => {
          const { memory: lanes, neuron } = core.lanes;
          const words = core.wordsPerGroup;
          const latency = termLatency(memoryStages(core.hardware));
          const sim = started(slowCurrent(core, parameters.cores[at]!.slow));
          for (let l = 0; l < core.layers.length; l++) {
            const layer = core.layers[l]!;
            const { dim, base } = layer;
            if (dim === 0) continue;
            const memory = layer.layer.memory!;
            const limit = 2 ** (memory.state.bits - 1);
            const x = random.int(0, 2 ** memory.drive.bits - 1);
            const m = Array.from({ length: dim }, () =>
              random.chance(0.3) ? random.pick([-limit, limit - 1]) : random.int(-limit, limit - 1),
            );
            // Group g's terms come last in its cycles; its words are read from `termLatency` cycles after the last.
            const span = Math.max(dim + 1, words);
            const lead = span - dim - 1;
            const last = (group: number) => (group + 1) * span - 1;
            for (let cycle = 0; cycle < layer.memoryGroups * span + latency + words; cycle++) {
              const group = Math.floor(cycle / span);
              const j = (cycle % span) - lead;
              const works = group < layer.memoryGroups && j >= 0;
              sim.poke("term_valid", Number(works));
              sim.poke("term_last", Number(works && j === dim));
              if (works) sim.poke("term_address", base.slow + group * (dim + 1) + j);
              const before = ((cycle - 1) % span) - lead;
              sim.poke("multiplicand", cycle === 0 || before < 0 ? 0 : before === dim ? x : m[before]!);
              const read = cycle - latency - last(0);
              const word = read % span;
              const reads = read >= 0 && word < words && Math.floor(read / span) < layer.memoryGroups;
              sim.poke("advance", Number(reads));
              if (reads)
                for (let lane = 0; lane < neuron; lane++) {
                  const n = Math.floor(read / span) * lanes + word * neuron + lane;
                  if (n < layer.layer.neurons)
                    expect(Number(sim.peek(`slow_${lane}`)), `layer ${l}, neuron ${n}`).toBe(
                      sumOf(layer, n, m, x),
                    );
                }
              sim.step();
            }
          }
        },
      ),
      runs(100),
    );
  });
});
