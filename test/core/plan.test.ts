// The plan: sizes and bases of every memory, lanes that divide each other, and types that hold what they must.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LayerPlan } from "../../src/core/index.ts";
import { runs } from "./drive.ts";
import { cores, plans } from "./plans.ts";

describe("plan", () => {
  it("gives every layer words of its own in every memory, without gaps", () => {
    fc.assert(
      fc.property(cores(), ({ core, plan: { network } }) => {
        const sizes: Record<keyof LayerPlan["base"], (l: LayerPlan) => number> = {
          weights: (l) => l.layer.inputs * l.spikeGroups,
          drive: (l) => (l.dim > 0 ? l.layer.inputs + 1 : 0),
          slow: (l) => (l.dim > 0 ? l.memoryGroups * (l.dim + 1) : 0),
          update: (l) => (l.dim > 0 ? l.updateGroups * (l.dim + 1) : 0),
          neuron: (l) => l.words,
          state: (l) => l.dim,
        };
        for (const [memory, size] of Object.entries(sizes) as [
          keyof LayerPlan["base"],
          (l: LayerPlan) => number,
        ][]) {
          let next = 0;
          for (const layer of core.layers) {
            expect(layer.base[memory], memory).toBe(size(layer) > 0 ? next : 0);
            next += size(layer);
          }
          const { depth } = core;
          if (memory === "state") {
            expect(depth.state).toBeGreaterThanOrEqual(next);
            expect(Math.log2(depth.state) % 1).toBe(0);
          } else expect(depth[memory], memory).toBe(Math.max(1, next));
        }
        const lists = core.hardware.dataflow === "neuron-stationary";
        expect(core.depth.currents).toBe(lists ? 1 : Math.max(...core.layers.map((l) => l.spikeGroups)));
        const events = core.layers.map((l) => (l.index === 0 ? network.inputs.maxPerStep : l.layer.inputs));
        expect(core.depth.events).toBe(lists ? Math.max(...events) : 1);
      }),
      runs(100),
    );
  });

  it("needs no divisibility: every neuron has its lane, and words divide groups", () => {
    fc.assert(
      fc.property(cores(), ({ core }) => {
        const { spike, memory, update, neuron } = core.lanes;
        expect([spike % neuron, memory % neuron]).toEqual([0, 0]);
        expect(core.wordsPerGroup).toBe(memory / neuron);
        for (const l of core.layers) {
          const { neurons } = l.layer;
          expect([l.spikeGroups, l.memoryGroups, l.words]).toEqual(
            [spike, memory, neuron].map((lanes) => Math.ceil(neurons / lanes)),
          );
          expect(l.updateGroups).toBe(Math.ceil(l.dim / update));
        }
        // More lanes than there is work for are not made.
        const most = Math.max(...core.layers.map((l) => l.layer.neurons));
        // Where neurons are held still a group of them takes whole parts of memory lanes.
        const lists = core.hardware.dataflow === "neuron-stationary";
        if (lists) expect(spike % memory).toBe(0);
        expect(core.groupsPerMeeting).toBe(lists ? spike / memory : 1);
        const whole = lists ? memory * Math.ceil(most / memory) : most;
        const widest = Math.max(1, ...core.layers.map((l) => l.dim));
        expect([spike <= whole, memory <= most, update <= widest]).toEqual([true, true, true]);
      }),
      runs(100),
    );
  });

  it("maps a core to each layer, or one to all, in the network's order", () => {
    fc.assert(
      fc.property(plans(), ({ plan: { cores: planned, network, hardware } }) => {
        const indices = planned.map((c) => c.layers.map((l) => l.index));
        const all = network.layers.map((_, i) => i);
        expect(indices).toEqual(hardware.mapping === "shared" ? [all] : all.map((i) => [i]));
        // Only events from outside carry values.
        planned.forEach((c, i) => {
          expect(c.valueBits).toBe(i === 0 ? network.inputs.valueBits : 0);
        });
      }),
      runs(60),
    );
  });
});
