// Parameter memories: every weight at its word and lane, and the stream that loads them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parameterBeats } from "../../src/core/index.ts";
import { runs } from "./drive.ts";
import { cores, plans } from "./plans.ts";

describe("parameters", () => {
  it("lie where the circuits read them; lanes beyond the last neuron hold 0", () => {
    fc.assert(
      fc.property(cores(), ({ core, parameters, at }) => {
        const { weights, drive, slow, update, bias } = parameters.cores[at]!;
        const { spike, memory, update: rows, neuron } = core.lanes;
        for (const { layer, base, dim, spikeGroups, memoryGroups, updateGroups, words } of core.layers) {
          const { neurons, inputs } = layer;
          const or0 = (n: number, limit: number, value: (n: number) => number) => (n < limit ? value(n) : 0);
          const grouped = core.hardware.dataflow === "neuron-stationary";
          for (let c = 0; c < inputs; c++)
            for (let n = 0; n < spikeGroups * spike; n++) {
              const group = Math.floor(n / spike);
              const at = grouped ? group * inputs + c : c * spikeGroups + group;
              expect(weights.words[base.weights + at]![n % spike]).toBe(
                or0(n, neurons, () => layer.fast.weights.values[n * inputs + c]!),
              );
            }
          for (let n = 0; n < words * neuron; n++)
            expect(bias.words[base.neuron + Math.floor(n / neuron)]![n % neuron]).toBe(
              or0(n, neurons, () => layer.bias.values[n]!),
            );
          if (layer.memory === null) continue;
          const m = layer.memory;
          for (let c = 0; c <= inputs; c++)
            expect(drive.words[base.drive + c]).toEqual([
              c < inputs ? m.drive.weights.values[c] : m.drive.bias.values[0],
            ]);
          for (let j = 0; j <= dim; j++) {
            for (let n = 0; n < memoryGroups * memory; n++)
              expect(slow.words[base.slow + Math.floor(n / memory) * (dim + 1) + j]![n % memory]).toBe(
                or0(n, neurons, () =>
                  j < dim ? m.current.state.values[n * dim + j]! : m.current.drive.values[n]!,
                ),
              );
            for (let i = 0; i < updateGroups * rows; i++)
              expect(update.words[base.update + Math.floor(i / rows) * (dim + 1) + j]![i % rows]).toBe(
                or0(i, dim, () =>
                  j < dim ? m.state.transition.values[i * dim + j]! : m.state.input.values[i]!,
                ),
              );
          }
        }
      }),
      runs(40),
    );
  });

  it("have as many words as they say, all of which fit", () => {
    fc.assert(
      fc.property(plans(), ({ parameters, plan }) => {
        parameters.all.forEach((memory, id) => {
          expect(memory.id).toBe(id);
          expect(memory.words.length, memory.name).toBe(memory.depth);
          for (const word of memory.words) {
            expect(word.length).toBe(memory.lanes);
            for (const v of word) {
              expect(v).toBeGreaterThanOrEqual(Number(memory.type.lo));
              expect(v).toBeLessThanOrEqual(Number(memory.type.hi));
            }
          }
        });
        const { weights, bias } = plan.network.readout;
        const { lanes, groups, classes } = plan.readout;
        const grouped = plan.hardware.dataflow === "neuron-stationary";
        for (let n = 0; n < weights.columns; n++)
          for (let c = 0; c < classes; c++) {
            const group = Math.floor(c / lanes);
            const word = grouped ? group * weights.columns + n : n * groups + group;
            expect(parameters.readout.weights.words[word]![c % lanes]).toBe(
              weights.values[c * weights.columns + n],
            );
          }
        expect(parameters.readout.bias.words).toEqual([...bias.values].map((v) => [v]));
      }),
      runs(40),
    );
  });

  it("load in packets: the memory's number, then all its values", () => {
    fc.assert(
      fc.property(plans(), ({ parameters }) => {
        const { value, last } = parameterBeats(parameters);
        let n = 0;
        for (const memory of parameters.all) {
          const size = memory.depth * memory.lanes;
          expect(value[n]).toBe(memory.id);
          expect([...value.subarray(n + 1, n + 1 + size)]).toEqual(memory.words.flat());
          expect([...last.subarray(n, n + 1 + size)]).toEqual([...new Array(size).fill(0), 1]);
          n += 1 + size;
        }
        expect(n).toBe(value.length);
      }),
      runs(40),
    );
  });
});
